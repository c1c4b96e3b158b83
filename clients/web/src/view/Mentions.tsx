/* To what a reply answers and whom it mentions: above and below its words. */
import type { ThreadRow } from '../../generated/contract.ts';
import { mentionsOf, setMentions, setTarget, targetOf } from '../commands/aims.ts';
import { mentionable } from '../state/members.ts';
import { links, me, nameOf, opened, people, threads } from '../state/store.ts';
import { quoteOf } from './Messages.tsx';

export function Target({ row }: { row: ThreadRow }) {
  const target = targetOf(row.thread);
  if (!target) return null;
  const message = opened.value?.messages[target];
  return (
    <p class="in-reply" id="reply-target">
      In reply to {message ? quoteOf(message) : 'an earlier message'}{' '}
      <button
        type="button"
        class="plain"
        onClick={() => {
          setTarget(row.thread, '');
          document.getElementById('reply')?.focus();
        }}
      >
        Not to this message
      </button>
    </p>
  );
}

export function Mentions({ row }: { row: ThreadRow }) {
  const chosen = mentionsOf(row.thread);
  const known = mentionable({
    opened: opened.value,
    links: links.value,
    threads: threads.value,
    people: people.value,
    me: me.value,
  });
  if (known.length === 0) return null;
  function toggle(person: string, isChosen: boolean): void {
    setMentions(row.thread, isChosen ? [...chosen, person] : chosen.filter((one) => one !== person));
  }
  return (
    <details class="small-fold mentions">
      <summary>{chosen.length > 0 ? `Mentions ${chosen.map(nameOf).join(', ')}` : 'Mention somebody'}</summary>
      <fieldset class="nhsuk-fieldset">
        <legend class="nhsuk-u-visually-hidden">Who is mentioned</legend>
        {known.map((person) => (
          <label class="check" key={person} htmlFor={`mention-${person}`}>
            <input
              type="checkbox"
              id={`mention-${person}`}
              checked={chosen.includes(person)}
              onChange={(event) => toggle(person, event.currentTarget.checked)}
            />
            {nameOf(person)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
