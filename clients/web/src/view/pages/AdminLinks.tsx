/* Links: proposed, changed and ended by administrators, and by coordinators for their own team. */
import { useState } from 'preact/hooks';

import type { LinkEntry } from '../../../generated/contract.ts';
import { me, nameOf } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import { dateWords } from '../../words/times.ts';
import { Part, Rows, Said, Table, useAct, useAsked } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, TextInput, wordsOf } from '../fields.tsx';

const idsIn = (words: string): string[] => words.split(/[\s,;]+/).filter(Boolean);
const wholeNumber = (words: string): number => (/^\d{1,4}$/.test(words) ? Number(words) : 0);

function NewLink({ done }: { done: () => void }) {
  const [problems, setProblems] = useState<Problems>({});
  const { act, ...said } = useAct();
  function submitted(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const neighbourhood = wordsOf(form, 'link_team');
    const treatment_function = wordsOf(form, 'link_specialty');
    const specialists = idsIn(wordsOf(form, 'link_specialists'));
    const days = wholeNumber(wordsOf(form, 'link_days'));
    const limit = wholeNumber(wordsOf(form, 'link_limit'));
    const found: Record<string, string> = {};
    if (!neighbourhood) found['link_team'] = 'Enter the team, like riverside';
    if (!/^\d{3}$/.test(treatment_function))
      found['link_specialty'] = 'Enter the three digits of the specialty, like 320';
    if (specialists.length === 0) found['link_specialists'] = 'Enter at least one user name; the first is the lead';
    if (days === 0) found['link_days'] = 'Enter a number of working days';
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    void act({
      run: () =>
        office.do('link.create', {
          neighbourhood,
          treatment_function,
          specialists,
          reply_working_days: days,
          ...(limit > 0 ? { weekly_limit: limit } : {}),
        }),
      done: 'The link is proposed. It opens when both sides have accepted it.',
      after: done,
    });
  }
  return (
    <form onSubmit={submitted} noValidate>
      <ErrorSummary problems={problems} />
      <div class="side-by-side">
        <TextInput
          id="link_team"
          label="Team"
          hint="Like riverside"
          defaultValue={me.value?.neighbourhood ?? ''}
          problem={problems['link_team']}
        />
        <TextInput
          id="link_specialty"
          label="Specialty"
          hint="Like 320"
          inputMode="numeric"
          problem={problems['link_specialty']}
        />
        <TextInput
          id="link_specialists"
          label="Specialists"
          hint="User names, the lead first"
          problem={problems['link_specialists']}
        />
      </div>
      <div class="side-by-side">
        <TextInput
          id="link_days"
          label="Promise"
          hint="Working days"
          inputMode="numeric"
          look="nhsuk-input--width-5"
          problem={problems['link_days']}
        />
        <TextInput
          id="link_limit"
          label="Cases a week (optional)"
          hint="For each specialist"
          inputMode="numeric"
          look="nhsuk-input--width-5"
        />
      </div>
      <button type="submit" class="nhsuk-button nhsuk-button--small">
        Propose this link
      </button>
      <Said {...said} />
    </form>
  );
}

function Link({ row, done }: { row: LinkEntry; done: () => void }) {
  const { act, ...said } = useAct();
  function update(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const specialists = idsIn(wordsOf(form, 'specialists'));
    const days = wholeNumber(wordsOf(form, 'days'));
    const limit = wholeNumber(wordsOf(form, 'limit'));
    void act({
      run: () =>
        office.do('link.update', {
          link: row.link,
          specialists,
          reply_working_days: days,
          ...(limit > 0 ? { weekly_limit: limit } : {}),
        }),
      done: 'The link is changed.',
      after: done,
    });
  }
  function end(event: Event): void {
    event.preventDefault();
    const reason = wordsOf(event.currentTarget as HTMLFormElement, 'end_reason');
    if (!reason) return;
    void act({
      run: () => office.do('link.end', { link: row.link, reason }),
      done: 'The link has ended.',
      after: done,
    });
  }
  return (
    <div class="inner-form">
      <h3>{row.name}</h3>
      <Said {...said} />
      <form onSubmit={update} noValidate>
        <div class="side-by-side">
          <TextInput
            id="specialists"
            label="Specialists"
            hint="User names, the lead first"
            defaultValue={row.specialists.join(', ')}
          />
          <TextInput
            id="days"
            label="Promise"
            hint="Working days"
            look="nhsuk-input--width-5"
            defaultValue={String(row.reply_working_days)}
          />
          <TextInput
            id="limit"
            label="Cases a week"
            hint="For each specialist"
            look="nhsuk-input--width-5"
            defaultValue={String(row.weekly_limit ?? '')}
          />
        </div>
        <button type="submit" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
          Change this link
        </button>
      </form>
      <form onSubmit={end} noValidate>
        <TextInput id="end_reason" label="Why it ends" required />
        <button type="submit" class="nhsuk-button nhsuk-button--warning nhsuk-button--small">
          End this link
        </button>
      </form>
    </div>
  );
}

export function AdminLinks() {
  const asked = useAsked('link.list', { limit: 200 });
  const [open, setOpen] = useState('');
  return (
    <Part id="admin-links-title" title="Links">
      <Rows asked={asked}>
        {({ links }) => (
          <>
            <Table
              name="Links"
              rows={links}
              keyOf={(row) => row.link}
              empty="There are no links yet."
              columns={[
                ['Link', (row) => row.name],
                ['Specialists', (row) => row.specialists.map(nameOf).join(', ')],
                ['Promise', (row) => `${row.reply_working_days} working days`],
                ['State', (row) => (row.end_reason ? `${row.state}: ${row.end_reason}` : row.state)],
                ['From', (row) => (row.starts_on ? dateWords(row.starts_on) : '')],
                ['Until', (row) => (row.ends_on ? dateWords(row.ends_on) : '')],
                [
                  'What you can do',
                  (row) =>
                    row.state === 'ended' ? (
                      ''
                    ) : (
                      <button
                        type="button"
                        class="plain"
                        aria-expanded={open === row.link}
                        onClick={() => setOpen(open === row.link ? '' : row.link)}
                      >
                        Change
                        <span class="nhsuk-u-visually-hidden"> {row.name}</span>
                      </button>
                    ),
                ],
              ]}
            />
            {links
              .filter((row) => row.link === open && row.state !== 'ended')
              .map((row) => (
                <Link row={row} key={row.link} done={asked.again} />
              ))}
          </>
        )}
      </Rows>
      <Fold summary="Propose a link">
        <NewLink done={asked.again} />
      </Fold>
    </Part>
  );
}
