/* One case before an MDT: the patient on top, what is asked, who has said what, and the decision. */
import { useEffect, useState } from 'preact/hooks';

import type { MdtCaseRow, MdtRow, MeetingRow } from '../../../../generated/contract.ts';
import { isClinical } from '../../../state/inbox.ts';
import { hashOf } from '../../../state/page.ts';
import { me, now, page, threads } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import type { ResultOf } from '../../../wire/frames.ts';
import {
  agendaTag,
  deferredWords,
  functionsWords,
  isChair,
  meetingWords,
  missingOf,
  stateOf,
} from '../../../words/mdt.ts';
import { Banner } from '../../Case.tsx';
import { Fold } from '../../fields.tsx';
import { Actions, Defer, Invite } from './CaseActs.tsx';
import { Contributions, ViewBox } from './Contributions.tsx';
import { Decide, forgetDecision } from './Decide.tsx';
import { Amend, Signed } from './Decision.tsx';
import { OnTheWay, Shown, isUnderWay, useLive, useMdt } from './live.tsx';

type Minutes = ResultOf<'mdt.minutes'>;

const GUEST_ASKS_MS = 120000;

interface Standing {
  one: MdtCaseRow;
  meeting: MeetingRow | undefined;
  mdt: MdtRow | undefined;
}

const isMyChair = (mdt: MdtRow | undefined) => isChair(mdt, me.value?.person ?? '');

