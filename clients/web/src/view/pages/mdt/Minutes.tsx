/* The minutes of a meeting, or of one case alone, as they are printed or filed. */
import { useState } from 'preact/hooks';

import type { ContributionRow, MdtCaseRow } from '../../../../generated/contract.ts';
import { hashOf } from '../../../state/page.ts';
import { now, page } from '../../../state/store.ts';
import type { ResultOf } from '../../../wire/frames.ts';
import { agendaTag, deferredWords, functionsWords, quorumWords, slotWords } from '../../../words/mdt.ts';
import { dateWords, stampWords } from '../../../words/times.ts';
import { Banner } from '../../Case.tsx';
import { Signed } from './Decision.tsx';
import { Shown, useLive, useMdt } from './live.tsx';

type Result = ResultOf<'mdt.minutes'>;

function View({ slot }: { slot: ContributionRow }) {
  const who = [slot.display_name, slot.professional_number].filter(Boolean).join(', ');
  return (
    <li>
      <strong>{slotWords(slot)}</strong>
      {who ? ` (${who})` : ''}
      {slot.dissents ? ', dissents' : ''}
      {slot.at ? `, ${stampWords(slot.at)}` : ''}:{' '}
      <span class="words">{slot.contributed ? (slot.body ?? 'These words were removed.') : 'not yet'}</span>
    </li>
  );
}

function Line({ title, words }: { title: string; words: string | undefined }) {
  if (!words) return null;
  return (
    <p class="words">
      <strong>{title}</strong> {words}
    </p>
  );
}

function Outcome({ one, mdt }: { one: MdtCaseRow; mdt: ReturnType<typeof useMdt> }) {
  if (one.decision) return <Signed decision={one.decision} mdt={mdt} />;
  return <p class="words">{deferredWords(one) || 'Not decided yet.'}</p>;
}

function CaseSheet({ one, mdt, isAlone }: { one: MdtCaseRow; mdt: ReturnType<typeof useMdt>; isAlone: boolean }) {
  const actions = one.actions ?? [];
  const Heading = isAlone ? 'h1' : 'h2';
  const Inner = isAlone ? 'h2' : 'h3';
  return (
    <section class="minutes__case" aria-label={`Case ${one.thread}${one.put_off ? ', put off' : ''}`}>
      <Banner patient={one.patient} label={`Patient of ${one.thread}${one.put_off ? ', put off' : ''}`} />
      <Heading class={isAlone ? 'title' : 'side__title'}>
        {one.title ?? 'Removed'} ({agendaTag(one).label.toLowerCase()})
      </Heading>
      <Line title="Asked" words={one.question} />
      <Line title="Letters and results" words={one.documents} />
      <Line
        title="Without this meeting the patient would be referred to"
        words={one.would_refer_to?.length ? functionsWords(one.would_refer_to) : undefined}
      />
      <Inner class="part">Contributions</Inner>
      <p class="meta">{quorumWords(one)}.</p>
      <ul class="minutes__views">
        {one.contributions.map((slot) => (
          <View slot={slot} key={slot.message ?? `${slot.treatment_function ?? ''} ${slot.person ?? ''}`} />
        ))}
      </ul>
      <Inner class="part">Decision</Inner>
      <Outcome one={one} mdt={mdt} />
      {actions.length > 0 ? <Inner class="part">Actions</Inner> : null}
      <ul class="minutes__views">
        {actions.map((action) => (
          <li key={action.action}>
            {action.owner_name}: {action.what ?? 'These words were removed.'}, by {dateWords(action.due)}
            {action.state === 'open' ? (action.overdue ? ', overdue' : '') : `, ${action.state}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Buttons({ text, back }: { text: string; back: string }) {
  const [said, setSaid] = useState('');
  const look = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small';
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied. Paste it into the record.');
    } catch {
      setSaid('The browser did not allow copying. Print it instead.');
    }
  }
  return (
    <div class="no-print">
      <div class="nhsuk-button-group">
        <button type="button" class="nhsuk-button nhsuk-button--small" onClick={() => print()}>
          Print
        </button>
        <button type="button" class={look} onClick={() => void copy()}>
          Copy as text
        </button>
        <a class={look} href={back}>
          Back
        </a>
      </div>
      <p class="meta" role="status">
        {said}
      </p>
    </div>
  );
}

function Sheet({ result, id, isAlone }: { result: Result; id: string; isAlone: boolean }) {
  const { meeting, cases, name } = result;
  const mdt = useMdt(meeting?.conversation ?? '');
  const held = meeting ? `${stampWords(meeting.opens)} to ${stampWords(meeting.closes)}` : 'On no agenda now';
  return (
    <div class="sheet">
      <Buttons text={result.text} back={hashOf(isAlone ? { name: 'mdt_case', thread: id } : { name: 'meeting', id })} />
      {isAlone ? null : <h1 class="title">Minutes of the {name}</h1>}
      <p class="meta">
        {isAlone ? `${name}: ` : ''}
        {held}
      </p>
      {cases.length === 0 ? <p class="quiet">Nothing was on the agenda.</p> : null}
      {cases.map((one) => (
        <CaseSheet one={one} mdt={mdt} isAlone={isAlone} key={`${one.thread} ${one.put_off}`} />
      ))}
      {result.complete ? null : <p class="problem">Only the first {cases.length} cases are here.</p>}
      <p class="meta sheet__foot">
        Printed {stampWords(now.value.toISOString())} from Corridor, number {id}.
      </p>
    </div>
  );
}

export default function Minutes() {
  const id = page.value.name === 'minutes' ? page.value.id : '';
  const isAlone = id.startsWith('t');
  const live = useLive('mdt.minutes', isAlone ? { thread: id } : { meeting: id }, [id, 'mdts', 'actions']);
  return <Shown live={live}>{(result) => <Sheet result={result} id={id} isAlone={isAlone} />}</Shown>;
}
