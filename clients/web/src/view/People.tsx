/* The named specialists one is linked to: who they are, how soon they answer, and a way to ask. */
import type { LinkRow, SpecialistRow } from '../../generated/contract.ts';
import { mayAsk, nameIn } from '../state/inbox.ts';
import { hashOf } from '../state/page.ts';
import { links, me, now, online, people } from '../state/store.ts';
import { awayWords, usualReplyWords } from '../words/rows.ts';
import { whenWords } from '../words/times.ts';
import { Loading } from './states.tsx';

/** Job, professional number and organisation in a line. */
export const roleWords = (specialist: SpecialistRow): string =>
  [specialist.job_title, specialist.professional_number, specialist.organisation_name].filter(Boolean).join(', ');

function loadWords(link: LinkRow, specialist: SpecialistRow): string {
  const open = specialist.open_threads === 1 ? '1 case waiting' : `${specialist.open_threads} cases waiting`;
  const limit = link.weekly_limit ? ` of ${link.weekly_limit}` : '';
  return `${open}, asked ${specialist.asked_this_week}${limit} this week`;
}

export const specialtyWords = (link: LinkRow): string => link.treatment_function_name.replace(/ Service$/, '');

interface CardProps {
  link: LinkRow;
  specialist: SpecialistRow;
  heading: 'h2' | 'h3' | 'h4';
}

function Specialist({ link, specialist, heading: Heading }: CardProps) {
  const away = awayWords(specialist, (person) => nameIn(people.value, person), now.value);
  const canAsk = mayAsk(me.value) && link.neighbourhood === (me.value?.neighbourhood ?? link.neighbourhood);
  return (
    <li class={`card${canAsk ? ' card--link' : ''}`}>
      <Heading class="card__name">
        {canAsk ? (
          <a
            href={hashOf({
              name: 'ask',
              conversation: link.conversation,
              person: specialist.person,
            })}
          >
            <span class="nhsuk-u-visually-hidden">Ask </span>
            {specialist.display_name}
          </a>
        ) : (
          specialist.display_name
        )}
        {online.value[specialist.person] ? <span class="presence">Here now</span> : null}
      </Heading>
      <p class="meta card__specialty">{specialtyWords(link)}</p>
      <p class="meta">{roleWords(specialist)}</p>
      {away ? <p class="meta away">{away}</p> : null}
      <p class="meta">
        {[usualReplyWords(specialist), `Asked now, due ${whenWords(link.reply_due_routine, now.value)}`]
          .filter(Boolean)
          .join('. ')}
      </p>
      <p class="meta">{loadWords(link, specialist)}</p>
    </li>
  );
}

/** The cards of everybody linked; under a heading for each neighbourhood when there are several. */
export function People({ heading = 'h3' }: { heading?: 'h2' | 'h3' }) {
  if (links.value === null) return <Loading heading={false} />;
  if (links.value.length === 0) return <p class="quiet">There are no links yet. Your coordinator sets them up.</p>;
  const places = [...new Map(links.value.map((link) => [link.neighbourhood, link.neighbourhood_name]))];
  const inner = heading === 'h2' ? 'h3' : 'h4';
  const Heading = heading;
  return (
    <>
      {places.map(([id, name]) => (
        <section key={id} aria-label={name}>
          {places.length > 1 ? <Heading class="people__link">{name}</Heading> : null}
          <ul class="cards">
            {links.value
              ?.filter((link) => link.neighbourhood === id)
              .flatMap((link) =>
                link.specialists.map((specialist) => (
                  <Specialist
                    key={`${link.link} ${specialist.person}`}
                    link={link}
                    specialist={specialist}
                    heading={places.length > 1 ? inner : heading}
                  />
                )),
              )}
          </ul>
        </section>
      ))}
    </>
  );
}
