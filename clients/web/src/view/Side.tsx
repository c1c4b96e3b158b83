/* Beside a case: whom it is with, and putting it on the patient's record. */
import { useState } from 'preact/hooks';

import type { SpecialistRow } from '../../generated/contract.ts';
import { isClinical } from '../state/inbox.ts';
import { hashOf } from '../state/page.ts';
import type { Opened } from '../state/state.ts';
import { links, me, nameOf, now, online, opened } from '../state/store.ts';
import { filedWords, recordText } from '../words/record.ts';
import { office } from '../platform/page.ts';
import { awayWords, usualReplyWords } from '../words/rows.ts';
import { roleWords } from './People.tsx';

function specialistOf(thread: Opened): SpecialistRow | undefined {
  return links.value
    ?.find((link) => link.conversation === thread.row.conversation)
    ?.specialists.find((one) => one.person === thread.row.asked);
}

function With({ thread }: { thread: Opened }) {
  const link = links.value?.find((one) => one.conversation === thread.row.conversation);
  const specialist = specialistOf(thread);
  const asked = thread.row.asked ?? '';
  const away = specialist ? awayWords(specialist, nameOf, now.value) : '';
  const other = asked === me.value?.person ? thread.row.opened_by : asked;
  return (
    <section aria-labelledby="with-title">
      <h2 class="side__title" id="with-title">
        {nameOf(other)}
      </h2>
      {online.value[other] ? <p class="presence">Here now</p> : null}
      {specialist && other === asked ? (
        <>
          <p class="meta">{roleWords(specialist)}</p>
          {away ? <p class="meta away">{away}</p> : null}
          <p class="meta">{usualReplyWords(specialist)}</p>
        </>
      ) : null}
      {link ? (
        <p class="meta">
          {link.neighbourhood_name} with {link.treatment_function_name}
        </p>
      ) : null}
    </section>
  );
}

function Filing({ thread }: { thread: Opened }) {
  return (
    <>
      <p class="meta">{filedWords(thread, nameOf, now.value)}</p>
      {isClinical(me.value) ? (
        <button type="button" class="plain" onClick={() => office.file(thread.row.thread)}>
          I have put it on the record
        </button>
      ) : null}
    </>
  );
}

function Record({ thread }: { thread: Opened }) {
  const [said, setSaid] = useState('');
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(recordText(thread, nameOf, new Date()));
      setSaid('Copied. Paste it into the record.');
    } catch {
      setSaid('The browser did not allow copying. Use the print view.');
    }
  }
  return (
    <section aria-labelledby="record-title">
      <h2 class="side__title" id="record-title">
        For the record
      </h2>
      <div class="nhsuk-button-group">
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          onClick={() => void copy()}
        >
          Copy as text
        </button>
        <a
          class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          href={hashOf({ name: 'print', thread: thread.row.thread })}
        >
          Print view
        </a>
      </div>
      <p class="meta" role="status">
        {said}
      </p>
      {thread.row.kind === 'case' ? <Filing thread={thread} /> : null}
    </section>
  );
}

export function Side() {
  const thread = opened.value;
  if (!thread) return null;
  return (
    <aside class="pane pane--side" aria-label="About this case">
      {thread.row.kind === 'case' ? <With thread={thread} /> : null}
      <Record thread={thread} />
    </aside>
  );
}
