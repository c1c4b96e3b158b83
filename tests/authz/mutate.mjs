/*
 * Breaks what decides who may do what, one piece at a time in a copy of the sources, and expects the tests to notice.
 *
 *   mutate [--sample N]      rules, conditions and roles against the authorisation matrix: all of them, or N of them
 *   mutate --system          the checks and questions that make its facts, against scenarios, contract and engine tests
 *   --only WORD              only mutants whose name holds it
 *
 * A sample is drawn by the sources themselves: the same sources give the same sample.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { mutantsOf } from './mutants.mjs';

const run = promisify(execFile);
const here = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const work = mkdtempSync(path.join(os.tmpdir(), 'corridor-mutate-'));
const root = path.join(work, 'sources'); // as they are now, whatever is edited meanwhile
const { values: options } = parseArgs({
  options: {
    sample: { type: 'string' },
    system: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const JOBS = 2;

class NoProgram extends Error {}

/** Runs a compiler; a mutant that is no program is none. */
const compiled = (command, args) =>
  run(command, args, { maxBuffer: 1e8 }).catch((error) => {
    throw new NoProgram(error.message);
  });

/* --- against the matrix: one object is compiled, one program linked --------------------------------------------------- */

const words = (command, args) => execFileSync(command, args, { encoding: 'utf8' }).trim().split(/\s+/);

class Matrix {
  constructor(work) {
    this.work = work;
    this.cc = process.env.CC ?? 'cc';
    const defined = ['decisions', 'roles'].map(
      (name) => `-D${name.toUpperCase()}_FILE="${root}/tests/authz/${name}.txt"`,
    );
    this.flags = ['-std=c17', '-O0', ...defined, ...words('pkg-config', ['--cflags', 'criterion'])];
    this.includes = ['broker', 'include', '.'].flatMap((folder) => ['-I', path.join(root, folder)]);
    this.libraries = [
      ...words('pkg-config', ['--libs', 'criterion', 'libcrypto', 'libargon2']),
      '-lzxcvbn',
      '-lutf8proc',
      '-lm',
      '-lpthread',
    ];
  }

  compile(source, object, overlay = []) {
    return compiled(this.cc, [...this.flags, ...overlay, ...this.includes, '-c', source, '-o', object]);
  }

  async prepare() {
    const sources = ['broker/base', 'broker/core', 'broker/authz', 'tests/authz', 'tests/unit/authz'].flatMap(
      (folder) =>
        readdirSync(path.join(root, folder))
          .filter((file) => file.endsWith('.c'))
          .map((file) => `${folder}/${file}`),
    );
    this.objects = new Map(sources.map((source) => [source, path.join(this.work, `${source.replaceAll('/', '-')}.o`)]));
    await inTurns([...this.objects], ([source, object]) => this.compile(path.join(root, source), object));
    if (!(await this.passes(path.join(this.work, 'unchanged'), this.objects)))
      throw new Error('the matrix fails before anything is changed');
  }

  async passes(program, objects) {
    await run(this.cc, [...objects.values(), ...this.libraries, '-o', program]);
    return run(program, ['--jobs', '1'], { timeout: 60000 }).then(
      () => true,
      () => false,
    );
  }

  async survives(mutant, number) {
    const folder = path.join(this.work, String(number));
    const isRow = mutant.kind === 'row';
    const source = isRow ? 'broker/core/descriptions.c' : mutant.file;
    const changed = path.join(folder, isRow ? `corridor/${path.basename(mutant.file)}` : path.basename(mutant.file));
    const object = path.join(folder, 'changed.o');
    mkdirSync(path.dirname(changed), { recursive: true });
    writeFileSync(changed, apply(mutant, root));
    await this.compile(isRow ? path.join(root, source) : changed, object, isRow ? ['-I', folder] : []);
    const isAlive = await this.passes(path.join(folder, 'matrix'), new Map(this.objects).set(source, object));
    rmSync(folder, { recursive: true });
    return isAlive;
  }
}

