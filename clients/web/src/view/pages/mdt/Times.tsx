/* When a meeting opens and closes: planning one, moving one, closing one early. All times are London's. */
import { useState } from 'preact/hooks';

import type { MdtRow, MeetingRow } from '../../../../generated/contract.ts';
import { now } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import { stateOf } from '../../../words/mdt.ts';
import { fromLondon, londonDay, londonTime, stampWords } from '../../../words/times.ts';
import { Said, Sure, useAct } from '../../asking.tsx';
import { ErrorSummary, type Problems, TextInput, wordsOf } from '../../fields.tsx';

const SMALL = 'nhsuk-button nhsuk-button--small';
const MINUTE_MS = 60000;

type Moment = { day: string; time: string };

const NONE: Moment = { day: '', time: '' };
const momentOf = (iso: string): Moment => ({ day: londonDay(new Date(iso)), time: londonTime(iso) });

function MomentInput({ id, label, at, problems }: { id: string; label: string; at: Moment; problems: Problems }) {
  return (
    <div class="side-by-side">
      <TextInput
        id={`${id}_day`}
        label={`${label}: day`}
        type="date"
        look="nhsuk-input--width-10"
        defaultValue={at.day}
        problem={problems[`${id}_day`]}
      />
      <TextInput
        id={`${id}_time`}
        label={`${label}: time, like 09:00`}
        look="nhsuk-input--width-5"
        defaultValue={at.time}
        problem={problems[`${id}_time`]}
      />
    </div>
  );
}

/** The moment that was entered, empty when none was; what is wrong with it goes to found. */
function momentIn(form: HTMLFormElement, id: string, found: Record<string, string>): string {
  const day = wordsOf(form, `${id}_day`);
  const time = wordsOf(form, `${id}_time`);
  if (!day && !time) return '';
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) found[`${id}_day`] = 'Enter the day as well';
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) found[`${id}_time`] = 'Enter a time, like 09:00';
  return found[`${id}_day`] || found[`${id}_time`] ? '' : fromLondon(day, time);
}

/** Plans a meeting; without times it is on the next day of the rhythm. */
export function Plan({ mdt, done }: { mdt: MdtRow; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, isBusy, ...said } = useAct();
  const hasRhythm = mdt.every_weeks !== undefined;
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const found: Record<string, string> = {};
    const opens = momentIn(form, 'opens', found);
    const closes = momentIn(form, 'closes', found);
    if (!opens && !hasRhythm && !found['opens_time']) found['opens_day'] ??= 'Enter when it opens';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const times = { ...(opens ? { opens } : {}), ...(closes ? { closes } : {}) };
    void act({
      run: async () => {
        const made = await office.do('mdt.schedule', { conversation: mdt.conversation, ...times });
        return `The meeting is planned: it opens ${stampWords(made.opens)} and closes ${stampWords(made.closes)}.`;
      },
      after: () => {
        form.reset();
        done();
      },
    });
  }
  return (
    <form class="mdt-form" onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      {hasRhythm ? (
        <p class="meta">Without times it opens on the next day of the rhythm at 09:00 and closes at 17:00.</p>
      ) : null}
      <MomentInput id="opens" label="Opens" at={NONE} problems={problems} />
      <MomentInput id="closes" label="Closes" at={NONE} problems={problems} />
      <button type="submit" class={SMALL} aria-disabled={isBusy}>
        Plan the meeting
      </button>
      <Said {...said} />
    </form>
  );
}

interface MoveProps {
  meeting: MeetingRow;
  /** Tells its controls from those of other forms. */
  prefix?: string;
  /** Told when it is moved: whoever is no member hears no news of it. */
  done?: () => void;
}

/** Moves a meeting that has not closed, or closes it now. */
export function Move({ meeting, prefix = '', done: after }: MoveProps) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, isBusy, ...said } = useAct();
  const move = (times: { opens?: string; closes: string }, done: string) =>
    void act({
      run: () => office.do('mdt.reschedule', { meeting: meeting.meeting, ...times }),
      done,
      ...(after ? { after } : {}),
    });
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const found: Record<string, string> = {};
    const opens = stateOf(meeting, now.value) === 'planned' ? momentIn(form, `${prefix}opens`, found) : '';
    const closes = momentIn(form, `${prefix}closes`, found);
    if (!closes && Object.keys(found).length === 0) found[`${prefix}closes_day`] = 'Enter when it closes';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const times = { ...(opens ? { opens } : {}), closes };
    move(times, 'Moved.');
  }
  function close(): void {
    move({ closes: new Date(Date.now() - MINUTE_MS).toISOString() }, 'Closed.');
  }
  return (
    <form class="mdt-form" onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      {stateOf(meeting, now.value) === 'planned' ? (
        <MomentInput id={`${prefix}opens`} label="Opens" at={momentOf(meeting.opens)} problems={problems} />
      ) : null}
      <MomentInput id={`${prefix}closes`} label="Closes" at={momentOf(meeting.closes)} problems={problems} />
      <div class="nhsuk-button-group">
        <button type="submit" class={SMALL} aria-disabled={isBusy}>
          Move the meeting
        </button>
        <Sure
          label="Close it now"
          about="and defer what is undecided"
          sure="What is undecided goes onto the next meeting."
          act={close}
        />
      </div>
      <Said {...said} />
    </form>
  );
}
