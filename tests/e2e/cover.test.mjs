/* A whole leave over the wire, on both transports and at the terminal; and a link that both sides accept. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { answer, patient } from './lib/cases.mjs';
import { corridor, corridorctl } from './lib/cli.mjs';
import { place, test } from './lib/harness.mjs';
import { overMqtt } from './lib/mqtt_client.mjs';
import { overWs } from './lib/ws_client.mjs';

const ELDERLY = '430';
const people = {};
let links = [];

const question = (conversation, to) => ({
  conversation,
  to,
  patient: patient(),
  title: 'Falls at home',
  question: 'Four in a month. Stop the doxazosin first?',
  urgency: 'routine',
  intent: 'unsure',
});
const soon = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
const specialistsOf = (link, ...specialists) => people['o.frost'].ok('link.update', { link, specialists });

before(async () => {
  people['o.frost'] = await overMqtt(place, 'o.frost');
  people['k.byrne'] = await overWs(place, 'k.byrne');
  people['h.silva'] = await overMqtt(place, 'h.silva');
  people['a.khan'] = await overMqtt(place, 'a.khan');
  people['d.moore'] = await overWs(place, 'd.moore');
  people['s.wood'] = await overMqtt(place, 's.wood');
  people['f.rossi'] = await overWs(place, 'f.rossi');
  ({ links } = await people['o.frost'].ok('link.list', { treatment_function: ELDERLY, state: 'open' }));
});
after(async () => {
  await Promise.all(Object.values(people).map((client) => client.close()));
});

test('a leave begins, the deputy answers and is gone again when it ends', async () => {
  const [hillside] = links.filter((link) => link.neighbourhood === 'hillside');
  const [riverside] = links.filter((link) => link.neighbourhood === 'riverside');
  const away = people['k.byrne'];
  const deputy = people['h.silva'];
  const asker = people['d.moore'];
  const refused = await away.refused('cover.set', { from: soon(-60), until: soon(20), deputy: 'h.silva' });
  assert.equal(refused.code, 'conflict');
  assert.match(refused.message, /430/, 'says for which treatment function the deputy answers nowhere');
  await specialistsOf(riverside.link, 'k.byrne', 'h.silva');
  const earlier = await asker.ok('case.ask', question(hillside.conversation, 'k.byrne'));

  const { cover, state } = await away.ok('cover.set', { from: soon(-60), until: soon(20), deputy: 'h.silva' });
  assert.equal(state, 'begun');
  await deputy.event('cover.began', { data: { cover, person: 'k.byrne', deputy: 'h.silva' } });
  await asker.event('cover.began', { data: { cover } });
  await people['s.wood'].event('cover.began', { data: { cover } });
  const [row] = (await asker.ok('directory.list', { treatment_function: ELDERLY })).links;
  assert.equal(row.specialists[0].deputy, 'h.silva');
  const asked = await asker.ok('case.ask', question(hillside.conversation, 'k.byrne'));
  assert.deepEqual([asked.asked, asked.deputy], ['k.byrne', 'h.silva'], 'it stays addressed to who was asked');
  await deputy.event('case.asked', { thread: asked.thread, data: { asked: 'k.byrne', deputy: 'h.silva' } });
  const waiting = (await deputy.ok('thread.list', { waiting_on: 'me' })).threads.map((thread) => thread.thread);
  assert.ok(waiting.includes(earlier.thread) && waiting.includes(asked.thread));
  await answer(deputy, asked.thread);
  await asker.event('case.answered', { thread: asked.thread, by: 'h.silva', data: { on_behalf_of: 'k.byrne' } });
  assert.match((await corridor(place, 'd.moore', ['away', 'list'])).out, /Kate Byrne.*Hugo Silva.*begun/);

  const ended = await deputy.event('cover.ended', { data: { cover } }, 45000);
  assert.deepEqual(
    [ended.by, ended.data.cause, ended.data.asked, ended.data.answered],
    ['system', 'over', 1, 1],
    'the daemon ended it by itself, and hands over',
  );
  assert.equal((await deputy.refused('thread.history', { thread: earlier.thread })).code, 'not_found');
  const handover = await away.ok('cover.handover', { cover });
  assert.ok(handover.threads.some((thread) => thread.thread === earlier.thread && thread.waiting));
  assert.ok(handover.threads.some((thread) => thread.thread === asked.thread && thread.answered));
  assert.match((await corridor(place, 'k.byrne', ['away', 'cases', cover])).out, /1 asked, 1 answered/);
  assert.equal((await people['f.rossi'].refused('cover.handover', { cover })).code, 'not_found');
  assert.ok(!people['f.rossi'].heard.some((event) => event.event.startsWith('cover.')), 'no contact of theirs');
  await specialistsOf(riverside.link, 'k.byrne');
  const { conversations } = await deputy.ok('conversation.list');
  assert.ok(!conversations.some((one) => one.conversation === riverside.conversation), 'a former member sees nothing');
});

test('a link is proposed, accepted by both sides and ended', async () => {
  const added = await corridorctl(place, 's.wood', [
    'links',
    'add',
    '--neighbourhood',
    'hillside',
    '--specialty',
    '330',
    '--specialists',
    'f.rossi',
    '--days',
    '3',
    '--json',
  ]);
  assert.equal(added.status, 0, added.err);
  const { link, conversation, state } = JSON.parse(added.out.trim().split('\n').at(-1));
  assert.equal(state, 'proposed');
  const early = await people['d.moore'].refused('case.ask', question(conversation, 'f.rossi'));
  assert.match(early.message, /specialists has still to accept/);
  assert.match((await corridor(place, 'f.rossi', ['links', '--state', 'proposed'])).out, new RegExp(link));
  const accepted = await corridor(place, 'f.rossi', ['accept', link]);
  assert.equal(accepted.status, 0, accepted.err);
  await people['d.moore'].event('link.accepted', { data: { link, side: 'specialists', state: 'open' } });
  const { thread } = await people['d.moore'].ok('case.ask', question(conversation, 'f.rossi'));
  assert.match((await corridor(place, 's.wood', ['promises'])).out, new RegExp(`${thread}.*f\\.rossi`));
  const ended = await corridorctl(place, 's.wood', ['links', 'end', link, '--reason', 'A trial that is over']);
  assert.equal(ended.status, 0, ended.err);
  const late = await people['d.moore'].refused('case.ask', question(conversation, 'f.rossi'));
  assert.match(late.message, /ended on/);
  await answer(people['f.rossi'], thread);
  await people['d.moore'].ok('case.close', { thread, outcome: 'managed_in_primary_care' });
  const { links: over } = await people['d.moore'].ok('link.list', { state: 'ended' });
  assert.equal(over[0].end_reason, 'A trial that is over');
});
