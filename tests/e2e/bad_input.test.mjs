/* What is wrong with a request is said by name, on both transports alike, and nothing changes. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { ask, question } from './lib/cases.mjs';
import { place, test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

let clients = [];
let thread = '';
let good = {};

before(async () => {
  clients = [await overMqtt(place, 'a.khan'), await overWs(place, 'a.khan')];
  good = await question(clients[0], 'e.okafor');
  ({ thread } = await ask(clients[0], 'e.okafor'));
});
after(() => Promise.all(clients.map((client) => client.close())));

const longer = (bytes) => 'x'.repeat(bytes);
const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth);
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

/** Commands: [what is wrong, command, arguments, code, field]. */
const COMMANDS = () => [
  ['an unknown command', 'case.forget', {}, 'bad_request', 'cmd'],
  ['an unknown field', 'case.ask', { ...good, colour: 'red' }, 'bad_request', 'args.colour'],
  ['a missing field', 'case.ask', without(good, 'title'), 'bad_request', 'args.title'],
  ['a missing intent', 'case.ask', without(good, 'intent'), 'bad_request', 'args.intent'],
  ['a blank title', 'case.ask', { ...good, title: ' \n ' }, 'bad_request', 'args.title'],
  ['a title that is a number', 'case.ask', { ...good, title: 5 }, 'bad_request', 'args.title'],
  ['a word that is not in the list', 'case.ask', { ...good, urgency: 'soon' }, 'bad_request', 'args.urgency'],
  [
    'a wrong check digit',
    'case.ask',
    { ...good, patient: { nhs_number: '9990000019' } },
    'bad_request',
    'args.patient.nhs_number',
  ],
  [
    'ten equal digits',
    'case.ask',
    { ...good, patient: { nhs_number: '9999999999' } },
    'bad_request',
    'args.patient.nhs_number',
  ],
  [
    'a day that does not exist',
    'case.ask',
    { ...good, patient: { ...good.patient, birth_date: '1961-02-30' } },
    'bad_request',
    'args.patient.birth_date',
  ],
  ['a patient that is a list', 'case.ask', { ...good, patient: [] }, 'bad_request', 'args.patient'],
  ['a specialist of another link', 'case.ask', { ...good, to: 'f.rossi' }, 'not_found', 'args.to'],
  ['a title that is too long', 'case.ask', { ...good, title: longer(301) }, 'too_large', 'args.title'],
  ['a title of two lines', 'case.ask', { ...good, title: 'Palpitations\nand more' }, 'bad_request', 'args.title'],
  ['a page of no rows', 'thread.list', { limit: 0 }, 'bad_request', 'args.limit'],
  ['a sync of no events', 'sync', { since: 0, limit: 0 }, 'bad_request', 'args.limit'],
  ['a question that is too long', 'case.ask', { ...good, question: longer(16385) }, 'too_large', 'args.question'],
  ['a control character', 'message.send', { thread, body: 'a\u0007b' }, 'bad_request', 'args.body'],
  ['a bidirectional override', 'message.send', { thread, body: 'a\u202eb' }, 'bad_request', 'args.body'],
  ['an empty body', 'message.send', { thread, body: '' }, 'bad_request', 'args.body'],
  ['an id of another kind', 'message.send', { thread: 'm1', body: 'a' }, 'bad_request', 'args.thread'],
  ['a thread that does not exist', 'message.send', { thread: 't999999999', body: 'a' }, 'not_found', undefined],
  ['a reply to nothing', 'message.send', { thread, body: 'a', reply_to: 'm999999999' }, 'not_found', undefined],
  ['a mention of an outsider', 'message.send', { thread, body: 'a', mentions: ['n.shaw'] }, 'not_found', undefined],
  ['a conversation that does not exist', 'thread.list', { conversation: 'c999999999' }, 'not_found', undefined],
  ['a negative number', 'read.mark', { thread, seq: -1 }, 'bad_request', 'args.seq'],
  ['a fraction', 'read.mark', { thread, seq: 1.5 }, 'bad_request', 'args.seq'],
  ['a number as text', 'read.mark', { thread, seq: '1' }, 'bad_request', 'args.seq'],
  ['a mark beyond the end', 'read.mark', { thread, seq: 4000000000 }, 'bad_request', 'args.seq'],
  [
    'an answer by the asker',
    'case.answer',
    { thread, answer: 'a', next_actor: 'GP', recommendation: 'OTHER' },
    'forbidden',
    undefined,
  ],
  ['opening an open case again', 'case.reopen', { thread, reason: 'a' }, 'conflict', 'args.thread'],
];

test('a command that is wrong is refused by name and changes nothing', async (t) => {
  for (const client of clients) {
    for (const [what, cmd, args, code, field] of COMMANDS()) {
      await t.test(`${client.name} sends ${what}`, async () => {
        const { pos } = await client.ok('session.hello');
        const error = await client.refused(cmd, args);
        assert.equal(error.code, code, JSON.stringify(error));
        if (field) assert.equal(error.field, field, JSON.stringify(error));
        assert.ok(
          error.message.length > 10 && /[.!]$/.test(error.message),
          `a sentence for a person: ${error.message}`,
        );
        assert.equal(typeof error.retry_after_ms, 'number');
        // that somebody was denied something is an entry of the audit trail, and the only thing that is written
        const isDenial = ['not_found', 'forbidden'].includes(code) ? 1 : 0;
        assert.equal((await client.ok('session.hello')).pos, pos + isDenial, 'nothing else was written');
      });
    }
  }
});

/** Frames that are not proper commands: [what, text, txn of the refusal, code, field]. */
const FRAMES = [
  ['no JSON', '{', null, 'bad_request'],
  ['a list', '[]', null, 'bad_request'],
  ['no txn', '{"cmd":"session.hello","args":{}}', null, 'bad_request', 'txn'],
  ['a txn with a space', '{"txn":"a b","cmd":"session.hello","args":{}}', null, 'bad_request', 'txn'],
  ['a txn that is too long', `{"txn":"${longer(65)}","cmd":"session.hello","args":{}}`, null, 'bad_request', 'txn'],
  ['no command', '{"txn":"frame-1","args":{}}', 'frame-1', 'bad_request', 'cmd'],
  [
    'a field that no envelope has',
    '{"txn":"frame-2","cmd":"session.hello","args":{},"x":1}',
    'frame-2',
    'bad_request',
    'x',
  ],
  ['the same key twice', '{"txn":"frame-3","txn":"frame-3","cmd":"session.hello","args":{}}', undefined, 'bad_request'],
  ['nesting without end', `{"txn":"frame-4","cmd":"session.hello","args":${nested(5000)}}`, undefined, 'bad_request'],
  [
    'more than a frame',
    `{"txn":"frame-5","cmd":"message.send","args":{"body":"${longer(70000)}"}}`,
    undefined,
    'too_large',
  ],
];

test('a frame that is no command is refused and the connection stays', async (t) => {
  for (const client of clients) {
    for (const [what, text, txn, code, field] of FRAMES) {
      await t.test(`${client.name} sends ${what}`, async () => {
        const count = client.receipts.length;
        client.raw(text);
        const refusal = await client.until(() => client.receipts[count], `the refusal of ${what}`);
        assert.equal(refusal.ok, false);
        assert.equal(refusal.error.code, code, JSON.stringify(refusal));
        if (txn !== undefined) assert.equal(refusal.txn, txn);
        if (field) assert.equal(refusal.error.field, field, JSON.stringify(refusal));
        assert.equal((await client.ok('session.hello')).person, 'a.khan');
      });
    }
  }
});
