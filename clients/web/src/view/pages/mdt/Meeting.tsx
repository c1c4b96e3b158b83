/* The agenda of a meeting: its patients in order, what is asked of me, and for the chair what can be signed at once. */
import type { MdtCaseRow, MdtRow, MeetingRow } from '../../../../generated/contract.ts';
import { hasRole } from '../../../state/inbox.ts';
import { hashOf } from '../../../state/page.ts';
import { me, now, page } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import {
  STANDARD_CARE,
  agendaTag,
  askedWords,
  countWords,
  deferredWords,
  isChair,
  isOneTap,
  meetingWords,
  outcomeLines,
  quorumWords,
  stateOf,
} from '../../../words/mdt.ts';
import { patientWords } from '../../../words/rows.ts';
import { stampWords } from '../../../words/times.ts';
import type { ResultOf } from '../../../wire/frames.ts';
import { Said, useAct } from '../../asking.tsx';
import { Fold } from '../../fields.tsx';
import { AddCase } from './AddCase.tsx';
import { Move } from './Times.tsx';
import { OnTheWay, Shown, isUnderWay, useLive, useMdt } from './live.tsx';

type Agenda = ResultOf<'mdt.agenda'>;
const SMALL = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small';

/** The agenda with one case a place earlier or later. */
function moved(cases: readonly MdtCaseRow[], index: number, by: -1 | 1): readonly string[] {
  const order = cases.map((one) => one.thread);
  const [taken = ''] = order.splice(index, 1);
  order.splice(index + by, 0, taken);
  return order;
}

function stateLine(one: MdtCaseRow): string {
  if (one.decision) return outcomeLines(one.decision).join('. ') || 'Signed';
  return [deferredWords(one), one.put_off ? '' : `${quorumWords(one)}.`].filter(Boolean).join(' ');
}

interface CaseProps {
  one: MdtCaseRow;
  number: number;
  mayDecide: boolean;
  move: ((by: -1 | 1) => void) | null;
  isFirst: boolean;
  isLast: boolean;
}

function Orders({ one, move, isFirst, isLast }: Pick<CaseProps, 'one' | 'move' | 'isFirst' | 'isLast'>) {
  if (!move) return null;
  const about = <span class="nhsuk-u-visually-hidden"> {patientWords(one.patient)}</span>;
  return (
    <span class="agenda__order">
      <button type="button" class="plain" disabled={isFirst} onClick={() => move(-1)}>
        Up{about}
      </button>
      <button type="button" class="plain" disabled={isLast} onClick={() => move(1)}>
        Down{about}
      </button>
    </span>
  );
}

/** Signs standard care at once: one tap. */
function agreeStandardCare(thread: string): void {
  void office.post({
    cmd: 'mdt.decide',
    args: { thread, decision: STANDARD_CARE },
    thread,
    label: 'Your decision',
    body: STANDARD_CARE,
  });
}

function CaseLine({ one, number, mayDecide, ...order }: CaseProps) {
  const tag = agendaTag(one);
  const mayAgree = mayDecide && isOneTap(one) && !isUnderWay(one.thread, 'mdt.decide');
  return (
    <li class={`agenda__case${one.asked_of_me && !one.put_off ? ' agenda__case--asked' : ''}`}>
      <div class="agenda__text">
        <p class="agenda__patient">
          <span class="agenda__number">{number}</span>
          <a href={hashOf({ name: 'mdt_case', thread: one.thread })}>{patientWords(one.patient)}</a>
        </p>
        <p>{one.title ?? 'Removed'}</p>
        <p class="meta">
          <strong class={`tag tag--${tag.look}`}>{tag.label}</strong>
          {stateLine(one)}
        </p>
        {one.asked_of_me && !one.put_off ? <p class="asked">Your view is asked</p> : null}
      </div>
      {order.move || mayAgree ? (
        <div class="agenda__acts">
          {mayAgree ? (
            <button type="button" class={SMALL} onClick={() => agreeStandardCare(one.thread)}>
              Standard care agreed
              <span class="nhsuk-u-visually-hidden"> for {patientWords(one.patient)}</span>
            </button>
          ) : null}
          <Orders one={one} {...order} />
        </div>
      ) : null}
      <OnTheWay of={one.thread} />
    </li>
  );
}

