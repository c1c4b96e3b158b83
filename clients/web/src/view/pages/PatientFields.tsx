/* Who the patient is: number, name and date of birth, typed or pasted as one line from the record. */
import type { Patient } from '../../../generated/contract.ts';
import { birthDateFrom, nhsNumberFrom, patientFrom } from '../../words/numbers.ts';
import { type Problems, TextInput } from '../fields.tsx';

export const PATIENT_FIELDS = ['nhs_number', 'name', 'birth_date'] as const;

type Entered = Readonly<Record<(typeof PATIENT_FIELDS)[number], string>>;

export function problemsOfPatient({ nhs_number, name, birth_date }: Entered): Problems {
  return {
    ...(nhsNumberFrom(nhs_number)
      ? {}
      : { nhs_number: 'Enter an NHS number of 10 digits; this one does not check' }),
    ...(name || birth_date ? {} : { name: 'Enter a name or date of birth: a number alone is not enough' }),
    ...(birth_date && !birthDateFrom(birth_date, new Date())
      ? { birth_date: 'Enter a date of birth, like 14 3 1961' }
      : {}),
  };
}

/** The patient of fields in which there is no problem. */
export function patientOf({ nhs_number, name, birth_date }: Entered): Patient {
  const birthDate = birthDateFrom(birth_date, new Date());
  return {
    nhs_number: nhsNumberFrom(nhs_number) ?? '',
    ...(name ? { name } : {}),
    ...(birthDate ? { birth_date: birthDate } : {}),
  };
}

/** Fills number, name and date of birth from one pasted line, and goes on to the next field. */
function pasted(event: ClipboardEvent, next: string): void {
  const line = event.clipboardData?.getData('text') ?? '';
  const patient = patientFrom(line);
  const form = (event.currentTarget as HTMLElement).closest('form');
  if (!patient || !form || (!patient.name && !patient.born)) return;
  event.preventDefault();
  const fill = (name: string, value: string) => {
    const input = form.querySelector<HTMLInputElement>(`#${name}`);
    if (!input) return;
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  fill('nhs_number', patient.number);
  fill('name', patient.name);
  fill('birth_date', patient.born);
  form.querySelector<HTMLElement>(`#${next}`)?.focus();
}

interface PatientFieldsProps {
  kept: (field: string) => string;
  problems: Problems;
  /** Where a pasted line leads to. */
  next: string;
}

export function PatientFields({ kept, problems, next }: PatientFieldsProps) {
  return (
    <fieldset class="nhsuk-fieldset patient-fields">
      <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Patient</legend>
      <TextInput
        id="nhs_number"
        label="NHS number"
        hint="Paste a line from the record: it fills all three"
        look="nhsuk-input--width-10"
        inputMode="numeric"
        onPaste={(event) => pasted(event, next)}
        problem={problems['nhs_number']}
        defaultValue={kept('nhs_number')}
      />
      <div class="side-by-side">
        <TextInput
          id="name"
          label="Name"
          hint="Like SMITH, Jane (Mrs)"
          problem={problems['name']}
          defaultValue={kept('name')}
        />
        <TextInput
          id="birth_date"
          label="Date of birth"
          hint="Like 14 3 1961"
          look="nhsuk-input--width-10"
          problem={problems['birth_date']}
          defaultValue={kept('birth_date')}
        />
      </div>
    </fieldset>
  );
}