/* --- against the engine and the store: a build tree of its own -------------------------------------------------------- */

class System {
  constructor(work) {
    this.build = path.join(work, 'build');
  }

  async prepare() {
    await run('cmake', ['-S', root, '-B', this.build, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug']);
    if (!(await this.passes())) throw new Error('the tests fail before anything is changed');
  }

  /** The quickest first: most mutants meet their end in a story. */
  async passes() {
    const stories = path.join(root, 'tests/scenario');
    const texts = readdirSync(stories).filter((file) => file.endsWith('.txt') && file !== 'CMakeLists.txt');
    const made = (target) => compiled('ninja', ['-C', this.build, target]);
    const ends = (program, args, timeout) =>
      run(path.join(this.build, 'tests', program), args, { timeout, maxBuffer: 1e8 }).then(
        () => true,
        () => false,
      );
    await made('test_scenario');
    for (const text of texts) {
      if (!(await ends('scenario/test_scenario', [path.join(stories, text)], 60000))) return false;
    }
    const others = [
      'unit/core/test_core',
      'contract/test_contract',
      'unit/engine/test_engine',
      'unit/store/test_unit_store',
    ];
    for (const program of others) {
      const target = path.basename(program);
      await made(target);
      if (!(await ends(program, ['--jobs', '2', '--fail-fast'], 180000))) return false;
    }
    return true;
  }

  async survives(mutant) {
    const file = path.join(root, mutant.file);
    const good = readFileSync(file);
    writeFileSync(file, apply(mutant, root));
    try {
      return await this.passes();
    } finally {
      writeFileSync(file, good);
    }
  }
}

/* --- all of them ------------------------------------------------------------------------------------------------------ */

function apply({ file, from, to, text }, folder) {
  const source = readFileSync(path.join(folder, file), 'utf8');
  return source.slice(0, from) + text + source.slice(to);
}

/** Does something with each, a few at a time. */
async function inTurns(items, work, jobs = JOBS) {
  const queue = items.map((item, index) => [item, index]);
  const worker = async () => {
    for (let next; (next = queue.shift()); ) await work(...next);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

/** The same choice for the same mutants. */
function sampled(mutants, count) {
  const digest = (text) => createHash('sha256').update(text).digest('hex');
  const seed = digest(mutants.map(({ name, text }) => name + text).join('\n'));
  return mutants
    .map((mutant) => ({ mutant, order: digest(seed + mutant.name + mutant.text) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

/** All that is ours: not what is made or installed. */
function takeSources() {
  const isMade = /^(\.git|build|var|node_modules)$/;
  cpSync(here, root, { recursive: true, filter: (file) => !isMade.test(path.basename(file)) });
}

takeSources();
/** What became of a mutant. */
async function fateOf(judge, mutant, number) {
  try {
    return (await judge.survives(mutant, number)) ? 'NOT NOTICED' : 'noticed';
  } catch (error) {
    if (error instanceof NoProgram) return 'no program';
    throw error;
  }
}

const all = mutantsOf(root).filter(
  ({ kind, name }) => (kind === 'system') === options.system && name.includes(options.only),
);
const chosen = options.sample ? sampled(all, Number(options.sample)) : all;
const fates = { noticed: 0, 'NOT NOTICED': 0, 'no program': 0 };
try {
  const judge = options.system ? new System(work) : new Matrix(work);
  await judge.prepare();
  await inTurns(
    chosen,
    async (mutant, number) => {
      const fate = await fateOf(judge, mutant, number);
      fates[fate] += 1;
      console.log(`${fate}: ${mutant.name}`);
    },
    options.system ? 1 : JOBS,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(
  `Of ${chosen.length} mutants (there are ${all.length}) ${fates.noticed} were noticed, ${fates['NOT NOTICED']} not; ` +
    `${fates['no program']} could not be compiled.`,
);
process.exitCode = fates.noticed === 0 || fates['NOT NOTICED'] > 0 ? 1 : 0;
