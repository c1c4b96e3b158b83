/* tests/authz/decisions.txt, and what the contract says there must be lines for. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { root } from './env.mjs';

const read = (file) => readFileSync(path.join(root, file), 'utf8');

/** Every line that decides something: { number, cmd, roles, relation, decision }. */
export function decisions() {
  return read('tests/authz/decisions.txt')
    .split('\n')
    .map((text, index) => ({ text, number: index + 1 }))
    .filter(({ text }) => text.trim() && !text.startsWith('#'))
    .map(({ text, number }) => {
      const [cmd, roles, relation, decision] = text.trim().split(/\s+/);
      return { number, cmd, roles, relation, decision };
    });
}

/** The wire names of all commands, from the contract. */
export function commands() {
  return readdirSync(path.join(root, 'include/corridor'))
    .filter((file) => /^commands.*\.def$/.test(file))
    .flatMap((file) => [...read(`include/corridor/${file}`).matchAll(/^COMMAND\(\w+, "([^"]+)"/gm)])
    .map((match) => match[1]);
}

/** The codes of the treatment functions there are. */
export const treatmentFunctions = () =>
  [...read('include/corridor/treatment_functions.def').matchAll(/^TREATMENT_FUNCTION\((\d+),/gm)].map(
    (match) => match[1],
  );

/** Example arguments of a command: those of its golden request. */
export const example = (cmd) => JSON.parse(read(`tests/golden/commands/${cmd}.request.json`)).args;
