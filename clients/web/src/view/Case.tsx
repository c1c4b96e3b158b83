/* One thread: the patient always on top, what was said and decided, and what can be done next. */
import { useEffect } from 'preact/hooks';

import type { Patient, ThreadRow } from '../../generated/contract.ts';
import { isClinical, mayAsk, nameIn } from '../state/inbox.ts';
import { threadHash } from '../state/page.ts';
import { me, now, opened, page, people, problem } from '../state/store.ts';
import { office } from '../platform/page.ts';
import { OUTCOMES, RECOMMENDATIONS, labelOf } from '../words/labels.ts';
import { bannerName, nhsNumberWords } from '../words/numbers.ts';
import { dueWords, intentSentence, isOverdue } from '../words/rows.ts';
import { ageYears, dateWords, whenWords } from '../words/times.ts';
import { AnswerForm } from './Answer.tsx';
import { InboxList } from './Inbox.tsx';
import { Messages } from './Messages.tsx';
import { OutcomeRow } from './Outcome.tsx';
import { People } from './People.tsx';
import { Reply } from './Reply.tsx';
import { Side } from './Side.tsx';
import { Tags } from './Row.tsx';
import { Failed, Loading } from './states.tsx';

/** The same items in the same order always; "Not known" where something is not known. */
export function Banner({ patient, label = 'Patient' }: { patient: Patient | undefined; label?: string }) {
  if (!patient) {
    return (
      <section class="banner" aria-label={label}>
        <p class="banner__name">Patient details were removed</p>
      </section>
    );
  }
  const born = patient.birth_date;
  return (
    <section class="banner" aria-label={label}>
      <p class="banner__name">{patient.name ? bannerName(patient.name) : 'Name not known'}</p>
      <dl class="banner__items">
        <div>
          <dt>Born</dt> <dd>{born ? `${dateWords(born)} (${ageYears(born, now.value)}y)` : 'Not known'}</dd>
        </div>
        <div>
          <dt>NHS No.</dt> <dd class="number">{nhsNumberWords(patient.nhs_number)}</dd>
        </div>
      </dl>
    </section>
  );
}

function askedWords(row: ThreadRow): string {
  const asked = row.asked ? nameIn(people.value, row.asked) : '';
  const asking = opened.value?.events.find((event) => event.event === 'case.asked')?.data;
  const instead = asking?.redirected_from
    ? ` ${nameIn(people.value, asking.redirected_from)} had as many cases as agreed this week.`
    : '';
  const over = asking?.over_limit ? ' That is more than agreed for a week.' : '';
  const cover = row.deputy ? ` ${nameIn(people.value, row.deputy)} answers while they are away.` : '';
  return `${row.opened_by_name} asked ${asked}.${instead}${over}${cover} ${intentSentence(row)}`;
}

/** What the asker closed with stands first; what the specialist had recommended stands beside it. */
function outcomeWords(row: ThreadRow): string {
  const outcome = labelOf(OUTCOMES, row.outcome);
  const advised = row.recommendation
    ? ` The advice was: ${labelOf(RECOMMENDATIONS, row.recommendation).toLowerCase()}.`
    : '';
  return `Outcome: ${outcome}.${advised}`;
}

function Head({ row }: { row: ThreadRow }) {
  const due = dueWords(row, now.value);
  return (
    <div class="case-head">
      <h1 class="title" id="case-title">
        {row.title ?? 'Removed'}
      </h1>
      <p class="meta">
        <Tags row={row} /> <span class={isOverdue(row, now.value) ? 'overdue' : ''}>{due}</span>
      </p>
      {row.kind === 'case' ? <p class="meta">{askedWords(row)}</p> : null}
      {row.outcome ? <p class="outcome">{outcomeWords(row)}</p> : null}
    </div>
  );
}

function seenWords(): string {
  const thread = opened.value;
  if (!thread) return '';
  const seen = thread.reads
    .filter((read) => read.person !== me.value?.person)
    .map((read) => `${nameIn(people.value, read.person)} ${whenWords(read.at, now.value)}`);
  return seen.length > 0 ? `Read by ${seen.join(', ')}.` : 'Read by nobody else yet.';
}

function Audit({ row }: { row: ThreadRow }) {
  return (
    <p class="audit meta">
      Opened by {row.opened_by_name} {whenWords(row.opened_at, now.value)}. {seenWords()} Every reading and change is
      kept in the record as number {row.thread}.
    </p>
  );
}

function Acts({ row }: { row: ThreadRow }) {
  if (!isClinical(me.value)) return <p class="quiet">You can read this and not write in it.</p>;
  return (
    <>
      {row.kind === 'case' ? <OutcomeRow row={row} /> : null}
      {row.kind === 'case' ? <AnswerForm row={row} key={`answer ${row.thread}`} /> : null}
      <Reply row={row} key={`reply ${row.thread}`} />
    </>
  );
}

/** An address from elsewhere: what an MDT talks of has a page of its own. */
function OfMdt({ row }: { row: ThreadRow }) {
  return (
    <div class="pane-body">
      <h1 class="title">{row.title ?? 'Removed'}</h1>
      <p>
        <a href={threadHash(row.thread, row.kind)}>Open it before its MDT</a>
      </p>
    </div>
  );
}

function Thread() {
  const { value: thread } = opened;
  if (problem.value) return <Failed sentence={problem.value} again={() => office.loadOpened()} />;
  if (!thread) return <Loading />;
  const { row } = thread;
  if (row.kind === 'mdt_case') return <OfMdt row={row} />;
  return (
    <>
      {row.kind === 'case' ? <Banner patient={row.patient} /> : null}
      <div class="pane-body">
        <Head row={row} />
        <Messages />
        <Acts row={row} />
        <Audit row={row} />
      </div>
    </>
  );
}

/** Escape goes back to the list, but never away from words that are being written. */
function backOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  const { target } = event;
  if (target instanceof HTMLElement && target.matches('input, textarea, select')) target.blur();
  else location.hash = '#/';
}

function Detail() {
  useEffect(() => {
    addEventListener('keydown', backOnEscape);
    return () => removeEventListener('keydown', backOnEscape);
  }, []);
  return (
    <div class="detail">
      <section class="pane pane--main pane--thread" aria-label="Case">
        <p class="back">
          <a class="nhsuk-back-link" href="#/">
            Back to inbox
          </a>
        </p>
        <Thread />
      </section>
      <Side />
    </div>
  );
}

function Welcome() {
  return (
    <section class="pane pane--main" aria-labelledby="people-title">
      <h2 id="people-title" class="title">
        {mayAsk(me.value) ? 'People you can ask' : 'Specialists and their links'}
      </h2>
      <People />
    </section>
  );
}

/** The list and beside it the open case, or the people one can ask. The list stays as it is from one to the next. */
export function Desk() {
  const thread = page.value.name === 'case' ? page.value.thread : '';
  return (
    <div class={`panes panes--${thread ? 'case' : 'inbox'}`}>
      <InboxList isPage={!thread} />
      {thread ? <Detail key={thread} /> : <Welcome />}
    </div>
  );
}
