/* The bill of materials names what the programs really load, in the versions that are installed. node test_sbom.mjs PROGRAM... */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const maker = path.join(root, 'broker/app/sbom/make-sbom.mjs')
const bill = JSON.parse(execFileSync(maker, process.argv.slice(2), { encoding: 'utf8' }))
const required = bill.components.filter(({ scope }) => scope === 'required')

test('it is CycloneDX, of this version of Corridor', () => {
	assert.equal(bill.bomFormat, 'CycloneDX')
	assert.equal(bill.specVersion, '1.5')
	assert.match(readFileSync(path.join(root, 'CMakeLists.txt'), 'utf8'), new RegExp(`corridor VERSION ${bill.metadata.component.version} `))
	const references = bill.components.map((component) => component['bom-ref'])
	assert.equal(new Set(references).size, references.length, 'every component stands in it once')
	for (const reference of bill.dependencies[0].dependsOn) assert.ok(references.includes(reference), reference)
})

test('it holds every library of the daemon, with the version that is installed', () => {
	for (const name of ['libwebsockets17', 'libwebsockets-evlib-uv', 'libuv1', 'libmosquitto1', 'mosquitto', 'libsqlite3-0',
		'libjansson4', 'libssl3', 'libargon2-1', 'libutf8proc2', 'libc6', 'libcsv3']) {
		const component = required.find((one) => one.name === name)
		assert.ok(component, `${name} is missing`)
		assert.equal(component.version, execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' }))
		assert.ok(component.purl.startsWith(`pkg:deb/debian/${name}@`), component.purl)
	}
})

test('what only tests use is all there, and marked so', () => {
	const lock = JSON.parse(readFileSync(path.join(root, 'tests/e2e/package-lock.json'), 'utf8'))
	const excluded = bill.components.filter(({ scope }) => scope === 'excluded')
	assert.equal(excluded.length, Object.keys(lock.packages).length - 1)
	assert.ok(excluded.length > 10 && excluded.every(({ purl, version }) => purl.startsWith('pkg:npm/') && version))
})

test('it tells nothing of this machine', () => {
	assert.doesNotMatch(JSON.stringify(bill), /\/home\/|\/root\/|\/tmp\/|https?:/)
})
