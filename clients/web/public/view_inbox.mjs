/*
 * The inbox: one row per thread with patient, question, who, due and tags, oldest promise first.
 */
import { h, keepChildren } from './dom.mjs';
import { hasRole, inboxOf } from './state.mjs';
import { dueWords, patientWords, tagsOf } from './words.mjs';

const FILTERS = [
  ['all', 'All'],
  ['todo', 'To do'],
  ['unread', 'Unread'],
];

/** The tags of a thread as elements. */
export function tags(thread) {
  return tagsOf(thread).map(([label, look]) => h('strong', { class: `tag ${look}` }, label));
}

function whoWords(row, me) {
  if (row.kind !== 'case') return `Topic opened by ${row.opened_by_name}`;
  const asked = row.asked === me ? 'you' : (row.asked_name ?? row.asked);
  const asker = row.opened_by === me ? 'You' : row.opened_by_name;
  return `${asker} asked ${asked}`;
}

function rowView(row, state, isOpen) {
  const due = dueWords(row);
  return h(
    'li',
    { class: `row${row.unread ? ' unread' : ''}${isOpen ? ' current' : ''}` },
    h(
      'a',
      { href: `#/case/${row.thread}`, 'aria-current': isOpen ? 'true' : null },
      row.patient ? h('span', { class: 'patient' }, patientWords(row.patient)) : null,
      h('span', { class: 'title' }, row.title ?? 'Removed'),
      row.unread ? h('span', { class: 'count' }, String(row.unread), h('span', { class: 'unseen' }, ' unread')) : null,
    ),
    h('p', { class: 'meta' }, whoWords(row, state.me.person)),
    h('p', { class: 'meta' }, tags(row), ' ', h('span', { class: due.startsWith('Overdue') ? 'overdue' : '' }, due)),
  );
}

/** The list pane: made once, then drawn for each state. acts.filter(name) changes what it shows. */
export class InboxView {
  constructor(acts) {
    this.filters = h(
      'div',
      { class: 'filters', role: 'group', 'aria-label': 'Show' },
      FILTERS.map(([name, label]) =>
        h(
          'button',
          { type: 'button', class: 'chip', 'data-name': name, on: { click: () => acts.filter(name) } },
          label,
        ),
      ),
    );
    this.empty = h('p', { class: 'quiet' }, 'Nothing waiting. New questions appear here.');
    this.rows = h('ul', { class: 'rows' });
    this.more = h('p', { class: 'quiet' }, 'Only the first cases are listed.');
    this.element = h(
      'section',
      { class: 'pane list', 'aria-labelledby': 'inbox-title' },
      h('h2', { id: 'inbox-title' }, 'Inbox'),
      this.filters,
      this.empty,
      this.rows,
      this.more,
    );
  }

  draw(state) {
    for (const button of this.filters.children) {
      button.setAttribute('aria-pressed', String(button.dataset.name === state.filter));
    }
    const rows = inboxOf(state);
    this.empty.hidden = rows.length > 0;
    this.more.hidden = state.isListComplete;
    keepChildren(
      this.rows,
      rows.map((row) => ({
        key: row.thread,
        row,
        print: JSON.stringify([row, row.thread === state.thread, dueWords(row)]),
      })),
      ({ row }) => rowView(row, state, row.thread === state.thread),
    );
  }
}

/** What stands beside the inbox while nothing is open: for the team the people they can ask, by name. */
export function peopleView(state) {
  if (!hasRole(state, 'int_clinician')) {
    return h(
      'section',
      { class: 'pane detail', 'aria-labelledby': 'people-title' },
      h('h2', { id: 'people-title' }, 'Your queue'),
      h('p', {}, 'Choose a case to read and answer it. The oldest promise stands first.'),
      h(
        'ul',
        {},
        state.links.map((link) =>
          h(
            'li',
            {},
            `${link.treatment_function_name} for ${link.neighbourhood_name}: ` +
              `${link.reply_working_days} working days for routine questions`,
          ),
        ),
      ),
    );
  }
  const people = state.links.flatMap((link) => link.specialists.map((someone) => ({ link, someone })));
  return h(
    'section',
    { class: 'pane detail', 'aria-labelledby': 'people-title' },
    h('h2', { id: 'people-title' }, 'People you ask'),
    h(
      'ul',
      { class: 'cards' },
      people.map(({ link, someone }) =>
        h(
          'li',
          { class: 'card' },
          h('a', { href: `#/ask/${link.conversation}/${someone.person}` }, someone.display_name),
          h('p', { class: 'meta' }, [someone.job_title, link.treatment_function_name].filter(Boolean).join(', ')),
          h('p', { class: 'meta' }, `Promises an answer in ${link.reply_working_days} working days`),
        ),
      ),
    ),
  );
}
