#!/usr/bin/env node
/*
 * make-sbom.mjs PROGRAM...: prints a CycloneDX 1.5 bill of materials of these programs and modules: every Debian package whose
 * libraries they load, with the version that is installed; the MQTT server beside them; and, apart, what only tests use.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

// Loaded while running, or running beside: no library list tells of them.
const BESIDE = ['libwebsockets-evlib-uv', 'mosquitto'];

/** The libraries that a program loads, as files. */
function librariesOf(program) {
  return run('ldd', program)
    .split('\n')
    .map((line) => line.match(/(?:=> )?(\/\S+) \(0x/)?.[1])
    .filter(Boolean);
}

/** The Debian package that a file came with; /lib and /usr/lib are the same folder to us, and not to dpkg. */
function packageOf(file) {
  for (const name of new Set([file, realpathSync(file), file.replace(/^\/usr/, ''), `/usr${realpathSync(file)}`])) {
    try {
      return run('dpkg-query', '-S', name).split(':')[0];
    } catch {
      // asked by the next name
    }
  }
  throw new Error(`no package has ${file}`);
}

function debian(name) {
  const [version, source, arch] = run('dpkg-query', '-W', '-f', '${Version}|${source:Package}|${Architecture}\n', name)
    .split('\n')[0]
    .split('|');
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${arch}&distro=debian-12`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    scope: 'required',
    properties: [{ name: 'debian:source', value: source }],
  };
}

function npm() {
  const lock = JSON.parse(readFileSync(path.join(root, 'tests/e2e/package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([where]) => where !== '')
    .map(([where, { version, integrity }]) => {
      const name = where.replace(/^.*node_modules\//, '');
      const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
      const [algorithm, digest] = integrity?.split('-') ?? [];
      return {
        type: 'library',
        'bom-ref': `${purl}#${where}`,
        name,
        version,
        purl,
        scope: 'excluded',
        ...(algorithm === 'sha512' && {
          hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
        }),
      };
    });
}

const programs = process.argv.slice(2);
if (programs.length === 0) {
  console.error('usage: make-sbom.mjs PROGRAM...');
  process.exit(2);
}
const version = readFileSync(path.join(root, 'CMakeLists.txt'), 'utf8').match(/project\(corridor VERSION (\S+)/)[1];
const packages = [...new Set([...programs.flatMap(librariesOf).map(packageOf), ...BESIDE])].sort();
const purl = `pkg:generic/corridor@${version}`;
console.log(
  JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      metadata: {
        timestamp: new Date().toISOString(),
        component: { type: 'application', 'bom-ref': purl, name: 'corridor', version, purl },
        properties: [{ name: 'corridor:compiler', value: run('cc', '--version').split('\n')[0] }],
      },
      components: [...packages.map(debian), ...npm()],
      dependencies: [{ ref: purl, dependsOn: packages.map((name) => debian(name).purl) }],
    },
    null,
    2,
  ),
);
