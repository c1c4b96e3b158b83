/* The written contract is valid by the judgement of others. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Parser } from '@asyncapi/parser';
import { Validator } from '@seriousme/openapi-schema-validator';

import { root } from './lib/env.mjs';

function document(stem) {
  const docs = path.join(root, 'docs');
  const name = readdirSync(docs).find((file) => new RegExp(`^${stem}\\.(json|ya?ml)$`).test(file));
  assert.ok(name, `docs/ holds no ${stem}`);
  return readFileSync(path.join(docs, name), 'utf8');
}

test('the official parser finds no fault in the AsyncAPI document', async () => {
  const { document: parsed, diagnostics } = await new Parser().parse(document('asyncapi'));
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 0);
  assert.deepEqual(
    errors.map(({ path: where, message }) => `${where.join('.')}: ${message}`),
    [],
  );
  assert.ok(parsed.messages().all().length > 10);
});

test('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document('openapi'));
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, '3.1');
});
