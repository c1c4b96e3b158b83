/* Controls of forms, each with its label, hint and problem. */
import type {
  ComponentChildren,
  TargetedClipboardEvent,
  TargetedEvent,
  TargetedInputEvent,
  TargetedKeyboardEvent,
} from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** What is wrong with a form: by the id of the control, a sentence. */
export type Problems = Readonly<Record<string, string>>;

interface FieldProps {
  id: string;
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  children: ComponentChildren;
}

function Field({ id, label, hint, problem, children }: FieldProps) {
  return (
    <div class={`nhsuk-form-group${problem ? ' nhsuk-form-group--error' : ''}`}>
      <label class="nhsuk-label" htmlFor={id}>
        {label}
      </label>
      {hint ? (
        <div class="nhsuk-hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {problem ? (
        <span class="nhsuk-error-message" id={`${id}-problem`}>
          <span class="nhsuk-u-visually-hidden">Error: </span>
          {problem}
        </span>
      ) : null}
      {children}
    </div>
  );
}

const describedBy = (id: string, hint?: string, problem?: string) =>
  [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ') || undefined;

/** What the controls here take besides; Preact's own types tie role to each kind of input. */
interface Extra<E extends HTMLElement> {
  defaultValue?: string;
  value?: string;
  required?: boolean;
  autoComplete?: string;
  autoCapitalize?: 'none';
  spellcheck?: boolean;
  onInput?: (event: TargetedInputEvent<E>) => void;
  onChange?: (event: TargetedEvent<E>) => void;
  onPaste?: (event: TargetedClipboardEvent<E>) => void;
  onKeyDown?: (event: TargetedKeyboardEvent<E>) => void;
}

type InputProps = Omit<FieldProps, 'children'> &
  Extra<HTMLInputElement> & {
    look?: string;
    type?: 'text' | 'password' | 'date' | 'search' | 'number';
    inputMode?: 'numeric' | 'text';
    list?: string;
  };

export function TextInput({ id, label, hint, problem, look = '', type = 'text', ...rest }: InputProps) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <input
        autoComplete="off"
        {...rest}
        type={type as 'text'}
        id={id}
        name={id}
        class={`nhsuk-input ${look}${problem ? ' nhsuk-input--error' : ''}`}
        aria-describedby={describedBy(id, hint, problem)}
        aria-invalid={problem ? 'true' : undefined}
      />
    </Field>
  );
}

type AreaProps = Omit<FieldProps, 'children'> & Extra<HTMLTextAreaElement> & { rows?: number };

export function TextArea({ id, label, hint, problem, ...rest }: AreaProps) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <textarea
        rows={4}
        {...rest}
        id={id}
        name={id}
        class={`nhsuk-textarea${problem ? ' nhsuk-textarea--error' : ''}`}
        aria-describedby={describedBy(id, hint, problem)}
        aria-invalid={problem ? 'true' : undefined}
      />
    </Field>
  );
}

type SelectProps = Omit<FieldProps, 'children'> & Extra<HTMLSelectElement>;

export function Select({ id, label, hint, problem, children, ...rest }: SelectProps & { children: ComponentChildren }) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem}>
      <select
        {...rest}
        id={id}
        name={id}
        class={`nhsuk-select${problem ? ' nhsuk-select--error' : ''}`}
        aria-describedby={describedBy(id, hint, problem)}
      >
        {children}
      </select>
    </Field>
  );
}

interface RadiosProps {
  name: string;
  legend: string;
  hint?: string;
  problem?: string | undefined;
  options: readonly (readonly [value: string, label: string, hint?: string])[];
  chosen?: string;
  onChange?: (value: string) => void;
}

/** One of a few; the first stands under the name's own id, so that a problem can lead to it. */
export function Radios({ name, legend, hint, problem, options, chosen, onChange }: RadiosProps) {
  return (
    <div class={`nhsuk-form-group${problem ? ' nhsuk-form-group--error' : ''}`}>
      <fieldset class="nhsuk-fieldset" aria-describedby={describedBy(name, hint, problem)}>
        <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{legend}</legend>
        {hint ? (
          <div class="nhsuk-hint" id={`${name}-hint`}>
            {hint}
          </div>
        ) : null}
        {problem ? (
          <span class="nhsuk-error-message" id={`${name}-problem`}>
            <span class="nhsuk-u-visually-hidden">Error: </span>
            {problem}
          </span>
        ) : null}
        <div class="nhsuk-radios nhsuk-radios--inline nhsuk-radios--small">
          {options.map(([value, label, more], index) => (
            <div class="nhsuk-radios__item" key={value}>
              <input
                class="nhsuk-radios__input"
                id={index === 0 ? name : `${name}-${value}`}
                name={name}
                type="radio"
                value={value}
                defaultChecked={value === chosen}
                onChange={() => onChange?.(value)}
                aria-describedby={more ? `${name}-${value}-hint` : undefined}
              />
              <label class="nhsuk-label nhsuk-radios__label" htmlFor={index === 0 ? name : `${name}-${value}`}>
                {label}
              </label>
              {more ? (
                <div class="nhsuk-hint nhsuk-radios__hint" id={`${name}-${value}-hint`}>
                  {more}
                </div>
              ) : null}
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

/** All problems of a form on top of it; takes the focus when they appear, and leads to each. */
export function ErrorSummary({ problems }: { problems: Problems }) {
  const summary = useRef<HTMLDivElement>(null);
  const entries = Object.entries(problems);
  useLayoutEffect(() => {
    if (entries.length > 0) summary.current?.focus();
  }, [problems]);
  if (entries.length === 0) return null;
  return (
    <div class="nhsuk-error-summary" aria-labelledby="problems-title" role="alert" tabIndex={-1} ref={summary}>
      <h2 class="nhsuk-error-summary__title" id="problems-title">
        There is a problem
      </h2>
      <div class="nhsuk-error-summary__body">
        <ul class="nhsuk-list nhsuk-error-summary__list">
          {entries.map(([id, sentence]) => (
            <li key={id}>
              <a
                href={`#${id}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(id)?.focus();
                }}
              >
                {sentence}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Something folded away until it is wanted. */
export function Fold({
  summary,
  children,
  isOpen,
}: {
  summary: string;
  children: ComponentChildren;
  isOpen?: boolean;
}) {
  return (
    <details class="nhsuk-details" open={isOpen}>
      <summary class="nhsuk-details__summary">
        <span class="nhsuk-details__summary-text">{summary}</span>
      </summary>
      <div class="nhsuk-details__text">{children}</div>
    </details>
  );
}

/** The words of a form's field, trimmed. */
export const wordsOf = (form: HTMLFormElement, name: string): string =>
  String(new FormData(form).get(name) ?? '').trim();

/** Ctrl and Enter (or Command and Enter) sends the form that is being filled. */
export function sendOnCtrlEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}
