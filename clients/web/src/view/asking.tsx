/* What pages of tables and small forms share: asking for rows, acting on one, saying how it went. */
// A table whose parts are blocks, as on a phone, is none any more for those who hear it, unless each says what it is.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import '../wire/more.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { office } from '../platform/page.ts';
import { type ArgsOf, type CommandName, type Refusal, type ResultOf, isRefusal } from '../wire/frames.ts';
import type { Problems } from './fields.tsx';

export interface Asked<R> {
  result: R | null;
  problem: string;
  again: () => void;
}

const sentenceOf = (refusal: unknown): string => (refusal instanceof Error ? refusal.message : 'This did not work.');

/** Asks when the page opens, when what is asked changes, and when told to ask again. */
export function useAsked<C extends CommandName>(cmd: C, args: ArgsOf<C>): Asked<ResultOf<C>> {
  const [state, setState] = useState<{ result: ResultOf<C> | null; problem: string }>({ result: null, problem: '' });
  const [round, setRound] = useState(0);
  const key = JSON.stringify(args);
  useEffect(() => {
    let isWanted = true;
    office.ask(cmd, args).then(
      (result) => isWanted && setState({ result, problem: '' }),
      (refusal: unknown) => isWanted && setState((before) => ({ ...before, problem: sentenceOf(refusal) })),
    );
    return () => {
      isWanted = false;
    };
  }, [cmd, key, round]);
  return { ...state, again: () => setRound((before) => before + 1) };
}

/** Does something and remembers how it went; one thing at a time. */
export function useAct(): { problem: string; done: string; isBusy: boolean; act: (what: Act) => Promise<boolean> } {
  const [state, setState] = useState({ problem: '', done: '', isBusy: false });
  async function act({ run, done, after, refused }: Act): Promise<boolean> {
    if (state.isBusy) return false;
    setState({ problem: '', done: '', isBusy: true });
    try {
      const said = await run();
      setState({ problem: '', done: typeof said === 'string' ? said : (done ?? ''), isBusy: false });
      after?.();
      return true;
    } catch (refusal) {
      const isShown = isRefusal(refusal) && refused?.(refusal);
      setState({ problem: isShown ? '' : sentenceOf(refusal), done: '', isBusy: false });
      return false;
    }
  }
  return { ...state, act };
}

interface Act {
  /** What is done; a text it gives is shown. */
  run: () => Promise<unknown>;
  done?: string;
  after?: () => void;
  /** Told of a refusal; true when it is shown at the control that it is about. */
  refused?: (refusal: Refusal) => boolean;
}

/** Shows a refusal at the control that it is about, of a form whose controls have a prefix and the names of arguments. */
export function refusedAt(
  prefix: string,
  fields: readonly string[],
  setProblems: (problems: Problems) => void,
): (refusal: Refusal) => boolean {
  return ({ field, message }) => {
    const [name = ''] = field.replace(/^args\./, '').split(/[.[]/);
    if (!fields.includes(name)) return false;
    setProblems({ [`${prefix}_${name}`]: message });
    return true;
  };
}

/** How the last act went. */
export function Said({ problem, done }: { problem: string; done: string }) {
  return (
    <>
      <p class={problem ? 'problem' : 'nhsuk-u-visually-hidden'} role="alert">
        {problem}
      </p>
      <p class={done ? 'said' : 'nhsuk-u-visually-hidden'} role="status">
        {done}
      </p>
    </>
  );
}

/** Rows once they are there; before, that they are being loaded, or why they are not. */
export function Rows<R>({ asked, children }: { asked: Asked<R>; children: (result: R) => ComponentChildren }) {
  if (asked.problem) {
    return (
      <p class="problem">
        {asked.problem}{' '}
        <button type="button" class="plain" onClick={asked.again}>
          Try again
        </button>
      </p>
    );
  }
  if (asked.result === null) {
    return (
      <p class="quiet" aria-busy="true">
        Loading
      </p>
    );
  }
  return <>{children(asked.result)}</>;
}

interface TableProps<T> {
  name: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  empty: string;
  columns: readonly (readonly [heading: string, cell: (row: T) => ComponentChildren])[];
}

/**
 * A plain table; its first column names the row. On a phone each row is a block with the headings beside its cells; the roles
 * keep it a table for those who hear it.
 */
export function Table<T>({ name, rows, keyOf, empty, columns }: TableProps<T>) {
  if (rows.length === 0) return <p class="quiet">{empty}</p>;
  return (
    <div class="table-scroll" role="group" aria-label={name} tabIndex={0}>
      <table class="figures figures--stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(([heading]) => (
              <th scope="col" role="columnheader" key={heading}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row" key={keyOf(row)}>
              {columns.map(([heading, cell], index) =>
                index === 0 ? (
                  <th scope="row" role="rowheader" key={heading}>
                    {cell(row)}
                  </th>
                ) : (
                  <td role="cell" key={heading} data-heading={heading}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A heading with what belongs to it. */
export function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="part-of-page" aria-labelledby={id}>
      <h2 class="side__title" id={id}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A button that asks once more before it does something that cannot be taken back. */
export function Sure({ label, about, sure, act }: { label: string; about: string; sure: string; act: () => void }) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <button type="button" class="plain" onClick={() => setAsking(true)}>
        {label}
        <span class="nhsuk-u-visually-hidden"> {about}</span>
      </button>
    );
  }
  return (
    <span class="sure">
      {sure}{' '}
      <button
        type="button"
        class="plain"
        onClick={() => {
          setAsking(false);
          act();
        }}
      >
        Yes, {label.toLowerCase()}
        <span class="nhsuk-u-visually-hidden"> {about}</span>
      </button>{' '}
      <button type="button" class="plain" onClick={() => setAsking(false)}>
        No
      </button>
    </span>
  );
}
