/* People or links from a file of a spreadsheet, all of it or nothing; and into one. */
import { useState } from 'preact/hooks';

import type { ImportLineRow } from '../../../generated/contract.ts';
import { hasRole } from '../../state/inbox.ts';
import { me } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import type { ResultOf } from '../../wire/frames.ts';
import type { Line, Shape } from '../../words/files.ts';
import { Said, Table, useAct } from '../asking.tsx';
import { Fold } from '../fields.tsx';

/** What one command takes: lines, and bytes with room for the rest of it. */
const PIECE = { most: 250, bytes: 48 * 1024 };
const MOST_LINES = 10000;
const MOST_SHOWN = 200;

/** What reads and writes CSV, fetched by those who have a file. */
const sheets = () => import('../../words/sheet.ts');

type Kind = 'people' | 'links';
type Totals = Pick<ResultOf<'import.check'>, 'create' | 'update' | 'unchanged' | 'rejected'>;

interface Plan extends Totals {
  import: string;
  file: string;
  rows: readonly ImportLineRow[];
}

async function readFile(file: File, shape: Shape): Promise<readonly Line[]> {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error('The file is not UTF-8. Save it as “CSV UTF-8”.');
  }
  const lines = (await sheets()).linesOf(text, shape);
  if (typeof lines === 'string') throw new Error(lines);
  if (lines.length > MOST_LINES)
    throw new Error(`These are ${lines.length} lines. At most ${MOST_LINES} are imported at once: split the file.`);
  return lines;
}

async function layAside(kind: Kind, name: string, lines: readonly Line[]): Promise<void> {
  for (const piece of (await sheets()).piecesOf(lines, PIECE)) {
    if (kind === 'people') await office.do('import.people', { import: name, lines: piece });
    else await office.do('import.links', { import: name, lines: piece });
  }
}

/** What would be done: the lines that are rejected, or else those that change something. */
async function check(name: string, file: string): Promise<Plan> {
  const first = await office.ask('import.check', { import: name });
  const rows: ImportLineRow[] = [];
  const isWanted = (row: ImportLineRow) =>
    first.rejected > 0 ? row.fate === 'rejected' : row.fate === 'create' || row.fate === 'update';
  let page = first.rejected > 0 ? await office.ask('import.check', { import: name, rejected: true }) : first;
  for (;;) {
    rows.push(...page.lines.filter(isWanted));
    const after = page.lines.at(-1)?.line;
    if (page.complete || after === undefined || rows.length > MOST_SHOWN) break;
    page = await office.ask('import.check', { import: name, after, rejected: first.rejected > 0 });
  }
  const { create, update, unchanged, rejected } = first;
  return { import: name, file, rows, create, update, unchanged, rejected };
}

const linesWords = (count: number): string => (count === 1 ? '1 line' : `${count} lines`);

function planWords({ create, update, unchanged, rejected }: Totals): string {
  if (rejected > 0) {
    const all = create + update + unchanged + rejected;
    return `${rejected} of ${linesWords(all)} cannot be taken, so nothing was changed. Mend the file and choose it again.`;
  }
  return `${create} would be added, ${update} changed, ${unchanged} are so already. Nothing was changed yet.`;
}

const FATES: Readonly<Record<ImportLineRow['fate'], string>> = {
  create: 'Added',
  update: 'Changed',
  unchanged: 'So already',
  rejected: 'Not taken',
};

function Found({ plan }: { plan: Plan }) {
  const shown = plan.rows.slice(0, MOST_SHOWN);
  if (shown.length === 0) return null;
  return (
    <>
      <Table
        name={plan.rejected > 0 ? 'Lines that cannot be taken' : 'What would be done'}
        rows={shown}
        keyOf={(row) => String(row.line)}
        empty=""
        columns={
          plan.rejected > 0
            ? [
                ['Line', (row) => String(row.line)],
                ['About', (row) => row.subject ?? ''],
                ['Column', (row) => row.field ?? ''],
                ['Why not', (row) => row.reason ?? ''],
              ]
            : [
                ['Line', (row) => String(row.line)],
                ['About', (row) => row.subject ?? ''],
                ['What happens', (row) => FATES[row.fate]],
                ['Columns that change', (row) => (row.changes ?? '').replaceAll(',', ', ')],
              ]
        }
      />
      {plan.rows.length > MOST_SHOWN ? <p class="quiet">Only the first {MOST_SHOWN} of them are listed.</p> : null}
    </>
  );
}

