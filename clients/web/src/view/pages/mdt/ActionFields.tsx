/* Giving somebody something to do: what, who, by when. */
import { LIMITS, type MdtMemberRow } from '../../../../generated/contract.ts';
import { now } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import { tooLong } from '../../../words/limits.ts';
import { londonDay } from '../../../words/times.ts';
import { type Problems, Select, TextInput, wordsOf } from '../../fields.tsx';

const USUAL_DAYS = 14;
const DAY_MS = 86400000;

export function PersonSelect({
  id,
  label,
  members,
  none,
  problem,
}: {
  id: string;
  label: string;
  members: readonly MdtMemberRow[];
  none: string;
  problem?: string | undefined;
}) {
  return (
    <Select id={id} label={label} problem={problem}>
      <option value="">{none}</option>
      {members.map((member) => (
        <option value={member.person} key={member.person}>
          {member.display_name}
        </option>
      ))}
    </Select>
  );
}

interface FieldsProps {
  members: readonly MdtMemberRow[];
  problems: Problems;
  kept?: string;
  isOptional?: boolean;
}

export function ActionFields({ members, problems, kept = '', isOptional = false }: FieldsProps) {
  return (
    <div class="action-fields">
      <TextInput
        id="action_what"
        label={isOptional ? 'Action (optional)' : 'What is to be done'}
        problem={problems['action_what']}
        defaultValue={kept}
      />
      <div class="side-by-side">
        <PersonSelect
          id="action_owner"
          label="Who does it"
          members={members}
          none="Choose"
          problem={problems['action_owner']}
        />
        <TextInput
          id="action_due"
          label="By when"
          type="date"
          look="nhsuk-input--width-10"
          defaultValue={londonDay(new Date(now.value.getTime() + USUAL_DAYS * DAY_MS))}
          problem={problems['action_due']}
        />
      </div>
    </div>
  );
}

/** What is wrong with the action of a form; without words there is none, unless there must be one. */
export function problemsOfAction(form: HTMLFormElement, isNeeded: boolean): Problems {
  const what = wordsOf(form, 'action_what');
  const found: Record<string, string> = {};
  if (!what && !isNeeded) return found;
  const long = tooLong(what, LIMITS['action.add.what']);
  if (!what || long) found['action_what'] = long || 'Write what is to be done';
  if (!wordsOf(form, 'action_owner')) found['action_owner'] = 'Choose who does it';
  if (!wordsOf(form, 'action_due')) found['action_due'] = 'Enter the day by which it is done';
  return found;
}

/** Sends the action of a form, if there is one. */
export function addAction(form: HTMLFormElement, thread: string): void {
  const what = wordsOf(form, 'action_what');
  if (!what) return;
  const args = { thread, what, owner: wordsOf(form, 'action_owner'), due: wordsOf(form, 'action_due') };
  void office.post({ cmd: 'action.add', args, thread, label: 'Your action', body: what });
}
