/* One virtual MDT: who is in it and must be heard, its rhythm, its meetings. */
import { useState } from 'preact/hooks';

import type { MdtRow, MeetingRow } from '../../../../generated/contract.ts';
import { hasRole } from '../../../state/inbox.ts';
import { hashOf } from '../../../state/page.ts';
import { me, now, page } from '../../../state/store.ts';
import {
  askedWords,
  chairWords,
  countWords,
  functionsWords,
  isChair,
  meetingWords,
  rhythmWords,
  stateOf,
  voiceWords,
} from '../../../words/mdt.ts';
import { stampWords } from '../../../words/times.ts';
import { Part, Table } from '../../asking.tsx';
import { Fold } from '../../fields.tsx';
import { Keeping } from './Keep.tsx';
import { Move, Plan } from './Times.tsx';
import { Shown, useLive } from './live.tsx';

const STATES: readonly (readonly [MeetingRow['state'], string])[] = [
  ['open', 'Open now'],
  ['planned', 'Planned'],
  ['closed', 'Closed'],
];

interface MeetingsProps {
  mdt: MdtRow;
  isMember: boolean;
  mayPlan: boolean;
  /** Asks again: keepers who are no members hear no news. */
  again: () => void;
}

/** Members move a meeting on its own page, which other keepers may not see. */
function MeetingLine({ meeting, isMember, mayPlan, again }: Omit<MeetingsProps, 'mdt'> & { meeting: MeetingRow }) {
  const [isMoving, setMoving] = useState(false);
  const asked = askedWords(meeting.asked_of_me);
  const title = `Meeting of ${stampWords(meeting.opens)}`;
  return (
    <li class="line">
      {isMember ? <a href={hashOf({ name: 'meeting', id: meeting.meeting })}>{title}</a> : <span>{title}</span>}
      <p class="meta">
        {meetingWords(meeting, now.value)}. {countWords(meeting)}.
      </p>
      {asked ? <p class="asked">{asked}</p> : null}
      {mayPlan && !isMember && stateOf(meeting, now.value) !== 'closed' ? (
        <>
          <button type="button" class="plain" aria-expanded={isMoving} onClick={() => setMoving(!isMoving)}>
            Move or close<span class="nhsuk-u-visually-hidden"> the meeting of {stampWords(meeting.opens)}</span>
          </button>
          {isMoving ? (
            <div class="inner-form boxed">
              <Move meeting={meeting} prefix={`${meeting.meeting}_`} done={again} />
            </div>
          ) : null}
        </>
      ) : null}
    </li>
  );
}

function Meetings({ mdt, ...rights }: MeetingsProps) {
  if (mdt.meetings.length === 0) return <p class="quiet">No meeting is planned yet.</p>;
  return (
    <>
      {STATES.map(([state, label]) => {
        const meetings = mdt.meetings.filter((meeting) => stateOf(meeting, now.value) === state);
        if (state === 'planned') meetings.reverse();
        if (meetings.length === 0) return null;
        return (
          <section key={state} aria-label={label}>
            <h3 class="part">{label}</h3>
            <ul class="lines">
              {meetings.map((meeting) => (
                <MeetingLine meeting={meeting} {...rights} key={meeting.meeting} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Members({ mdt }: { mdt: MdtRow }) {
  const required = new Set(mdt.required);
  return (
    <Table
      name="Members"
      rows={mdt.members}
      keyOf={(member) => member.person}
      empty="Nobody is in this MDT."
      columns={[
        [
          'Who',
          (member) => (
            <>
              {member.display_name}
              <span class="meta member__job">
                {[member.job_title, member.professional_number].filter(Boolean).join(', ')}
              </span>
            </>
          ),
        ],
        ['Speaks for', voiceWords],
        [
          'Part',
          (member) =>
            [
              chairWords(mdt, member.person),
              member.treatment_functions?.some((code) => required.has(code)) ? 'required' : '',
            ]
              .filter(Boolean)
              .join(', '),
        ],
      ]}
    />
  );
}

function Mdt({ mdt, again }: { mdt: MdtRow; again: () => void }) {
  const person = me.value?.person ?? '';
  const isMember = mdt.members.some((member) => member.person === person);
  const mayPlan = isChair(mdt, person) || hasRole(me.value, 'administrator', 'coordinator');
  return (
    <div class="pane-body wide">
      <p class="back">
        <a class="nhsuk-back-link" href="#/mdts">
          All MDTs
        </a>
      </p>
      <h1 class="title">{mdt.name}</h1>
      <p class="meta">
        {mdt.ended ? <strong class="tag tag--closed">Ended</strong> : null}
        {rhythmWords(mdt)}
      </p>
      {isMember ? null : (
        <p class="quiet">You keep this MDT and are no member of it: its cases are not shown to you.</p>
      )}
      <Part id="meetings-title" title="Meetings">
        <Meetings mdt={mdt} isMember={isMember} mayPlan={mayPlan} again={again} />
        {mayPlan && !mdt.ended ? (
          <Fold summary="Plan a meeting">
            <Plan mdt={mdt} done={again} />
          </Fold>
        ) : null}
      </Part>
      <Part id="members-title" title="Members">
        <p class="meta">
          {mdt.required?.length
            ? `Before a case is decided, ${functionsWords(mdt.required)} must have spoken.`
            : 'No specialty is required before a case is decided.'}
        </p>
        <Members mdt={mdt} />
      </Part>
      {mayPlan ? <Keeping mdt={mdt} done={again} /> : null}
    </div>
  );
}

export default function Team() {
  const id = page.value.name === 'mdt' ? page.value.id : '';
  const live = useLive('mdt.list', { conversation: id }, [id]);
  const [mdt] = live.result?.mdts ?? [];
  // A list of one that is empty: there is none that I may see.
  if (live.result && !mdt) {
    const sentence = 'This MDT does not exist, or you may not see it. Your coordinator can tell you who may.';
    return <Shown live={{ ...live, result: null, problem: sentence, isMissing: true }}>{() => null}</Shown>;
  }
  return <Shown live={live}>{() => (mdt ? <Mdt mdt={mdt} again={live.again} /> : null)}</Shown>;
}