function Head({ one, meeting, mdt, name }: Standing & { name: string }) {
  const tag = agendaTag(one);
  const source = threads.value.find((row) => row.thread === one.from_case);
  return (
    <div class="case-head">
      <h1 class="title">{one.title ?? 'Removed'}</h1>
      <p class="meta">
        <strong class={`tag tag--${tag.look}`}>{tag.label}</strong>
        {name}. {meeting ? `${meetingWords(meeting, now.value)}.` : 'Waits for a meeting to be planned.'}{' '}
        {deferredWords(one)}
      </p>
      {mdt ? null : <p class="meta">You are a guest: you see this case until it is decided.</p>}
      {one.asked_of_me ? <p class="asked">Your view is asked.</p> : null}
      <p class="words question">{one.question ?? 'These words were removed.'}</p>
      <p class="meta">
        Put before the MDT by {one.added_by_name}.{' '}
        {one.would_refer_to?.length
          ? `Without this meeting the patient would be referred to ${functionsWords(one.would_refer_to)}.`
          : ''}
      </p>
      {source ? (
        <p>
          <a href={hashOf({ name: 'case', thread: source.thread })}>The patient’s own case</a>
        </p>
      ) : null}
      {one.documents ? (
        <section class="documents" aria-labelledby="documents-title">
          <h2 class="part" id="documents-title">
            Letters and results
          </h2>
          <ul>
            {one.documents
              .split('\n')
              .filter(Boolean)
              .map((line) => (
                <li key={line}>{line}</li>
              ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

/** Why a chair cannot sign now; empty when they can. */
function obstacle({ one, meeting }: Standing): string {
  if (!meeting) return 'This case waits for a meeting: plan one, then it can be decided.';
  const state = stateOf(meeting, now.value);
  if (state === 'planned') return 'The decision is signed while the meeting is open.';
  if (state === 'closed') return 'The meeting has closed: the case goes onto the next one.';
  const missing = one.tag === 'discuss' ? missingOf(one) : [];
  if (missing.length === 0) return '';
  const have = missing.length === 1 ? 'has' : 'have';
  return `No quorum yet: ${functionsWords(missing)} ${have} not spoken. Wait, or defer the case.`;
}

function ChairActs(standing: Standing & { mdt: MdtRow }) {
  const { one, mdt, meeting } = standing;
  const why = obstacle(standing);
  if (isUnderWay(one.thread, 'mdt.decide')) return null;
  return (
    <>
      {why || !meeting ? (
        <p class="obstacle">{why}</p>
      ) : (
        <Decide one={one} mdt={mdt} meeting={meeting.meeting} key={one.thread} />
      )}
      {meeting ? (
        <Fold summary="Defer the case">
          <Defer one={one} />
        </Fold>
      ) : null}
      <Fold summary="Invite a guest">
        <Invite one={one} mdt={mdt} />
      </Fold>
    </>
  );
}

function DecisionPart(standing: Standing) {
  const { one, mdt } = standing;
  return (
    <section class={`decision${one.decision ? ' decision--signed' : ''}`} aria-labelledby="decision-title">
      <h2 class="side__title" id="decision-title">
        {one.decision ? 'Decision, signed and locked' : 'Decision'}
      </h2>
      {one.decision ? <Signed decision={one.decision} mdt={mdt} /> : null}
      {one.decision && isMyChair(mdt) ? <Amend one={one} /> : null}
      {!one.decision && mdt && isMyChair(mdt) ? <ChairActs {...standing} mdt={mdt} /> : null}
      {!one.decision && !isMyChair(mdt) ? <p class="quiet">Not decided yet. The chair signs.</p> : null}
    </section>
  );
}

function Record({ minutes, one }: { minutes: Minutes; one: MdtCaseRow }) {
  const [said, setSaid] = useState('');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(minutes.text);
      setSaid('Copied. Paste it into the record.');
    } catch {
      setSaid('The browser did not allow copying. Use the print view.');
    }
  }
  const look = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small';
  return (
    <section class="part-of-page" aria-labelledby="record-title">
      <h2 class="side__title" id="record-title">
        For the record
      </h2>
      <div class="nhsuk-button-group">
        <button type="button" class={look} onClick={() => void copy()}>
          Copy as text
        </button>
        <a class={look} href={hashOf({ name: 'minutes', id: one.thread })}>
          Print view
        </a>
      </div>
      <p class="meta" role="status">
        {said}
      </p>
    </section>
  );
}

function ownFunctions({ one, mdt }: Standing): readonly string[] | null {
  const people = [...(mdt?.members ?? []), ...(one.guests ?? [])];
  const mine = people.find((member) => member.person === me.value?.person);
  return mine ? (mine.treatment_functions ?? []) : null;
}

function Views(standing: Standing) {
  const { one } = standing;
  const own = isClinical(me.value) && one.state !== 'decided' ? ownFunctions(standing) : null;
  const hasSpoken = one.contributions.some((slot) => slot.contributed && slot.person === me.value?.person);
  const box = own ? <ViewBox one={one} own={own} key={one.thread} /> : null;
  return (
    <>
      <Contributions one={one} />
      <OnTheWay of={one.thread} />
      {box && hasSpoken ? <Fold summary="Add to what I said">{box}</Fold> : box}
    </>
  );
}

/** What is shown is read; said again when something new is. */
function useReading(thread: string): void {
  const row = threads.value.find((one) => one.thread === thread);
  useEffect(() => {
    if (row) office.markRead(row);
  }, [row]);
}

/** A guest is not told that a case is decided, for it is theirs no more then: they ask now and then. */
function useLeaving({ isMissing, again }: { isMissing: boolean; again: () => void }, isGuest: boolean): void {
  useEffect(() => {
    if (isMissing) office.refreshAll();
  }, [isMissing]);
  useEffect(() => {
    if (!isGuest) return undefined;
    const timer = setInterval(again, GUEST_ASKS_MS);
    return () => clearInterval(timer);
  }, [isGuest]);
}

function CasePage({ minutes, one }: { minutes: Minutes; one: MdtCaseRow }) {
  const conversation =
    minutes.meeting?.conversation ?? threads.value.find((row) => row.thread === one.thread)?.conversation ?? '';
  const mdt = useMdt(conversation);
  const standing = { one, meeting: minutes.meeting, mdt };
  const isSigning = !one.decision && isMyChair(mdt) && obstacle(standing) === '';
  const isDecided = one.state === 'decided';
  useReading(one.thread);
  useEffect(() => {
    if (isDecided) forgetDecision(one.thread);
  }, [isDecided, one.thread]);
  return (
    <div class="mdt-case">
      <p class="back">
        <a
          class="nhsuk-back-link"
          href={mdt && minutes.meeting ? hashOf({ name: 'meeting', id: minutes.meeting.meeting }) : '#/mdts'}
        >
          {mdt && minutes.meeting ? 'Back to the agenda' : 'All MDTs'}
        </a>
      </p>
      <Banner patient={one.patient} />
      <div class="pane-body mdt-case__body">
        <div>
          <Head {...standing} name={minutes.name} />
          <Views {...standing} />
        </div>
        <div>
          <DecisionPart {...standing} />
          <Actions one={one} mdt={mdt} mayAdd={!isSigning} />
          <Record minutes={minutes} one={one} />
        </div>
      </div>
    </div>
  );
}

export default function Case() {
  const thread = page.value.name === 'mdt_case' ? page.value.thread : '';
  const live = useLive('mdt.minutes', { thread }, [thread, 'mdts']);
  const guests = live.result?.cases[0]?.guests ?? [];
  useLeaving(
    live,
    guests.some((guest) => guest.person === me.value?.person),
  );
  return (
    <Shown live={live}>
      {(minutes) => {
        const [one] = minutes.cases;
        return one ? <CasePage minutes={minutes} one={one} /> : null;
      }}
    </Shown>
  );
}
