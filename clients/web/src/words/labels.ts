/* What Corridor says to people for the words of the contract. A word that is new to this page is shown as it is. */
import type { ArgsOf } from '../wire/frames.ts';
import type { MessageRow, Role, ThreadRow } from '../../generated/contract.ts';

export type Outcome = ArgsOf<'case.close'>['outcome'];
export type Intent = ArgsOf<'case.ask'>['intent'];
export type Recommendation = ArgsOf<'case.answer'>['recommendation'];

export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  managed_in_primary_care: 'Managed in primary care',
  referred: 'Referred',
  investigate_first: 'Tests first',
  redirected: 'Sent to another service',
  urgent_admission: 'Urgent admission',
  no_longer_needed: 'No longer needed',
};

export const RECOMMENDATIONS: Readonly<Record<Recommendation, string>> = {
  ADVICE_ONLY_NO_REFERRAL_RECOMMENDED: 'Advice only, no referral needed',
  ADVICE_FOLLOWED_BY_REFERRAL_IF_REQUIRED: 'Advice first, refer if it does not help',
  REFERRAL_RECOMMENDED: 'Please refer',
  OTHER: 'Something else, said in the answer',
};

export const INTENTS: Readonly<Record<Intent, string>> = {
  would_refer: 'Refer',
  unsure: 'Not sure',
  would_not_refer: 'Not refer',
};

export const MESSAGE_KINDS: Readonly<Partial<Record<MessageRow['kind'], string>>> = {
  question: 'Question',
  opening: 'Topic',
  message: '',
  answer: 'Answer',
  information_request: 'More information needed',
};

export const LEDGER: Readonly<Record<NonNullable<ThreadRow['avoided']>, string>> = {
  provisional: 'Counts as an avoided referral, provisionally',
  confirmed: 'Counts as an avoided referral',
  deferred: 'No longer counts as an avoided referral',
  reopened: 'Not counted while the case is open',
};

export const ROLES: Readonly<Partial<Record<Role, string>>> = {
  int_clinician: 'Neighbourhood clinician',
  specialist: 'Specialist',
  coordinator: 'Coordinator',
  manager: 'Manager',
  administrator: 'Administrator',
  auditor: 'Auditor',
  integration: 'Integration',
};

/** The label of a word, or the word itself. */
export function labelOf(labels: Readonly<Record<string, string | undefined>>, word: string | undefined): string {
  return word === undefined ? '' : (labels[word] ?? word);
}
