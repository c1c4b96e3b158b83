/*
 * What somebody can do in a thread: reply, ask for information, answer, refer, close with an outcome, open again.
 */
import { choice, field, h, showProblems } from './dom.mjs';
import { hasRole } from './state.mjs';
import { OUTCOMES, RECOMMENDATIONS } from './words.mjs';

const TYPING_EVERY_MS = 4000;

/** Ctrl+Enter sends, wherever the writer is in the form. */
function sendsOnCtrlEnter(form) {
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

/** The reply box; for specialists of an open case also "Ask for information". Drafts stay with acts.drafts. */
export function replyForm(thread, acts) {
  const text = h('textarea', { rows: '3', value: acts.drafts.get(thread) ?? '' });
  let typedAt = 0;
  text.addEventListener('input', () => {
    acts.drafts.set(thread, text.value);
    if (Date.now() - typedAt < TYPING_EVERY_MS) return;
    typedAt = Date.now();
    acts.typing(thread);
  });

  function send(how) {
    const body = text.value.trim();
    showProblems(form, body ? [] : [['reply', 'Write something first']]);
    if (!body) return;
    text.value = '';
    acts.drafts.delete(thread);
    how(thread, body);
    text.focus();
  }

  const request = h(
    'button',
    { type: 'button', class: 'secondary', on: { click: () => send(acts.requestInformation) } },
    'Ask for information',
  );
  const form = h(
    'form',
    {
      class: 'reply',
      novalidate: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          send(acts.reply);
        },
      },
    },
    field({ id: 'reply', label: 'Reply', hint: 'Ctrl and Enter sends', control: text }),
    h('div', { class: 'buttons' }, h('button', { type: 'submit' }, 'Send'), request),
  );
  sendsOnCtrlEnter(form);
  return {
    element: form,
    draw(state) {
      const { row } = state.opened;
      form.hidden = row.kind === 'case' && row.state === 'closed';
      request.hidden = !hasRole(state, 'specialist') || row.kind !== 'case' || row.state !== 'awaiting_answer';
    },
  };
}

/** The specialist's structured answer, folded away until wanted. */
export function answerForm(thread, acts) {
  const answer = h('textarea', { rows: '4' });
  const inPrimaryCare = h('textarea', { rows: '3' });
  const changeMind = h('textarea', { rows: '2' });
  const nextActor = h('input', { type: 'text', value: 'GP' });
  const nextBy = h('input', { type: 'date', class: 'medium' });

  function submitted(event) {
    event.preventDefault();
    const recommendation = new FormData(form).get('recommendation');
    const problems = [
      recommendation ? null : ['recommendation', 'Choose what you recommend'],
      answer.value.trim() ? null : ['answer', 'Write your answer'],
      nextActor.value.trim() ? null : ['next-actor', 'Say who acts next, for example GP'],
    ].filter(Boolean);
    showProblems(form, problems);
    if (problems.length > 0) return;
    const optional = {
      in_primary_care: inPrimaryCare.value.trim(),
      would_change_my_mind: changeMind.value.trim(),
      next_by: nextBy.value,
    };
    acts.answer(thread, {
      thread,
      answer: answer.value.trim(),
      next_actor: nextActor.value.trim(),
      recommendation,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== '')),
    });
    form.reset();
    details.open = false;
  }

  const form = h(
    'form',
    { novalidate: true, on: { submit: submitted } },
    choice({ name: 'recommendation', legend: 'Recommendation', options: RECOMMENDATIONS }),
    field({ id: 'answer', label: 'Answer', control: answer }),
    field({ id: 'in-primary-care', label: 'What to do in primary care (optional)', control: inPrimaryCare }),
    field({ id: 'change-mind', label: 'What would change my mind (optional)', control: changeMind }),
    field({ id: 'next-actor', label: 'Who acts next', control: nextActor }),
    field({ id: 'next-by', label: 'By when (optional)', control: nextBy }),
    h('button', { type: 'submit' }, 'Send answer'),
  );
  sendsOnCtrlEnter(form);
  const details = h('details', { class: 'answer-form' }, h('summary', {}, 'Answer this case'), form);
  return {
    element: details,
    draw(state) {
      const { row } = state.opened;
      details.hidden = !hasRole(state, 'specialist') || row.kind !== 'case' || row.state === 'closed';
    },
  };
}

function outcomeButton(row, [value, label], acts, note) {
  return h(
    'button',
    {
      type: 'button',
      class: 'secondary',
      on: { click: () => acts.close(row.thread, value, note()) },
    },
    label,
  );
}

function reopenForm(row, acts) {
  const reason = h('input', { type: 'text', maxlength: '300' });
  const form = h(
    'form',
    {
      novalidate: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          const words = reason.value.trim();
          showProblems(form, words ? [] : [['reopen-reason', 'Say why']]);
          if (words) acts.reopen(row.thread, words);
        },
      },
    },
    field({ id: 'reopen-reason', label: 'Why open it again', control: reason }),
    h('button', { type: 'submit', class: 'secondary' }, 'Open again'),
  );
  return h('details', {}, h('summary', {}, 'Open this case again'), form);
}

/** The asker's decisions: refer now is always there; outcomes while the case is open; opening again once closed. */
export function decisionView(state, acts) {
  const { row } = state.opened;
  if (row.kind !== 'case') return [];
  const isClinician = hasRole(state, 'int_clinician');
  const refer =
    isClinician && !row.referred
      ? h('button', { type: 'button', class: 'secondary', on: { click: () => acts.refer(row.thread) } }, 'Refer now')
      : null;
  if (row.state === 'closed') return [h('div', { class: 'buttons' }, refer), reopenForm(row, acts)];
  if (!isClinician) return [];
  const note = h('input', { type: 'text', maxlength: '300' });
  const noteWords = () => note.value.trim();
  const [managed, ...others] = OUTCOMES;
  return [
    h(
      'div',
      { class: 'buttons' },
      h(
        'button',
        {
          type: 'button',
          class: row.state === 'answered' ? '' : 'secondary',
          on: { click: () => acts.close(row.thread, managed[0], noteWords()) },
        },
        'Close: managed in primary care',
      ),
      refer,
    ),
    h(
      'details',
      {},
      h('summary', {}, 'Close with another outcome'),
      field({ id: 'outcome-note', label: 'Note (optional)', control: note }),
      h(
        'div',
        { class: 'buttons' },
        others.map((outcome) => outcomeButton(row, outcome, acts, noteWords)),
      ),
    ),
  ];
}
