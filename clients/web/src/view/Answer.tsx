/* A specialist's answer: what to do, where, what would change it, and who acts next. */
import { useRef, useState } from 'preact/hooks';

import { LIMITS, type ThreadRow } from '../../generated/contract.ts';
import { draftOf, setDraft } from '../commands/drafts.ts';
import { hasRole } from '../state/inbox.ts';
import { me } from '../state/store.ts';
import { office } from '../platform/page.ts';
import { RECOMMENDATIONS, type Recommendation } from '../words/labels.ts';
import { tooLong } from '../words/limits.ts';
import { ErrorSummary, type Problems, Radios, TextArea, TextInput, sendOnCtrlEnter, wordsOf } from './fields.tsx';

const PARTS = ['answer', 'in_primary_care', 'would_change_my_mind', 'next_actor', 'next_by'] as const;
type Part = (typeof PARTS)[number];

const keyOf = (thread: string, part: Part) => `answer ${thread} ${part}`;

function problemsOf(words: Record<Part, string>, recommendation: string): Problems {
  const found: Record<string, string> = {};
  if (!recommendation) found['recommendation'] = 'Choose what you recommend';
  for (const part of ['answer', 'in_primary_care', 'would_change_my_mind'] as const) {
    const long = tooLong(words[part], LIMITS[`case.answer.${part}`]);
    if (long) found[part] = long;
  }
  if (!words.answer) found['answer'] = 'Write your answer';
  if (!words.next_actor) found['next_actor'] = 'Say who acts next, for example GP';
  if (words.next_by && !/^\d{4}-\d\d-\d\d$/.test(words.next_by)) found['next_by'] = 'Enter a date';
  return found;
}

function Form({ row, done }: { row: ThreadRow; done: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>({});
  const kept = (part: Part, otherwise = '') => draftOf(keyOf(row.thread, part)) || otherwise;

  function written(event: Event): void {
    const { name, value } = event.target as HTMLInputElement;
    if ((PARTS as readonly string[]).includes(name)) setDraft(keyOf(row.thread, name as Part), value);
  }

  function submitted(event: Event): void {
    event.preventDefault();
    const filled = form.current;
    if (!filled) return;
    const words = Object.fromEntries(PARTS.map((part) => [part, wordsOf(filled, part)])) as Record<Part, string>;
    const recommendation = wordsOf(filled, 'recommendation');
    const found = problemsOf(words, recommendation);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const given = Object.entries(words).filter(([, value]) => value !== '');
    office.answer({
      ...(Object.fromEntries(given) as { answer: string; next_actor: string }),
      thread: row.thread,
      recommendation: recommendation as Recommendation,
    });
    for (const part of PARTS) setDraft(keyOf(row.thread, part), '');
    done();
  }

  return (
    <form ref={form} class="inner-form" onSubmit={submitted} onInput={written} onKeyDown={sendOnCtrlEnter} noValidate>
      <ErrorSummary problems={problems} />
      <Radios
        name="recommendation"
        legend="What you recommend"
        problem={problems['recommendation']}
        options={Object.entries(RECOMMENDATIONS)}
      />
      <TextArea id="answer" label="Answer" problem={problems['answer']} defaultValue={kept('answer')} />
      <TextArea
        id="in_primary_care"
        label="What to do in primary care (optional)"
        rows={2}
        problem={problems['in_primary_care']}
        defaultValue={kept('in_primary_care')}
      />
      <TextArea
        id="would_change_my_mind"
        label="What would change my mind (optional)"
        rows={2}
        problem={problems['would_change_my_mind']}
        defaultValue={kept('would_change_my_mind')}
      />
      <div class="side-by-side">
        <TextInput
          id="next_actor"
          label="Who acts next"
          look="nhsuk-input--width-10"
          problem={problems['next_actor']}
          defaultValue={kept('next_actor', 'GP')}
        />
        <TextInput
          id="next_by"
          label="By when (optional)"
          type="date"
          look="nhsuk-input--width-10"
          problem={problems['next_by']}
          defaultValue={kept('next_by')}
        />
      </div>
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Send answer
      </button>
    </form>
  );
}

export function AnswerForm({ row }: { row: ThreadRow }) {
  const [isOpen, setOpen] = useState(false);
  const isOwed = row.state === 'awaiting_answer';
  if (!hasRole(me.value, 'specialist') || row.state === 'closed') return null;
  return (
    <details
      class="nhsuk-details answer-fold"
      open={isOpen}
      onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary class="nhsuk-details__summary">
        <span class="nhsuk-details__summary-text">{isOwed ? 'Answer this case' : 'Answer again'}</span>
      </summary>
      {isOpen ? <Form row={row} done={() => setOpen(false)} /> : null}
    </details>
  );
}