function Import({ kind, shape, done }: { kind: Kind; shape: Shape; done: () => void }) {
  const [plan, setPlan] = useState<Plan | null>(null);
  const { act, isBusy, ...said } = useAct();
  const chooser = `${kind}-file`;

  function chosen(input: HTMLInputElement): void {
    const [file] = input.files ?? [];
    setPlan(null);
    if (!file) return;
    void act({
      run: async () => {
        const lines = await readFile(file, shape);
        const name = `${kind}-${crypto.randomUUID()}`;
        await layAside(kind, name, lines);
        setPlan(await check(name, file.name));
      },
    }).finally(() => {
      // The same file can be chosen again once it is mended.
      input.value = '';
    });
  }

  function apply({ import: name }: Plan): void {
    void act({
      run: async () => {
        const { created, updated, unchanged } = await office.do('import.apply', { import: name });
        setPlan(null);
        return `Done: ${created} added, ${updated} changed, ${unchanged} were so already.`;
      },
      after: done,
    });
  }

  return (
    <>
      <div class="nhsuk-form-group">
        <label class="nhsuk-label" htmlFor={chooser}>
          A CSV file of {kind}
        </label>
        <div class="nhsuk-hint" id={`${chooser}-hint`}>
          The first line names the columns: {shape.columns.join(', ')}. What is written here can be edited and taken in
          again. First it is only checked; whoever is not in the file stays as they are.
        </div>
        <input
          type="file"
          class="file"
          id={chooser}
          accept=".csv,text/csv"
          aria-describedby={`${chooser}-hint`}
          disabled={isBusy}
          onChange={(event) => chosen(event.currentTarget)}
        />
      </div>
      {isBusy ? (
        <p class="quiet" aria-busy="true">
          Checking the file
        </p>
      ) : null}
      {plan ? (
        <section aria-label={`What ${plan.file} would do`}>
          <p class={plan.rejected > 0 ? 'problem' : 'said'} role="status">
            {plan.file}: {planWords(plan)}
          </p>
          <Found plan={plan} />
          {plan.rejected === 0 && plan.create + plan.update > 0 ? (
            <div class="nhsuk-button-group">
              <button type="button" class="nhsuk-button nhsuk-button--small" onClick={() => apply(plan)}>
                Do this
              </button>
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                onClick={() => setPlan(null)}
              >
                Do nothing
              </button>
            </div>
          ) : null}
        </section>
      ) : null}
      <Said {...said} />
    </>
  );
}

/** Hands a text to the browser as a file to be kept. */
function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

interface AdminFileProps {
  kind: Kind;
  shape: Shape;
  load: () => Promise<readonly object[]>;
  done: () => void;
}

export function AdminFile({ kind, shape, load, done }: AdminFileProps) {
  const { act, isBusy, ...said } = useAct();
  return (
    <Fold
      summary={
        hasRole(me.value, 'administrator')
          ? `${kind === 'people' ? 'People' : 'Links'} as a file`
          : 'Take this along as a file'
      }
    >
      <button
        type="button"
        class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
        disabled={isBusy}
        onClick={() =>
          void act({
            run: async () => save(`${kind}.csv`, (await sheets()).fileOf(await load(), shape)),
            done: `${kind}.csv is with your downloads.`,
          })
        }
      >
        Write {kind} to a CSV file
      </button>
      <Said {...said} />
      {hasRole(me.value, 'administrator') ? <Import kind={kind} shape={shape} done={done} /> : null}
    </Fold>
  );
}
