/* What I have to do, by its day, in all my conversations. */
import { useState } from 'preact/hooks';

import type { ActionRow } from '../../../../generated/contract.ts';
import { threadHash } from '../../../state/page.ts';
import { threads } from '../../../state/store.ts';
import { patientWords } from '../../../words/rows.ts';
import { dateWords } from '../../../words/times.ts';
import { finishAction } from './CaseActs.tsx';
import { OnTheWay, Shown, isUnderWay, useLive } from './live.tsx';

function Where({ action }: { action: ActionRow }) {
  const row = threads.value.find((one) => one.thread === action.thread);
  if (!row) return <>Number {action.thread}</>;
  const about = row.kind === 'topic' ? row.title : `${patientWords(row.patient)}: ${row.title ?? 'Removed'}`;
  return <a href={threadHash(action.thread, row.kind)}>{about ?? action.thread}</a>;
}

function Line({ action }: { action: ActionRow }) {
  const isOpen = action.state === 'open';
  return (
    <li class={`line${action.overdue ? ' line--late' : ''}`}>
      <p class="line__what">{action.what ?? 'These words were removed.'}</p>
      <p class="meta">
        <span class={action.overdue ? 'overdue' : ''}>
          {action.overdue ? 'Overdue since' : isOpen ? 'Due' : 'Was due'} {dateWords(action.due)}
        </span>
        {action.note ? `. ${action.note}` : ''}
      </p>
      <p>
        <Where action={action} />
      </p>
      {isOpen ? (
        <button
          type="button"
          class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          disabled={isUnderWay(action.thread, 'action.finish')}
          onClick={() => finishAction(action)}
        >
          Done
          <span class="nhsuk-u-visually-hidden">: {action.what}</span>
        </button>
      ) : null}
      <OnTheWay of={action.thread} />
    </li>
  );
}

export default function Actions() {
  const [state, setState] = useState<ActionRow['state']>('open');
  const live = useLive('action.list', { state }, ['actions']);
  const chip = (value: ActionRow['state'], label: string) => (
    <button type="button" class="chip" aria-pressed={state === value} onClick={() => setState(value)}>
      {label}
    </button>
  );
  return (
    <Shown live={live}>
      {({ actions, complete }) => (
        <div class="pane-body narrow">
          <h1 class="title">My actions</h1>
          <div class="chips" role="group" aria-label="Show">
            {chip('open', 'To do')}
            {chip('done', 'Done')}
          </div>
          {actions.length === 0 ? (
            <p class="quiet pad-above">{state === 'open' ? 'Nothing is left to do.' : 'Nothing is done yet.'}</p>
          ) : (
            <ul class="lines">
              {actions.map((action) => (
                <Line action={action} key={action.action} />
              ))}
            </ul>
          )}
          {complete ? null : <p class="quiet">Only the first are listed.</p>}
        </div>
      )}
    </Shown>
  );
}
