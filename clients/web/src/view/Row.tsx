/* One thread in a list: patient, question, who, due, tags. */
import { computed, useComputed } from '@preact/signals';
import { Component } from 'preact';

import type { ThreadRow } from '../../generated/contract.ts';
import { threadHash } from '../state/page.ts';
import { page } from '../state/store.ts';
import { dueWords, isOverdue, patientWords, tagsOf, whoWords } from '../words/rows.ts';

export function Tags({ row }: { row: ThreadRow }) {
  const tags = tagsOf(row);
  return (
    <>
      {tags.map(({ label, look }) => (
        <strong class={`tag tag--${look}`} key={label}>
          {label}
        </strong>
      ))}
    </>
  );
}

interface RowProps {
  row: ThreadRow;
  me: string;
  now: Date;
}

/** Moves between rows with the arrow keys, as long as one of them has the focus. */
function move(event: KeyboardEvent): void {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key] as
    | 'nextElementSibling'
    | 'previousElementSibling'
    | undefined;
  if (!step) return;
  const other = (event.currentTarget as HTMLElement).closest('li')?.[step];
  const link = other?.querySelector('a');
  if (!link) return;
  event.preventDefault();
  link.focus();
}

const openThread = computed(() => ('thread' in page.value ? page.value.thread : ''));

function RowNow({ row, me, now }: RowProps) {
  const isCurrent = useComputed(() => openThread.value === row.thread).value;
  const due = dueWords(row, now);
  const isLate = isOverdue(row, now);
  return (
    <li class={`row${row.unread > 0 ? ' row--unread' : ''}${isCurrent ? ' row--current' : ''}`}>
      <a href={threadHash(row.thread, row.kind)} aria-current={isCurrent ? 'true' : undefined} onKeyDown={move}>
        <span class="row__patient">{row.kind === 'topic' ? 'Topic' : patientWords(row.patient)}</span>
        <span class="row__title">{row.title ?? 'Removed'}</span>
        <span class="row__who">{whoWords(row, me)}</span>
        <span class="row__foot">
          <Tags row={row} /> <span class={isLate ? 'overdue' : ''}>{due}</span>
        </span>
        {row.unread > 0 ? (
          <span class="count row__count">
            {row.unread}
            <span class="nhsuk-u-visually-hidden"> unread</span>
          </span>
        ) : null}
      </a>
    </li>
  );
}

/** Built again only when its row changed, so that a long list stays quick. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { row, me, now } = this.props;
    return next.row !== row || next.me !== me || next.now !== now;
  }

  override render({ row, me, now }: RowProps) {
    return <RowNow row={row} me={me} now={now} />;
  }
}
