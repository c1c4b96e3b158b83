/* What files of people and of links hold. */
/** The columns of a file, in the order in which they are written; some need not be there when one is read. */
export interface Shape {
  columns: readonly string[];
  mayBeMissing: readonly string[];
}

export const PEOPLE_FILE: Shape = {
  columns: [
    'person',
    'display_name',
    'roles',
    'job_title',
    'professional_number',
    'organisation',
    'neighbourhood',
    'treatment_function',
    'state',
  ],
  mayBeMissing: ['state'],
};

export const LINKS_FILE: Shape = {
  columns: [
    'neighbourhood',
    'treatment_function',
    'specialists',
    'reply_working_days',
    'weekly_limit',
    'agreed_on',
    'starts_on',
    'ends_on',
  ],
  mayBeMissing: ['agreed_on', 'starts_on', 'ends_on'],
};

/** A line of a file: where it stands there, and its cells by their columns; an empty cell is not there. */
export type Line = { readonly line: number } & Readonly<Record<string, string | number>>;
