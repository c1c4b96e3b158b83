/*
 * Every mutant of what decides who may do what, made from the sources as they stand: { name, file, from, to, text }, where
 * the bytes from..to of the file become text. Nothing is listed by hand but which functions decide.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const ROLES = ['INT_CLINICIAN', 'SPECIALIST', 'COORDINATOR', 'MANAGER', 'ADMINISTRATOR', 'AUDITOR', 'INTEGRATION'];
const WIDER = { CLINICAL: ['INT_CLINICIAN', 'SPECIALIST'], ANYONE: ROLES };

/** The code of a file with comments and, unless they are wanted, the contents of strings blanked; positions stay. */
function blank(source, { strings = true } = {}) {
  const blanked = (match) => match.replace(/[^\n]/g, ' ');
  return source.replace(/\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"/g, (match) =>
    match[0] === '"' && !strings ? match : blanked(match),
  );
}

const lineOf = (source, at) => source.slice(0, at).split('\n').length;

/* --- rows of the contract: each role given or taken, and each rule dropped -------------------------------------------- */

function ofRows(root) {
  const folder = 'include/corridor';
  return readdirSync(path.join(root, folder))
    .filter((file) => /^commands.*\.def$/.test(file))
    .flatMap((file) => ofContract(`${folder}/${file}`, readFileSync(path.join(root, folder, file), 'utf8')));
}

function ofContract(file, source) {
  const mutants = [];
  for (const row of source.matchAll(/^(COMMAND\(\w+, "([^"]+)", [A-Z]+, )([A-Z_| ]+)(, )([A-Z_]+)(, ")/gm)) {
    const [, before, wire, mask, between, rule] = row;
    const from = row.index + before.length;
    const has = mask.split('|').flatMap((word) => WIDER[word.trim()] ?? [word.trim()]);
    for (const role of ROLES) {
      const isIn = has.includes(role);
      const text = isIn ? `(${mask}) & ~(${role})` : `${mask} | ${role}`;
      mutants.push({
        name: `${wire} ${isIn ? 'without' : 'with'} ${role}`,
        kind: 'row',
        file,
        from,
        to: from + mask.length,
        text,
      });
    }
    if (rule === 'SIGNED_IN' || rule === 'HAS_ROLE') continue; // these ask for nothing that could be dropped
    const at = from + mask.length + between.length;
    mutants.push({
      name: `${wire} without ${rule}`,
      kind: 'row',
      file,
      from: at,
      to: at + rule.length,
      text: 'SIGNED_IN',
    });
  }
  return mutants;
}

/* --- conditions: each part left out, each turned round ---------------------------------------------------------------- */

const OPENING = '([{',
  CLOSING = ')]}';

/** Where the operand that begins (step 1) or ends (step -1) at a position stops: at its bracket, or the next operator. */
function edge(code, at, step) {
  const [inwards, outwards] = step > 0 ? [OPENING, CLOSING] : [CLOSING, OPENING];
  let depth = 0;
  for (; at >= 0 && at < code.length; at += step) {
    const [here, two] = [code[at], step > 0 ? code.slice(at, at + 2) : code.slice(at - 1, at + 1)];
    if (inwards.includes(here)) depth++;
    if (outwards.includes(here) && depth-- === 0) break;
    if (depth > 0) continue;
    if (
      two === '&&' ||
      two === '||' ||
      ';?,'.includes(here) ||
      (here === '=' && !/[=!<>]/.test(code[at - 1]) && code[at + 1] !== '=')
    )
      break;
    if (step < 0 && code.slice(0, at + 1).endsWith('return')) break;
    if (step > 0 && here === ':') break;
  }
  return step > 0 ? at : at + 1;
}

