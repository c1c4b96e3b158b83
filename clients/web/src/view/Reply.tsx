/* The reply box: what is written survives a reload and a lock, and goes out with Ctrl and Enter. */
import { useRef, useState } from 'preact/hooks';

import { LIMITS, type ThreadRow } from '../../generated/contract.ts';
import { mentionsOf, takeAim, targetOf } from '../commands/aims.ts';
import { draftOf, setDraft } from '../commands/drafts.ts';
import { hasRole } from '../state/inbox.ts';
import { me } from '../state/store.ts';
import { office } from '../platform/page.ts';
import { tooLong } from '../words/limits.ts';
import { Mentions, Target } from './Mentions.tsx';
import { sendOnCtrlEnter } from './fields.tsx';

export const replyKey = (thread: string): string => `reply ${thread}`;

export function Reply({ row }: { row: ThreadRow }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState('');
  const key = replyKey(row.thread);
  const target = targetOf(row.thread);

  function take(): string {
    const words = box.current?.value.trim() ?? '';
    const sentence = words ? tooLong(words, LIMITS['message.send.body']) : 'Write something first';
    setProblem(sentence);
    if (sentence) {
      box.current?.focus();
      return '';
    }
    if (box.current) box.current.value = '';
    setDraft(key, '');
    return words;
  }

  function send(event: Event): void {
    event.preventDefault();
    const words = take();
    if (words) office.say(row.thread, words, takeAim(row.thread));
  }

  function request(): void {
    const words = take();
    if (words) office.requestInformation(row.thread, words);
  }

  function written(): void {
    setDraft(key, box.current?.value ?? '');
    if (box.current?.value) office.typing(row.thread);
  }

  // A request for information is put to the asker as such: it answers no single message and names nobody.
  const describedBy = [problem ? 'reply-problem' : '', target ? 'reply-target' : ''].filter(Boolean).join(' ');
  const isAimed = target !== '' || mentionsOf(row.thread).length > 0;
  const mayRequest = !isAimed && row.kind === 'case' && row.state !== 'closed' && hasRole(me.value, 'specialist');
  return (
    <form class="reply" onSubmit={send} onKeyDown={sendOnCtrlEnter} noValidate>
      <div class={`nhsuk-form-group${problem ? ' nhsuk-form-group--error' : ''}`}>
        <label class="nhsuk-label" htmlFor="reply">
          Reply
        </label>
        {problem ? (
          <span class="nhsuk-error-message" id="reply-problem" role="alert">
            <span class="nhsuk-u-visually-hidden">Error: </span>
            {problem}
          </span>
        ) : null}
        <Target row={row} />
        <textarea
          id="reply"
          ref={box}
          rows={3}
          class="nhsuk-textarea"
          defaultValue={draftOf(key)}
          onInput={written}
          aria-describedby={describedBy || undefined}
        />
      </div>
      <Mentions row={row} />
      <div class="nhsuk-button-group">
        <button type="submit" class="nhsuk-button nhsuk-button--small">
          Send
        </button>
        {mayRequest ? (
          <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={request}>
            Ask for information
          </button>
        ) : null}
        <span class="quiet keys">Ctrl and Enter sends</span>
      </div>
    </form>
  );
}
