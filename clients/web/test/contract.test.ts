/* The types and shapes this client has against the golden files of the contract and the lists themselves. */
import { expect, test } from 'vitest';

import { SHAPES as FIRST_SHAPES } from '../generated/contract.ts';
import { MORE_SHAPES } from '../generated/more_shapes.ts';
import { problemOf, problemOfEvent } from '../src/wire/check.ts';
import '../src/wire/more.ts';

const SHAPES = { ...FIRST_SHAPES, ...MORE_SHAPES };

type Json = Record<string, unknown>;

const receipts = import.meta.glob<Json>('../../../tests/golden/commands/*.receipt.json', {
  eager: true,
  import: 'default',
});
const events = import.meta.glob<Json>('../../../tests/golden/events/*.json', { eager: true, import: 'default' });
const lists = import.meta.glob<string>('../../../include/corridor/*.def', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const nameOf = (path: string) =>
  path
    .split('/')
    .pop()
    ?.replace(/(\.receipt)?\.json$/, '') ?? '';
const namesIn = (macro: string) =>
  Object.values(lists).flatMap((list) =>
    [...list.matchAll(new RegExp(`^${macro}\\([a-z_]+, "([a-z._]+)"`, 'gm'))].map(([, name]) => name),
  );

test('every command and event of the lists has its shape', () => {
  const commands = namesIn('COMMAND');
  const happenings = namesIn('EVENT');
  expect(commands.length).toBeGreaterThan(30);
  expect(happenings.length).toBeGreaterThan(20);
  for (const name of commands) expect(SHAPES, `${name}: run ninja contract_docs`).toHaveProperty([`${name}>`]);
  for (const name of happenings) expect(SHAPES, `${name}: run ninja contract_docs`).toHaveProperty([`${name}!`]);
});

test('every golden receipt and event is accepted', () => {
  expect(Object.keys(receipts).length).toBeGreaterThan(30);
  for (const [path, receipt] of Object.entries(receipts)) {
    expect(problemOf(`${nameOf(path)}>`, receipt['result']), path).toBeNull();
  }
  for (const [path, event] of Object.entries(events)) expect(problemOfEvent(event), path).toBeNull();
});

test('a golden receipt without any one of its required members is not', () => {
  let tried = 0;
  for (const [path, receipt] of Object.entries(receipts)) {
    const shape = `${nameOf(path)}>`;
    const required = (SHAPES[shape] ?? '')
      .split(' ')
      .flatMap((member) => (/^[a-z_0-9]+:/.test(member) ? [member.split(':')[0] ?? ''] : []));
    for (const name of required) {
      const result = { ...(receipt['result'] as Json) };
      delete result[name];
      expect(problemOf(shape, result), `${path} without ${name}`).toContain(name);
      tried += 1;
    }
  }
  expect(tried).toBeGreaterThan(50);
});

test('a value of another type is named by its path', () => {
  expect(problemOf('patient', { nhs_number: 9990000018 })).toBe('patient.nhs_number');
  expect(problemOf('patient', null)).toBe('patient');
  expect(problemOfEvent({ pos: 1, event: 'read.marked', at: 'yesterday', by: 'x', data: {} })).toBe('event.at');
  expect(problemOf('thread.list>', { threads: 'none', complete: true })).toBe('thread.list>.threads');
});

test('an event that is new to this page passes', () => {
  expect(
    problemOfEvent({ pos: 1, event: 'something.new', at: '2026-11-23T10:00:00.000Z', by: 'x', data: {} }),
  ).toBeNull();
});
