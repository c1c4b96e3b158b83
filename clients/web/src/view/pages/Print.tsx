/* A thread as it is printed or saved as a file: patient, who said what when, and how it ended. */
import { nameOf, now, opened, page, problem } from '../../state/store.ts';
import { hashOf } from '../../state/page.ts';
import { office } from '../../platform/page.ts';
import { decisionOf, messageFor, messageHeading, paragraphsOf } from '../../words/record.ts';
import { intentSentence } from '../../words/rows.ts';
import { stampWords } from '../../words/times.ts';
import type { SomeEvent } from '../../../generated/contract.ts';
import type { Opened } from '../../state/state.ts';
import { Banner } from '../Case.tsx';
import { Failed, Loading } from '../states.tsx';

function Entry({ event, thread }: { event: SomeEvent; thread: Opened }) {
  const message = messageFor(event, thread);
  if (!message) {
    const decision = decisionOf(event, nameOf);
    return decision ? <p class="sheet__decision">{decision}</p> : null;
  }
  return (
    <section class="sheet__message">
      <h2>{messageHeading(message)}</h2>
      {paragraphsOf(message).map((paragraph, index) => (
        <p class="words" key={index}>
          {paragraph}
        </p>
      ))}
    </section>
  );
}

export default function Print() {
  const thread = opened.value;
  const wanted = page.value.name === 'print' ? page.value.thread : '';
  if (problem.value) return <Failed sentence={problem.value} again={() => office.loadOpened()} />;
  if (!thread) return <Loading />;
  const { row } = thread;
  return (
    <div class="sheet">
      <div class="nhsuk-button-group no-print">
        <button type="button" class="nhsuk-button nhsuk-button--small" onClick={() => print()}>
          Print
        </button>
        <a
          class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          href={hashOf({ name: 'case', thread: wanted })}
        >
          Back to the case
        </a>
      </div>
      {row.kind === 'case' ? <Banner patient={row.patient} /> : null}
      <h1 class="title">{row.title ?? 'Removed'}</h1>
      <p class="meta">{intentSentence(row)}</p>
      {thread.events.map((event) => (
        <Entry event={event} thread={thread} key={event.pos} />
      ))}
      <p class="meta sheet__foot">
        Printed {stampWords(now.value.toISOString())} from Corridor, number {row.thread}.
      </p>
    </div>
  );
}
