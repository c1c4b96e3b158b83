/* Who I am here, where else I am signed in, my devices, and how I sign in. */
import { useState } from 'preact/hooks';

import { me, now } from '../../state/store.ts';
import { askAuth, withCode } from '../../platform/auth.ts';
import { office } from '../../platform/page.ts';
import { ROLES, labelOf } from '../../words/labels.ts';
import { stampWords, whenWords } from '../../words/times.ts';
import { Part, Rows, Said, Sure, Table, useAct, useAsked } from '../asking.tsx';
import { ErrorSummary, Fold, type Problems, TextInput, wordsOf } from '../fields.tsx';
import { RecoveryCodes } from '../RecoveryCodes.tsx';

function Facts() {
  const who = me.value;
  const facts: readonly (readonly [string, string])[] = [
    ['Name', who?.display_name ?? ''],
    ['User name', who?.person ?? ''],
    ['Job', who?.job_title ?? 'Not given'],
    ['Roles', who?.roles.map((role) => labelOf(ROLES, role)).join(', ') ?? ''],
    ['Server', who?.server_version ?? ''],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Sessions() {
  const asked = useAsked('session.list', {});
  const { act, ...said } = useAct();
  const end = (args: { session?: string; others?: boolean }) =>
    void act({ run: () => office.do('session.end', args), done: 'That session has ended.', after: asked.again });
  return (
    <Part id="sessions-title" title="Where I am signed in">
      <Rows asked={asked}>
        {({ sessions }) => (
          <>
            <Table
              name="Sessions"
              rows={sessions}
              keyOf={(row) => row.session}
              empty="Nowhere."
              columns={[
                ['Browser', (row) => `${row.browser ?? 'A browser'}${row.current ? ' (this one)' : ''}`],
                ['Signed in', (row) => whenWords(row.started_at, now.value)],
                ['Last used', (row) => whenWords(row.used_at, now.value)],
                ['Ends at the latest', (row) => whenWords(row.ends_at, now.value)],
                [
                  'What you can do',
                  (row) =>
                    row.current ? (
                      'Sign out, above'
                    ) : (
                      <Sure
                        label="End"
                        about={`the session of ${stampWords(row.started_at)}`}
                        sure="End this session?"
                        act={() => end({ session: row.session })}
                      />
                    ),
                ],
              ]}
            />
            {sessions.length > 1 ? (
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                onClick={() => end({ others: true })}
              >
                End all others
              </button>
            ) : null}
          </>
        )}
      </Rows>
      <Said {...said} />
    </Part>
  );
}

function Devices() {
  const asked = useAsked('device.list', { person: me.value?.person ?? '' });
  const { act, ...said } = useAct();
  async function invite(): Promise<string> {
    const { code, ends_at } = await office.do('device.invite', {});
    return `Code for one new device: ${code ?? 'shown once already'}. It is good until ${stampWords(ends_at)}.`;
  }
  return (
    <Part id="devices-title" title="My devices">
      <Rows asked={asked}>
        {({ devices }) => (
          <Table
            name="Devices"
            rows={devices.filter((row) => !row.revoked)}
            keyOf={(row) => row.device}
            empty="None besides browsers."
            columns={[
              ['Device', (row) => row.device],
              [
                'What you can do',
                (row) => (
                  <Sure
                    label="Revoke"
                    about={row.device}
                    sure="It can never be used again."
                    act={() =>
                      void act({
                        run: () => office.do('device.revoke', { device: row.device, reason: 'Revoked by its owner' }),
                        done: `${row.device} is revoked.`,
                        after: asked.again,
                      })
                    }
                  />
                ),
              ],
            ]}
          />
        )}
      </Rows>
      <button
        type="button"
        class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
        onClick={() => void act({ run: invite })}
      >
        Add a device
      </button>
      <Said {...said} />
    </Part>
  );
}

function Password() {
  const [problems, setProblems] = useState<Problems>({});
  const [done, setDone] = useState('');
  async function submitted(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    const answer = await askAuth<{ ok: true }>('password', {
      ...withCode({ password: String(given.get('password') ?? ''), totp: wordsOf(form, 'totp').replace(/\s/g, '') }),
      new_password: String(given.get('new_password') ?? ''),
    });
    if ('body' in answer) {
      setProblems({});
      setDone('Your password is changed, and your other sessions have ended.');
      form.reset();
    } else {
      setProblems({ [answer.field.includes('new_password') ? 'new_password' : 'password']: answer.sentence });
    }
  }
  return (
    <Fold summary="Change my password">
      <form onSubmit={submitted} noValidate>
        <ErrorSummary problems={problems} />
        <TextInput
          id="password"
          label="Present password"
          type="password"
          autoComplete="current-password"
          problem={problems['password']}
        />
        <TextInput id="totp" label="One-time code" look="nhsuk-input--width-10" autoComplete="one-time-code" />
        <TextInput
          id="new_password"
          label="New password"
          hint="12 characters or more; three or four words are good"
          type="password"
          autoComplete="new-password"
          problem={problems['new_password']}
        />
        <button type="submit" class="nhsuk-button nhsuk-button--small">
          Change password
        </button>
        <p role="status">{done}</p>
      </form>
    </Fold>
  );
}

function Codes() {
  const [problems, setProblems] = useState<Problems>({});
  const [codes, setCodes] = useState<readonly string[]>([]);
  async function submitted(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const answer = await askAuth<{ recovery_codes: string[] }>('recovery-codes', {
      password: String(new FormData(form).get('codes_password') ?? ''),
      totp: wordsOf(form, 'codes_totp').replace(/\s/g, ''),
    });
    if ('body' in answer) setCodes(answer.body.recovery_codes);
    else setProblems({ codes_password: answer.sentence });
  }
  return (
    <Fold summary="New recovery codes">
      {codes.length > 0 ? (
        <RecoveryCodes codes={codes} />
      ) : (
        <form onSubmit={submitted} noValidate>
          <ErrorSummary problems={problems} />
          <p>The old ones are void from then on.</p>
          <TextInput
            id="codes_password"
            label="Password"
            type="password"
            autoComplete="current-password"
            problem={problems['codes_password']}
          />
          <TextInput id="codes_totp" label="One-time code" look="nhsuk-input--width-10" autoComplete="one-time-code" />
          <button type="submit" class="nhsuk-button nhsuk-button--small">
            Make new codes
          </button>
        </form>
      )}
    </Fold>
  );
}

export default function Session() {
  return (
    <div class="pane-body narrow">
      <h1 class="title">My session</h1>
      <Facts />
      <Sessions />
      <Devices />
      <Part id="credentials-title" title="How I sign in">
        <Password />
        <Codes />
      </Part>
      <p>
        What you write and what waits to be sent is kept in this browser, encrypted, for at most a day, and is destroyed
        when you sign out. Nothing else stays here.
      </p>
    </div>
  );
}