function ofConditions(file, source, [start, end], code) {
  const mutants = [];
  const add = (name, from, to, text) =>
    mutants.push({ name: `${file}:${lineOf(source, from)} ${name}`, kind: 'code', file, from, to, text });
  const shown = (from, to) => source.slice(from, to).replace(/\s+/g, ' ').trim();
  for (const match of code.slice(start, end).matchAll(/&&|\|\|/g)) {
    const at = start + match.index;
    const [left, right] = [edge(code, at - 1, -1), edge(code, at + 2, 1)];
    add(`without "${shown(at, right)}"`, at, right, '');
    add(`without "${shown(left, at + 2)}"`, left, at + 2, ' ');
  }
  for (const match of code.slice(start, end).matchAll(/ ([=!])= /g)) {
    const at = start + match.index;
    const other = match[1] === '=' ? ' != ' : ' == ';
    add(`with${other}after "${shown(at - 24, at)}"`, at, at + match[0].length, other);
  }
  for (const match of code.slice(start, end).matchAll(/(?<!case )\bVERDICT_(\w+)/g)) {
    const at = start + match.index;
    for (const verdict of ['ALLOWED', 'VISIBLE', 'HIDDEN'].filter((one) => one !== match[1])) {
      add(`${match[0]} as VERDICT_${verdict}`, at, at + match[0].length, `VERDICT_${verdict}`);
    }
  }
  for (const match of code.slice(start, end).matchAll(/\breturn (ERROR_(?:UNAUTHENTICATED|FORBIDDEN|NOT_FOUND));/g)) {
    const at = start + match.index + 'return '.length;
    for (const text of ['OK', 'ERROR_UNAUTHENTICATED', 'ERROR_FORBIDDEN', 'ERROR_NOT_FOUND'].filter(
      (one) => one !== match[1],
    )) {
      add(`${match[1]} as ${text}`, at, at + match[1].length, text);
    }
  }
  for (const match of code.slice(start, end).matchAll(/\breturn ([^;?]+) \?/g)) {
    const at = start + match.index + 'return '.length;
    for (const text of ['true', 'false'])
      add(`"${shown(at, at + match[1].length)}" as ${text}`, at, at + match[1].length, text);
  }
  for (const match of code.slice(start, end).matchAll(/\bSET_OF\(ROLE_(\w+)\)/g)) {
    const at = start + match.index;
    for (const text of ['0u', '~0u']) add(`${match[0]} as ${text}`, at, at + match[0].length, text);
  }
  return mutants;
}

