/* What can be done with one message: reply to it, thank for it, correct it, remove it. */
import { useState } from 'preact/hooks';

import { LIMITS, type MessageRow } from '../../generated/contract.ts';
import { setTarget } from '../commands/aims.ts';
import { isClinical } from '../state/inbox.ts';
import { me } from '../state/store.ts';
import { office } from '../platform/page.ts';
import { tooLong } from '../words/limits.ts';
import { ErrorSummary, type Problems, TextArea, TextInput, wordsOf } from './fields.tsx';

const SMALL = 'nhsuk-button nhsuk-button--small';

function Correct({ message, done }: { message: MessageRow; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const body = wordsOf(form, `body-${message.message}`);
    const reason = wordsOf(form, `reason-${message.message}`);
    const found: Record<string, string> = {};
    const long = tooLong(body, LIMITS['message.amend.body']);
    if (!body || long) found[`body-${message.message}`] = long || 'Enter how it should read';
    if (!reason) found[`reason-${message.message}`] = 'Say why';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    office.amend(message.thread, { message: message.message, body, reason });
    done();
  }
  return (
    <form class="inner-form" onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <TextArea
        id={`body-${message.message}`}
        label="How it should read"
        defaultValue={message.body ?? ''}
        problem={problems[`body-${message.message}`]}
      />
      <TextInput
        id={`reason-${message.message}`}
        label="Why"
        hint="The first words stay readable beside the correction"
        problem={problems[`reason-${message.message}`]}
      />
      <div class="nhsuk-button-group">
        <button type="submit" class={SMALL}>
          Correct
        </button>
        <button type="button" class={`${SMALL} nhsuk-button--secondary`} onClick={done}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function Remove({ message, done }: { message: MessageRow; done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const id = `why-${message.message}`;
  function submitted(event: Event): void {
    event.preventDefault();
    const reason = wordsOf(event.currentTarget as HTMLFormElement, id);
    if (!reason) {
      setProblems({ [id]: 'Say why, for example: wrong patient' });
      return;
    }
    office.redact(message.thread, { message: message.message, reason });
    done();
  }
  return (
    <form class="inner-form" onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <TextInput
        id={id}
        label="Why these words must go"
        hint="For example: wrong patient. They are destroyed for everybody and cannot be brought back; that you removed them stays"
        problem={problems[id]}
      />
      <div class="nhsuk-button-group">
        <button type="submit" class={`${SMALL} nhsuk-button--warning`}>
          Remove for good
        </button>
        <button type="button" class={`${SMALL} nhsuk-button--secondary`} onClick={done}>
          Cancel
        </button>
      </div>
    </form>
  );
}

/** The reply box answers this message from now on, and is where the writing goes. */
function replyTo(message: MessageRow): void {
  setTarget(message.thread, message.message);
  document.getElementById('reply')?.focus();
}

export function MessageActs({ message, isThanked }: { message: MessageRow; isThanked: boolean }) {
  const [doing, setDoing] = useState<'' | 'correct' | 'remove'>('');
  if (message.redacted_at || !isClinical(me.value)) return null;
  const isMine = message.by === me.value?.person;
  if (doing === 'correct') return <Correct message={message} done={() => setDoing('')} />;
  if (doing === 'remove') return <Remove message={message} done={() => setDoing('')} />;
  const about = <span class="nhsuk-u-visually-hidden"> the message of {message.by_name}</span>;
  const reply = (
    <button type="button" class="plain" onClick={() => replyTo(message)}>
      Reply to this<span class="nhsuk-u-visually-hidden">: the message of {message.by_name}</span>
    </button>
  );
  if (!isMine) {
    return (
      <p class="message__acts">
        {reply}
        {isThanked || message.kind === 'question' ? null : (
          <button type="button" class="plain" onClick={() => office.thank(message.thread, message.message)}>
            Thank{about}
          </button>
        )}
      </p>
    );
  }
  return (
    <p class="message__acts">
      {reply}
      <button type="button" class="plain" onClick={() => setDoing('correct')}>
        Correct{about}
      </button>
      <button type="button" class="plain" onClick={() => setDoing('remove')}>
        Remove{about}
      </button>
    </p>
  );
}