function Cases({ agenda, mdt }: { agenda: Agenda; mdt: MdtRow | undefined }) {
  const { act, ...said } = useAct();
  const { cases, meeting } = agenda;
  const standing = cases.filter((one) => !one.put_off);
  const state = stateOf(meeting, now.value);
  const isOrdering = mayKeep(mdt) && agenda.complete && state !== 'closed' && standing.length > 1;
  const mayDecide = isChair(mdt, me.value?.person ?? '') && state === 'open';
  if (cases.length === 0) return <p class="quiet">Nothing is on the agenda yet.</p>;
  return (
    <>
      <ol class="agenda">
        {cases.map((one, index) => {
          const place = standing.indexOf(one);
          const move = (by: -1 | 1) =>
            void act({
              run: () => office.do('mdt.order', { meeting: meeting.meeting, cases: moved(standing, place, by) }),
            });
          return (
            <CaseLine
              one={one}
              number={index + 1}
              mayDecide={mayDecide}
              move={isOrdering && place >= 0 && one.state !== 'decided' ? move : null}
              isFirst={place === 0}
              isLast={place === standing.length - 1}
              key={`${one.thread} ${one.put_off}`}
            />
          );
        })}
      </ol>
      {agenda.complete ? null : <p class="quiet">Only the first {cases.length} cases are listed.</p>}
      <Said {...said} />
    </>
  );
}

const mayKeep = (mdt: MdtRow | undefined): boolean =>
  mdt !== undefined && (isChair(mdt, me.value?.person ?? '') || hasRole(me.value, 'administrator', 'coordinator'));

/** The first case that waits for me, one tap away. */
function AskedOfMe({ cases }: { cases: readonly MdtCaseRow[] }) {
  const asked = cases.filter((one) => one.asked_of_me && !one.put_off);
  const [first] = asked;
  if (!first) return null;
  return (
    <p class="asked">
      <a href={hashOf({ name: 'mdt_case', thread: first.thread })}>{askedWords(asked.length)}</a>
    </p>
  );
}

function Head({ meeting, mdt }: { meeting: MeetingRow; mdt: MdtRow | undefined }) {
  return (
    <>
      <p class="back">
        <a class="nhsuk-back-link" href={hashOf({ name: 'mdt', id: meeting.conversation })}>
          {mdt?.name ?? 'The MDT'}
        </a>
      </p>
      <h1 class="title">Meeting of {stampWords(meeting.opens)}</h1>
      <p class="meta">
        {meetingWords(meeting, now.value)}. {countWords(meeting)}.
      </p>
    </>
  );
}

function AgendaPage({ agenda }: { agenda: Agenda }) {
  const { meeting, cases } = agenda;
  const mdt = useMdt(meeting.conversation);
  const isOver = stateOf(meeting, now.value) === 'closed';
  return (
    <div class="pane-body wide">
      <Head meeting={meeting} mdt={mdt} />
      <AskedOfMe cases={cases} />
      <Cases agenda={agenda} mdt={mdt} />
      <OnTheWay of={meeting.meeting} />
      {!isOver && mdt && hasRole(me.value, 'int_clinician', 'specialist', 'coordinator') ? (
        <Fold summary="Add a case">
          <AddCase meeting={meeting.meeting} mdt={mdt} />
        </Fold>
      ) : null}
      {!isOver && mayKeep(mdt) ? (
        <Fold summary="Move or close the meeting">
          <Move meeting={meeting} key={`${meeting.opens} ${meeting.closes}`} />
        </Fold>
      ) : null}
      <p>
        <a class={SMALL} href={hashOf({ name: 'minutes', id: meeting.meeting })}>
          Minutes
        </a>
      </p>
    </div>
  );
}

export default function Meeting() {
  const id = page.value.name === 'meeting' ? page.value.id : '';
  const live = useLive('mdt.agenda', { meeting: id }, ['mdts', 'actions']);
  return <Shown live={live}>{(agenda) => <AgendaPage agenda={agenda} />}</Shown>;
}
