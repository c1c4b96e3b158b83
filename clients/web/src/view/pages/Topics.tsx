/* Topics: teaching, service news, population health; what is not about one patient. */
import { useState } from 'preact/hooks';

import { LIMITS } from '../../../generated/contract.ts';
import { isClinical } from '../../state/inbox.ts';
import { links, list, me, now, threads } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import { tooLong } from '../../words/limits.ts';
import { ErrorSummary, type Problems, Select, TextArea, TextInput, sendOnCtrlEnter, wordsOf } from '../fields.tsx';
import { Row } from '../Row.tsx';
import { Loading } from '../states.tsx';

function OpenTopic() {
  const [problems, setProblems] = useState<Problems>({});
  const [isBusy, setBusy] = useState(false);

  async function submitted(event: Event): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const form = event.currentTarget as HTMLFormElement;
    const conversation = wordsOf(form, 'conversation');
    const title = wordsOf(form, 'topic-title');
    const body = wordsOf(form, 'body');
    const found: Record<string, string> = {};
    if (!conversation) found['conversation'] = 'Choose with whom';
    if (!title) found['topic-title'] = 'Write what it is about';
    const long = tooLong(body, LIMITS['topic.open.body']);
    if (!body || long) found['body'] = long || 'Write something';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    await office.openTopic({ conversation, title, body });
    setBusy(false);
  }

  return (
    <form onSubmit={submitted} onKeyDown={sendOnCtrlEnter} noValidate>
      <ErrorSummary problems={problems} />
      <Select id="conversation" label="With whom" problem={problems['conversation']}>
        <option value="">Choose</option>
        {(links.value ?? []).map((link) => (
          <option value={link.conversation} key={link.conversation}>
            {link.name}
          </option>
        ))}
      </Select>
      <TextInput
        id="topic-title"
        label="What it is about"
        hint="Nothing about one patient: ask a case for that"
        problem={problems['topic-title']}
      />
      <TextArea id="body" label="First message" problem={problems['body']} />
      <button type="submit" class="nhsuk-button" aria-disabled={isBusy}>
        Open the topic
      </button>
    </form>
  );
}

export default function Topics() {
  const topics = threads.value.filter((row) => row.kind === 'topic').sort((a, b) => (a.last_at < b.last_at ? 1 : -1));
  const person = me.value?.person ?? '';
  return (
    <div class="panes panes--two">
      <section class="pane pane--main" aria-labelledby="topics-title">
        <h1 class="title" id="topics-title">
          Topics
        </h1>
        {list.value === 'loading' ? (
          <Loading heading={false} />
        ) : topics.length === 0 ? (
          <p class="quiet">No topics yet. Share teaching, service news or a question about many patients.</p>
        ) : (
          <ul class="rows rows--framed">
            {topics.map((row) => (
              <Row key={row.thread} row={row} me={person} now={now.value} />
            ))}
          </ul>
        )}
      </section>
      {isClinical(me.value) ? (
        <section class="pane pane--main" aria-labelledby="open-title">
          <h2 class="title" id="open-title">
            Open a topic
          </h2>
          <OpenTopic />
        </section>
      ) : null}
    </div>
  );
}
