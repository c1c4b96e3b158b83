/*
 * Asking a specialist by name about a patient: one page.
 */
import { choice, field, h, showProblems } from './dom.mjs';
import { INTENTS, expectedReply, nhsNumberFrom } from './words.mjs';

const optionOf = (link, someone) => `${link.conversation} ${someone.person}`;

function specialistSelect(state) {
  const select = h('select', {}, h('option', { value: '' }, 'Choose a specialist'));
  for (const link of state.links) {
    select.append(
      h(
        'optgroup',
        { label: link.treatment_function_name },
        link.specialists.map((someone) =>
          h(
            'option',
            { value: optionOf(link, someone) },
            [someone.display_name, someone.job_title].filter(Boolean).join(', '),
          ),
        ),
      ),
    );
  }
  if (state.askTo) select.value = `${state.askTo.conversation} ${state.askTo.person}`;
  return select;
}

function chosenIn(state, value) {
  for (const link of state.links) {
    const specialist = link.specialists.find((someone) => optionOf(link, someone) === value);
    if (specialist) return { link, specialist };
  }
  return null;
}

/** "14 3 1961", "14/03/1961", "14-Mar-1961" or "1961-03-14" as "1961-03-14"; null when it is no date. */
export function birthDateFrom(text) {
  const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
  const words = text
    .trim()
    .toLowerCase()
    .split(/[\s/.-]+/);
  if (words.length !== 3) return null;
  const [year, month, day] = words[0].length === 4 ? words : [words[2], words[1], words[0]];
  const number = months.indexOf(month.slice(0, 3)) + 1 || Number(month);
  const date = new Date(Date.UTC(Number(year), number - 1, Number(day)));
  const isReal = /^\d{4}$/.test(year) && date.getUTCMonth() === number - 1 && date.getUTCDate() === Number(day);
  return isReal && date <= new Date() ? date.toISOString().slice(0, 10) : null;
}

/** Number, name and birth date in a line pasted from the record; null when there is no NHS number in it. */
export function patientFrom(line) {
  const found = /\d{3}[ -]?\d{3}[ -]?\d{4}/.exec(line);
  const number = found && nhsNumberFrom(found[0]);
  if (!number) return null;
  const rest = line.replace(found[0], ' ');
  const born = /\d{1,2}[\s/.-](?:\d{1,2}|[A-Za-z]{3,9})[\s/.-]\d{4}|\d{4}-\d\d-\d\d/.exec(rest)?.[0] ?? '';
  const name = rest
    .replace(born, ' ')
    .replace(/NHS (No|number)\.?|Born|DOB/gi, ' ')
    .replace(/[\s;|\t]+/g, ' ')
    .replace(/^[\s,:.]+|[\s,:.]+$/g, '');
  return { number, name, born };
}

/** The page; ask(args) is called with checked arguments of case.ask. */
export function askView(state, { ask }) {
  const to = specialistSelect(state);
  const number = h('input', { type: 'text', class: 'medium', inputmode: 'numeric', autocomplete: 'off' });
  const name = h('input', { type: 'text', autocomplete: 'off' });
  const born = h('input', { type: 'text', class: 'medium', autocomplete: 'off' });
  const title = h('input', { type: 'text', autocomplete: 'off' });
  const question = h('textarea', { rows: '6' });
  const expected = h('p', { class: 'inset', role: 'status' });

  function showExpected() {
    const chosen = chosenIn(state, to.value);
    const urgency = new FormData(form).get('urgency');
    expected.hidden = !chosen;
    if (!chosen) return;
    const load = chosen.link.weekly_limit
      ? ` Asked this week: ${chosen.specialist.asked_this_week} of ${chosen.link.weekly_limit}.`
      : '';
    expected.textContent =
      `${chosen.specialist.display_name}. ` + `${expectedReply(chosen.link, chosen.specialist, urgency)}${load}`;
  }

  function pasted(event) {
    const patient = patientFrom(event.clipboardData.getData('text'));
    if (!patient) return;
    event.preventDefault();
    number.value = patient.number;
    if (patient.name) name.value = patient.name;
    if (patient.born) born.value = patient.born;
    title.focus();
  }
  number.addEventListener('paste', pasted);

  function submitted(event) {
    event.preventDefault();
    const given = new FormData(form);
    const chosen = chosenIn(state, to.value);
    const nhsNumber = nhsNumberFrom(number.value);
    const birthDate = born.value.trim() ? birthDateFrom(born.value) : undefined;
    const problems = [
      chosen ? null : ['to', 'Choose who to ask'],
      nhsNumber ? null : ['nhs-number', 'Enter a 10 digit NHS number, like 999 123 4567'],
      name.value.trim() || born.value.trim() ? null : ['patient-name', 'Enter the name or the date of birth as well'],
      birthDate === null ? ['born', 'Enter a real date of birth, like 14 3 1961'] : null,
      title.value.trim() ? null : ['title', 'Say in one line what you ask'],
      question.value.trim() ? null : ['question', 'Write your question'],
      given.get('intent') ? null : ['intent', 'Choose what you would do without this advice'],
    ].filter(Boolean);
    showProblems(form, problems);
    if (problems.length > 0) return;
    const patient = { nhs_number: nhsNumber };
    if (name.value.trim()) patient.name = name.value.trim();
    if (birthDate) patient.birth_date = birthDate;
    button.disabled = true;
    ask({
      conversation: chosen.link.conversation,
      to: chosen.specialist.person,
      patient,
      title: title.value.trim(),
      question: question.value.trim(),
      urgency: given.get('urgency'),
      intent: given.get('intent'),
    }).catch((refusal) => {
      button.disabled = false;
      showProblems(form, [['question', refusal.message]]);
    });
  }

  const button = h('button', { type: 'submit' }, 'Ask');
  const form = h(
    'form',
    { novalidate: true, on: { submit: submitted, change: showExpected } },
    field({ id: 'to', label: 'Who do you ask', control: to }),
    expected,
    h(
      'fieldset',
      {},
      h('legend', {}, 'Patient'),
      field({
        id: 'nhs-number',
        label: 'NHS number',
        control: number,
        hint: '10 digits, like 999 123 4567. Paste a line from the record to fill number, name and birth date',
      }),
      field({ id: 'patient-name', label: 'Name', hint: 'As in the record, like SMITH, Jane (Mrs)', control: name }),
      field({ id: 'born', label: 'Date of birth', hint: 'For example 14 3 1961', control: born }),
    ),
    field({ id: 'title', label: 'The question in a line', control: title }),
    field({
      id: 'question',
      label: 'Question',
      hint: 'What you found, what you tried, what you want to know. ' + 'Ctrl and Enter asks',
      control: question,
    }),
    choice({
      name: 'urgency',
      legend: 'How soon',
      chosen: 'routine',
      options: [
        ['routine', 'Routine'],
        ['urgent', 'Urgent', 'Answered the same working day'],
      ],
    }),
    choice({ name: 'intent', legend: 'Without this advice I would', options: INTENTS }),
    h('p', { class: 'warning' }, 'Not for emergencies: call the on-call team or 999.'),
    button,
  );
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  showExpected();
  return h(
    'section',
    { class: 'pane detail', 'aria-labelledby': 'ask-title' },
    h('p', { class: 'back' }, h('a', { href: '#/' }, 'Back to inbox')),
    h('h2', { id: 'ask-title' }, 'Ask a specialist'),
    form,
  );
}
