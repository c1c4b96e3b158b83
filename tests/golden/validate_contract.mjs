/*
 * The written contract against the judgement of others, and the golden files against the written contract.
 * Takes its packages from tests/e2e (npm ci there first): @asyncapi/parser, and ajv and ajv-formats that come with it.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const dependencies = createRequire(new URL('../e2e/package.json', import.meta.url));
const { Parser } = dependencies('@asyncapi/parser');
const beside = createRequire(dependencies.resolve('@asyncapi/parser'));
const Ajv = beside('ajv').default;
const addFormats = beside('ajv-formats').default;

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const names = (folder) => readdirSync(new URL(folder, import.meta.url)).filter((name) => name.endsWith('.json'));
const text = read('../../docs/asyncapi.json');

const { diagnostics } = await new Parser().parse(text);
const faults = diagnostics.filter(({ severity }) => severity === 0);
assert.deepEqual(faults.map(({ path, message }) => `${path.join('.')}: ${message}`), []);

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ components: { schemas: JSON.parse(text).components.schemas } }, 'contract');

function check(path, schema) {
  const validate = ajv.getSchema(`contract#/components/schemas/${schema}`);
  assert.ok(validate, `there is no schema ${schema}`);
  assert.ok(validate(JSON.parse(read(path))), `${path}: ${ajv.errorsText(validate.errors)}`);
}

for (const name of names('commands/')) {
  check(`commands/${name}`, name.replace(/\.request\.json$/, '.command').replace(/\.json$/, ''));
}
for (const name of names('events/')) check(`events/${name}`, name.replace(/\.json$/, '.event'));
for (const name of names('hints/')) check(`hints/${name}`, `hint.${name.replace(/\.json$/, '')}`);
check('feed/referral.json', 'feed.referral');
check('refusal.json', 'refusal');