/** The bodies of the functions of a file whose names fit: [name, start, end]. */
function functionsOf(code, fits) {
  return [...code.matchAll(/^(?:static )?[a-z][\w *]*?\b(\w+)\((?:[^;{}]*)\)\n\{/gm)]
    .filter((match) => fits.test(match[1]))
    .map((match) => [match[1], match.index + match[0].length, code.indexOf('\n}', match.index)]);
}

function ofFunctions(root, file, fits = /./, about = /./) {
  const source = readFileSync(path.join(root, file), 'utf8');
  const code = blank(source);
  return functionsOf(code, fits)
    .flatMap(([, ...range]) => ofConditions(file, source, range, code))
    .filter(({ from }) => about.test(source.split('\n')[lineOf(source, from) - 1]));
}

/** Each rule as a whole: it allows everything, or where it does so already, nothing. */
function ofRules(root, file) {
  const source = readFileSync(path.join(root, file), 'utf8');
  return functionsOf(blank(source), /^rule_[A-Z_]+$/).map(([name, start, end]) => {
    const isOpen = [...source.slice(start, end).matchAll(/return (.*?);/g)].every(
      ([, value]) => value === 'VERDICT_ALLOWED',
    );
    const text = `\n\t(void)facts;\n\treturn ${isOpen ? 'VERDICT_HIDDEN' : 'VERDICT_ALLOWED'};`;
    return { name: `${name} always ${isOpen ? 'hides' : 'allows'}`, kind: 'code', file, from: start, to: end, text };
  });
}

/* --- questions to the record: each condition of who somebody is left out ----------------------------------------------- */

const ALL = /./;

/** AND ..., and what WHERE begins with, in the statements of the functions that find out who somebody is. */
function ofStatements(root, file, fits = ALL) {
  const source = readFileSync(path.join(root, file), 'utf8');
  const code = blank(source, { strings: false });
  const ranges =
    fits === ALL
      ? [[0, source.length]] // statements stand in macros too
      : functionsOf(blank(source), fits).map(([, ...range]) => range);
  const mutants = [];
  for (const [start, end] of ranges) {
    const conditions =
      /\b(AND|OR|ON|WHERE) ((?:NOT )?(?:[\w.]+ (?:= |<> |& |IS )(?:[\w.?]+|" person "))|[dp]\.is_\w+)(?![\w.])/g;
    for (const match of code.slice(start, end).matchAll(conditions)) {
      const from = start + match.index + match[1].length + 1;
      // what is bound must stay bound
      const bound = match[2].match(/\?\d*/)?.[0];
      const text = bound ? `${bound} IS NOT NULL` : match[1] === 'OR' ? '0' : '1';
      mutants.push({
        name: `${file}:${lineOf(source, from)} ${match[1]} ${match[2]} left out`,
        kind: 'system',
        file,
        from,
        to: from + match[2].length,
        text,
      });
    }
  }
  return mutants;
}

/* --- where the checks are called ---------------------------------------------------------------------------------------- */

function ofCalls(root, file) {
  const source = readFileSync(path.join(root, file), 'utf8');
  const found = [...source.matchAll(/error = authorise\(request->command\.row, facts\);/g)];
  return found.map((match, i) => ({
    name: `${file}:${lineOf(source, match.index)} call ${i + 1} of authorise left out`,
    kind: 'system',
    file,
    from: match.index,
    to: match.index + match[0].length,
    text: ';',
  }));
}

const asSystem = (mutants) => mutants.map((mutant) => ({ ...mutant, kind: 'system' }));

/** Second belts: what they would let through, another check stops, so that no test can tell them from what they are. */
const SECOND_BELTS = [
  // a device that is not there has no person, and nobody by that name may do anything
  'broker/engine/process.c without "!device.found ||"',
];
const isSecondBelt = ({ name }) => SECOND_BELTS.includes(name.replace(/:\d+/, ''));
const isAboutAuthority = ({ name }) => !name.endsWith('without "error == OK &&"');

/** Of kind "row" and "code" (the matrix itself must notice), and "system" (the matrix asks facts; whoever makes them must). */
export function mutantsOf(root) {
  return allMutants(root).filter((mutant) => isAboutAuthority(mutant) && !isSecondBelt(mutant));
}

function allMutants(root) {
  return [
    ...ofRules(root, 'broker/authz/rules.c'),
    ...ofFunctions(root, 'broker/authz/rules.c', /^(?!rule_verdict$)/),
    ...ofFunctions(root, 'broker/authz/authz.c'),
    ...ofRows(root),
    ...asSystem(ofFunctions(root, 'broker/core/references.c', /^(is_contradiction|facts_complete)$/)),
    ...asSystem(ofFunctions(root, 'broker/engine/process.c', /^(find_person|process_write)$/, /device\.|is_suspended/)),
    ...ofCalls(root, 'broker/engine/process.c'),
    ...ofStatements(root, 'broker/store/sqlite/members.c'),
    ...ofStatements(root, 'broker/store/sqlite/membership_refresh.c'),
    ...ofStatements(root, 'broker/store/sqlite/membership.c'),
    ...asSystem(ofFunctions(root, 'broker/store/sqlite/membership.c', /^membership_(only|has)$/)),
    ...asSystem(ofFunctions(root, 'broker/store/sqlite/facts.c', /^load_person$/, /side/)),
    ...ofStatements(root, 'broker/store/sqlite/facts_mdt.c', /^facts_is_guest$/),
    ...ofStatements(root, 'broker/store/sqlite/refused_devices.c'),
    ...ofStatements(root, 'broker/store/sqlite/person_read.c', /^(read_place|person_read|device_read)$/),
    ...ofStatements(root, 'broker/store/sqlite/facts_leave.c', /^load_relation$/),
  ];
}
