/* Choosing among what has a name: specialties, teams, organisations and people are never typed as codes. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

import { SPECIALTIES } from '../../../generated/specialties.ts';
import { Select, TextInput } from '../fields.tsx';

export interface Option {
  value: string;
  label: string;
}

const SPECIALTY_OPTIONS: readonly Option[] = SPECIALTIES.map(([value, label]) => ({ value, label }));

/** The name of a specialty, or its code where it has none here. */
export const specialtyName = (code: string | undefined): string =>
  SPECIALTY_OPTIONS.find(({ value }) => value === code)?.label ?? code ?? '';

interface ChoiceProps {
  id: string;
  label: string;
  hint?: string;
  problem?: string | undefined;
  chosen?: string | undefined;
  /** What stands first: that nothing is chosen. */
  none?: string;
  options: readonly Option[];
}

/** One of a list; what is chosen already stands in it even when the list has lost it. */
export function Choice({ id, label, hint, problem, chosen = '', none = 'Choose', options }: ChoiceProps) {
  const all =
    chosen && !options.some(({ value }) => value === chosen) ? [{ value: chosen, label: chosen }, ...options] : options;
  return (
    <Select id={id} label={label} hint={hint} problem={problem}>
      <option value="">{none}</option>
      {all.map((option) => (
        <option value={option.value} key={option.value} selected={option.value === chosen}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}

export function SpecialtyChoice(props: Omit<ChoiceProps, 'options'>) {
  return <Choice {...props} options={SPECIALTY_OPTIONS} />;
}

/** Two of the same name are told apart by what stands behind it. */
function labelsOf(options: readonly Option[]): readonly Option[] {
  const counts = new Map<string, number>();
  for (const { label } of options) counts.set(label, (counts.get(label) ?? 0) + 1);
  return options.map(({ value, label }) => ({
    value,
    label: (counts.get(label) ?? 0) > 1 && label !== value ? `${label} (${value})` : label,
  }));
}

interface SeveralProps {
  id: string;
  label: string;
  hint: string;
  problem?: string | undefined;
  options: readonly Option[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
  /** What the first of them is, where the order matters. */
  first?: string;
  /** Whether somebody who is not in the list may be named by user name. */
  isOpen?: boolean;
}

/** Several of a list, found by typing part of a name; in the order in which they stand. */
export function Several({ id, label, hint, problem, options, chosen, onChange, first, isOpen }: SeveralProps) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState('');
  const named = labelsOf(options);
  const nameOf = (value: string) => named.find((option) => option.value === value)?.label ?? value;
  function add(): void {
    const words = typed.trim().toLowerCase();
    const found =
      named.find((option) => option.label.toLowerCase() === words) ??
      named.find((option) => option.value.toLowerCase() === words);
    const value = found?.value ?? (isOpen && /^[a-z0-9][a-z0-9.-]*$/.test(words) ? words : '');
    setWrong(value ? '' : words ? 'Choose a name of the list' : 'Type part of a name, and choose');
    if (!value) return;
    if (!chosen.includes(value)) onChange([...chosen, value]);
    setTyped('');
  }
  return (
    <div class="several">
      <TextInput
        id={id}
        label={label}
        hint={hint}
        problem={wrong || problem}
        list={`${id}-list`}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <datalist id={`${id}-list`}>
        {named
          .filter(({ value }) => !chosen.includes(value))
          .map((option) => (
            <option key={option.value}>{option.label}</option>
          ))}
      </datalist>
      <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={add}>
        Add<span class="nhsuk-u-visually-hidden"> to {label.toLowerCase()}</span>
      </button>
      {chosen.length === 0 ? null : (
        <ol class="several__chosen" aria-label={label}>
          {chosen.map((value, index) => (
            <li key={value}>
              {nameOf(value)}
              {first && index === 0 ? <span class="tag">{first}</span> : null}{' '}
              {first && index > 0 ? (
                <button
                  type="button"
                  class="plain"
                  onClick={() => onChange([value, ...chosen.filter((one) => one !== value)])}
                >
                  Make {first.toLowerCase()}
                  <span class="nhsuk-u-visually-hidden"> {nameOf(value)}</span>
                </button>
              ) : null}{' '}
              <button type="button" class="plain" onClick={() => onChange(chosen.filter((one) => one !== value))}>
                Remove<span class="nhsuk-u-visually-hidden"> {nameOf(value)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** What can be changed about a row of a table, under it; takes the focus when it opens. */
export function Inner({ title, children }: { title: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <div class="inner-form boxed">
      <h3 tabIndex={-1} ref={heading}>
        {title}
      </h3>
      {children}
    </div>
  );
}

/** The button in a row of a table that opens what can be changed about it. */
export function Change({ about, isOpen, toggle }: { about: string; isOpen: boolean; toggle: () => void }) {
  return (
    <button type="button" class="plain" aria-expanded={isOpen} onClick={toggle}>
      Change<span class="nhsuk-u-visually-hidden"> {about}</span>
    </button>
  );
}
