/* The virtual MDTs one is in: who chairs them, when they meet, what is asked of me. */
import type { MdtRow } from '../../../../generated/contract.ts';
import { hasRole } from '../../../state/inbox.ts';
import { hashOf } from '../../../state/page.ts';
import { me, now, threads } from '../../../state/store.ts';
import { askedWords, countWords, meetingNow, meetingWords, nameAmong, rhythmWords, stateOf } from '../../../words/mdt.ts';
import { Row } from '../../Row.tsx';
import { SetUp } from './Keep.tsx';
import { Shown, useLive } from './live.tsx';

function Next({ mdt }: { mdt: MdtRow }) {
  const meeting = meetingNow(mdt, now.value);
  if (!meeting) return <p class="meta">No meeting is planned</p>;
  const asked = askedWords(meeting.asked_of_me);
  return (
    <>
      <p>
        <a class="card__inner" href={hashOf({ name: 'meeting', id: meeting.meeting })}>
          {stateOf(meeting, now.value) === 'open' ? 'Agenda of the open meeting' : 'Agenda of the next meeting'}
          <span class="nhsuk-u-visually-hidden"> of {mdt.name}</span>
        </a>
      </p>
      <p class="meta">{meetingWords(meeting, now.value)}</p>
      <p class="meta">{countWords(meeting)}</p>
      {asked ? <p class="asked">{asked}</p> : null}
    </>
  );
}

function Card({ mdt }: { mdt: MdtRow }) {
  const meeting = meetingNow(mdt, now.value);
  const isOpen = meeting && stateOf(meeting, now.value) === 'open';
  return (
    <li class="card">
      <h2 class="card__name">
        <a class="card__inner" href={hashOf({ name: 'mdt', id: mdt.conversation })}>
          {mdt.name}
        </a>
      </h2>
      <p class="meta">
        {isOpen ? <strong class="tag tag--answered">Open now</strong> : null}
        {mdt.ended ? <strong class="tag tag--closed">Ended</strong> : null}
        Chair {nameAmong(mdt.members, mdt.chair)}
      </p>
      <p class="meta">{rhythmWords(mdt)}</p>
      {mdt.ended ? null : <Next mdt={mdt} />}
    </li>
  );
}

/** Cases of MDTs that one is no member of. */
function Invited({ mdts }: { mdts: readonly MdtRow[] }) {
  const own = new Set(mdts.map((mdt) => mdt.conversation));
  const rows = threads.value.filter((row) => row.kind === 'mdt_case' && !own.has(row.conversation));
  if (rows.length === 0) return null;
  return (
    <section class="part-of-page" aria-labelledby="invited-title">
      <h2 class="side__title" id="invited-title">
        Cases to which you are invited
      </h2>
      <ul class="rows rows--framed">
        {rows.map((row) => (
          <Row key={row.thread} row={row} me={me.value?.person ?? ''} now={now.value} />
        ))}
      </ul>
    </section>
  );
}

export default function List() {
  const live = useLive('mdt.list', {}, ['mdts']);
  const isKeeper = hasRole(me.value, 'administrator', 'coordinator');
  return (
    <Shown live={live}>
      {({ mdts }) => (
        <div class="pane-body wide">
          <h1 class="title">MDTs</h1>
          {mdts.length === 0 ? (
            <p class="quiet">
              {isKeeper ? 'There is no virtual MDT yet.' : 'You are in no virtual MDT. Your coordinator sets them up.'}
            </p>
          ) : (
            <ul class="cards">
              {mdts.map((mdt) => (
                <Card mdt={mdt} key={mdt.conversation} />
              ))}
            </ul>
          )}
          <Invited mdts={mdts} />
          {isKeeper ? <SetUp done={live.again} /> : null}
        </div>
      )}
    </Shown>
  );
}
