/* Patients that do not exist, and the usual steps of a case. */
import { randomInt } from 'node:crypto';

/** An NHS number of the range kept for tests, with a right check digit. */
export function nhsNumber() {
  for (;;) {
    const digits = `999${String(randomInt(1000000)).padStart(6, '0')}`;
    const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10) return digits + check;
  }
}

export const patient = (more = {}) => ({
  nhs_number: nhsNumber(),
  name: 'TESTPATIENT, Alex',
  birth_date: '1961-03-14',
  ...more,
});

/** The conversation in which a client can ask a specialist. */
export async function conversationWith(client, specialist) {
  const { links } = await client.ok('directory.list');
  const link = links.find((one) => one.specialists.some((someone) => someone.person === specialist));
  if (!link) throw new Error(`${client.name} has no link with ${specialist}`);
  return link.conversation;
}

/** The arguments of case.ask for a question to a specialist. */
export async function question(client, specialist, more = {}) {
  return {
    conversation: await conversationWith(client, specialist),
    to: specialist,
    patient: patient(),
    title: 'Palpitations, normal ECG',
    question: 'Three months of palpitations. Is ambulatory monitoring worthwhile?',
    urgency: 'routine',
    intent: 'would_refer',
    ...more,
  };
}

export const ask = async (client, specialist, more) => client.ok('case.ask', await question(client, specialist, more));

export const answerArgs = (thread, more = {}) => ({
  thread,
  answer: 'No structural disease is likely. A 24 hour monitor will not change what you do.',
  in_primary_care: 'Check thyroid function and ferritin, advise on caffeine.',
  would_change_my_mind: 'Syncope, exertional symptoms or a family history of sudden death.',
  next_actor: 'GP',
  next_by: '2027-01-15',
  recommendation: 'ADVICE_ONLY_NO_REFERRAL_RECOMMENDED',
  ...more,
});

export const answer = (client, thread, more) => client.ok('case.answer', answerArgs(thread, more));

/** The counts of one treatment function in the report over the present, zero where there is no row. */
export async function counts(client, treatmentFunction) {
  const day = (offset) => new Date(Date.now() + offset * 86400000).toISOString().slice(0, 10);
  const { rows } = await client.ok('report.avoided', { from: day(-2), until: day(2), by: ['treatment_function'] });
  return rows.find((row) => row.treatment_function === treatmentFunction);
}
