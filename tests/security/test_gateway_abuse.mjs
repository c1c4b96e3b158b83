// What nobody should send to the gateway, and what becomes of it: the traps of libwebsockets 4.1.6 and RFC 6455, as data.
//
// Runs against the program on the command line, or against a running gateway: GATEWAY_URL=https://127.0.0.1:8443
// GATEWAY_CA=ca.crt GATEWAY_ORIGIN=https://localhost:8443 GATEWAY_LOGIN='{"person":...}'.
//
// Two things libwebsockets keeps from us, so that they are accepted: an unmasked client frame, and a bare line feed as a
// line end. Neither reaches anything that trusts it; a strict reverse proxy in front refuses both.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import net from 'node:net'
import tls from 'node:tls'
import { Wire, command, frame, freshCookies, handshake, openSocket, ORIGIN, readAnswer, readFrame, readMessage, request,
	startGateway } from './gateway_client.mjs'

let gateway
let cookie
let otherCookie

before(async () => {
	gateway = await startGateway()
	const cookies = await freshCookies(gateway)
	cookie = cookies.session
	otherCookie = cookies.device
})
after(() => gateway.stop())

async function isAlive() {
	assert.equal((await request(gateway, 'GET', '/auth/me')).status, 401)
}

// --- handshakes --------------------------------------------------------------------------------------------------------

const flip = (text) => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0')

// [what it is, what differs from a good handshake, the statuses that are fine (null: closed without an answer)]
const handshakes = [
	['a good one', {}, [101]],
	['our protocol among others', { 'Sec-WebSocket-Protocol': 'chat, corridor.v1' }, [101]],
	['no Origin', { Origin: null }, [403]],
	['Origin null', { Origin: 'null' }, [403]],
	['a foreign Origin', { Origin: 'https://evil.example' }, [403]],
	['an Origin that begins like ours', { Origin: `${ORIGIN}.evil.example` }, [403]],
	['our Origin over http', { Origin: ORIGIN.replace('https', 'http') }, [403]],
	['our Origin with another port', { Origin: `${ORIGIN.replace(/:\d+$/, '')}:444` }, [403]],
	['our Origin in capitals', { Origin: ORIGIN.toUpperCase() }, [403]],
	['our Origin with a slash', { Origin: `${ORIGIN}/` }, [403]],
	['two Origins', { Origin: [ORIGIN, ORIGIN] }, [400, 403]],
	['no cookie', { Cookie: null }, [401]],
	['only the browser\'s cookie', () => ({ Cookie: otherCookie }), [401]],
	['an invented cookie of 64 digits', { Cookie: `__Host-corridor=${'5'.repeat(64)}` }, [401]],
	['an invented cookie of the right length', { Cookie: `__Host-corridor=${'5'.repeat(96)}` }, [401]],
	['a cookie with one digit changed', () => ({ Cookie: flip(cookie) }), [401]],
	['a cookie cut short', () => ({ Cookie: cookie.slice(0, -32) }), [401]],
	['a cookie with something behind it', () => ({ Cookie: `${cookie}0` }), [401]],
	['a cookie under another name', () => ({ Cookie: cookie.replace('__Host-', '') }), [401]],
	['two sessions in one header', () => ({ Cookie: `${cookie}; ${cookie}` }), [401]],
	['two Cookie headers', () => ({ Cookie: [cookie, cookie] }), [400, 401]],
	['a NUL in the cookie', () => ({ Cookie: `${cookie.slice(0, 30)}\0${cookie.slice(30)}` }), [400, 401, null]],
	['no protocol', { 'Sec-WebSocket-Protocol': null }, [400]],
	['an unknown protocol', { 'Sec-WebSocket-Protocol': 'chat' }, [400]],
	['the name of our HTTP protocol', { 'Sec-WebSocket-Protocol': 'corridor-http' }, [400]],
	['our HTTP protocol first', { 'Sec-WebSocket-Protocol': 'corridor-http, corridor.v1' }, [400]],
	['our protocol in capitals', { 'Sec-WebSocket-Protocol': 'CORRIDOR.V1' }, [400]],
	['version 8', { 'Sec-WebSocket-Version': '8' }, [426]],
	['version 14', { 'Sec-WebSocket-Version': '14' }, [426]],
	['version 13 with something behind it', { 'Sec-WebSocket-Version': '13x' }, [426]],
	['no version', { 'Sec-WebSocket-Version': null }, [426]],
	['no key', { 'Sec-WebSocket-Key': null }, [400]],
	['a short key', { 'Sec-WebSocket-Key': 'c2hvcnQ=' }, [400]],
	['two keys', { 'Sec-WebSocket-Key': ['dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ=='] }, [400]],
	['two Hosts', { Host: ['corridor.test', 'evil.example'] }, [400]],
	['no Host', { Host: null }, [400]],
	['a body announced', { 'Content-Length': '5' }, [400]],
	['a chunked body', { 'Transfer-Encoding': 'chunked' }, [400]],
	['HTTP/1.0', { line: 'GET /ws HTTP/1.0' }, [400]],
	['POST', { line: 'POST /ws HTTP/1.1', 'Content-Length': '0' }, [400, 404, 405]],
	['another path', { line: 'GET /other HTTP/1.1' }, [404]],
	['another path below', { line: 'GET /ws/more HTTP/1.1' }, [404]],
	['an unknown Upgrade', { Upgrade: 'irc' }, [400, 403, null]],
	['an Upgrade to HTTP/2', { Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAoAAAAAIAAAAA', Connection: 'Upgrade, HTTP2-Settings' },
		[400]],
	['two Upgrades', { Upgrade: ['websocket', 'websocket'] }, [400, 403, null]],
	['an empty Upgrade', { Upgrade: '' }, [400, 404, 426, null]],
	['no Connection header', { Connection: null }, [null]],
	['compression offered, and not taken', { 'Sec-WebSocket-Extensions': 'permessage-deflate' }, [101]],
]

for (const [what, changes, statuses] of handshakes)
	test(`handshake: ${what}: ${statuses.map((status) => status ?? 'closed').join(' or ')}`, async () => {
		const wire = await Wire.open(gateway)
		wire.write(handshake(cookie, typeof changes === 'function' ? changes() : changes))
		const answer = await readAnswer(wire)
		assert.ok(statuses.includes(answer?.status ?? null), `answered ${answer?.status} ${answer?.text}`)
		if (answer?.status === 101)
			assert.equal(answer.headers['sec-websocket-extensions'], undefined)
		else
			await wire.closed()
		wire.close()
		await isAlive()
	})

test('an unknown Upgrade as second request of a connection ends it', async () => {
	const wire = await Wire.open(gateway)
	assert.equal((await request(gateway, 'GET', '/auth/me', { wire })).status, 401)
	wire.write(handshake(cookie, { Upgrade: 'irc' }))
	await readAnswer(wire)
	await wire.closed()
	await isAlive()
})

test('a handshake as second request of a connection is as good as one as first', async () => {
	const wire = await Wire.open(gateway)
	assert.equal((await request(gateway, 'GET', '/auth/me', { wire })).status, 401)
	wire.write(handshake(cookie))
	assert.equal((await readAnswer(wire)).status, 101)
	wire.write(command('session.hello'))
	assert.equal((await readMessage(wire)).ok, true)
	wire.close()
})

// RFC 6455 4.1: the client waits for the answer. libwebsockets writes its answer over what came too early.
test('a command sent before the handshake is answered ends the connection and is never run', async () => {
	const wire = await Wire.open(gateway)
	wire.write(Buffer.concat([handshake(cookie), command('session.hello', {}, 'early')]))
	assert.equal((await readAnswer(wire)).status, 101)
	assert.notEqual((await readMessage(wire)).close, undefined)
	await wire.closed()
	await isAlive()
})

// --- requests ------------------------------------------------------------------------------------------------------------

const post = (headers, body = '') => `POST /auth/login HTTP/1.1\r\nHost: corridor.test\r\nContent-Type: application/json\r\n${headers}\r\n${body}`
const get = (path, headers = '') => `GET ${path} HTTP/1.1\r\nHost: corridor.test\r\n${headers}\r\n`

// [what it is, its bytes, the statuses that are fine]
const requests = [
	['CONNECT', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\nSSH-2.0-hello\r\n', [null]],
	['TRACE', 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n', [403, 405, 501, null]],
	['an invented method', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', [403, 405, 501, null]],
	['PUT of the page', 'PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n', [405, 404]],
	['DELETE of the session', 'DELETE /auth/me HTTP/1.1\r\nHost: x\r\n\r\n', [405]],
	['OPTIONS', 'OPTIONS /auth/login HTTP/1.1\r\nHost: x\r\n\r\n', [405]],
	['GET of the sign-in', get('/auth/login'), [405]],
	['the socket without a handshake', get('/ws'), [426]],
	['two Hosts', 'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n', [400]],
	['no Host', 'GET / HTTP/1.1\r\n\r\n', [400]],
	['a NUL in the Host', 'GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n', [400, null]],
	['a NUL in any header', 'GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\0b\r\n\r\n', [400, null]],
	['a control character in a header', 'GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\x01b\r\n\r\n', [400]],
	['two lengths', post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}'), [400]],
	['a list of lengths', post('Content-Length: 2, 2\r\n', '{}'), [400]],
	['a negative length', post('Content-Length: -1\r\n'), [400]],
	['a length with a sign', post('Content-Length: +2\r\n', '{}'), [400]],
	['a length in hex', post('Content-Length: 0x2\r\n', '{}'), [400]],
	['a length of 2^64', post('Content-Length: 18446744073709551616\r\n'), [400]],
	['no length', post(''), [411]],
	['a chunked body', post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'), [501]],
	['chunked and a length', post('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '{}'), [501]],
	['a body too large', post('Content-Length: 4097\r\n', 'x'.repeat(4097)), [413]],
	['a body far too large', post('Content-Length: 99999999\r\n', 'x'.repeat(20000)), [413]],
	['a body with GET', get('/auth/me', 'Content-Length: 3\r\n') + 'abc', [400]],
	['a file above the root', get('/../../../../etc/passwd'), [404]],
	['the same, encoded', get('/%2e%2e/%2e%2e/%2e%2e/etc/passwd'), [404]],
	['the same, slashes encoded', get('/..%2f..%2f..%2fetc%2fpasswd'), [404]],
	['the same, with back-slashes', get('/..\\..\\etc\\passwd'), [404]],
	['a hidden file', get('/.hidden.js'), [404]],
	['a kind of file that is not served', get('/notes.secret'), [404]],
	['a folder', get('/assets/'), [404]],
	// libwebsockets ends reading there, before it tells us; a NUL behind the last slash it drops.
	['a NUL in the path', get('/index.html%00.png'), [400, null]],
	['a NUL in the query', get('/?a=%00'), [400, null]],
	['a NUL before the path', get('/%00/../notes.secret'), [400, null]],
	['a NUL as the whole path', get('/%00'), [200, 400]],
	['a broken escape', get('/%zz'), [400, 403, 404, null]],
	['an absolute address', 'GET https://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n', [400, 403, 404, null]],
	['a path of 5,000 letters', get(`/${'a'.repeat(5000)}`), [414]],
	['a query of 5,000 letters', get(`/?a=${'a'.repeat(5000)}`), [414]],
	['a path of 20,000 letters', get(`/${'a'.repeat(20000)}`), [414]],
	['a query of 20,000 letters', get(`/?a=${'a'.repeat(20000)}`), [414]],
	['a cookie of 20,000 letters', get('/', `Cookie: a=${'a'.repeat(20000)}\r\n`), [400]],
	// What nobody looks at is read and forgotten.
	['a header of 20,000 letters', get('/', `X-Long: ${'a'.repeat(20000)}\r\n`), [200]],
	['a thousand headers', get('/', 'X-Many: a\r\n'.repeat(1000)), [200]],
	// More than libwebsockets keeps of a request (32 KiB, some hundred parts) it cuts off before it tells us.
	['a path of 40,000 letters', get(`/${'a'.repeat(40000)}`), [414, null]],
	['a header of 40,000 letters', get('/', `X-Long: ${'a'.repeat(40000)}\r\n`), [431, null]],
	['a query of 3,000 parts', get(`/?${'a=b&'.repeat(3000)}`), [414, null]],
	['not HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', [400, 403, null]],
]

for (const [what, bytes, statuses] of requests)
	test(`request: ${what}: ${statuses.map((status) => status ?? 'closed').join(' or ')}`, async () => {
		const wire = await Wire.open(gateway)
		wire.write(Buffer.from(bytes, 'latin1'))
		const answer = await readAnswer(wire)
		assert.ok(statuses.includes(answer?.status ?? null), `answered ${answer?.status} ${answer?.text}`)
		assert.ok(!/root:|SSH-/.test(answer?.text ?? ''))
		wire.close()
		await isAlive()
	})

// --- frames --------------------------------------------------------------------------------------------------------------

const hello = JSON.stringify({ txn: 't', cmd: 'session.hello', args: {} })
const padded = (length) => Buffer.from(JSON.stringify({ txn: 't', cmd: 'session.hello', args: {} }).padEnd(length))
const deep = `{"txn":"t","cmd":"session.hello","args":${'['.repeat(2049)}${']'.repeat(2049)}}`

// [what it is, its bytes, what comes back first: { close } or an error's code]
const frames = [
	['a reserved bit', frame(hello, { reserved: 4 }), { close: [1002, null] }],
	['another reserved bit', frame(hello, { reserved: 1 }), { close: [1002, null] }],
	['an unknown opcode', frame(hello, { opcode: 3 }), { close: [1002, null] }],
	['an unknown control opcode', frame('', { opcode: 11 }), { close: [1002, null] }],
	['a ping in pieces', frame('x', { opcode: 9, isLast: false }), { close: [1002, null] }],
	['a ping of 126 bytes', frame('x'.repeat(126), { opcode: 9 }), { close: [1002, null] }],
	['a continuation of nothing', frame('x', { opcode: 0 }), { close: [1002, null] }],
	['a message inside a message', Buffer.concat([frame('{', { isLast: false }), frame('}')]), { close: [1002, null] }],
	['a binary message', frame(hello, { opcode: 2 }), { close: [1003] }],
	['bytes that are not UTF-8', frame(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), { close: [1007] }],
	['a UTF-8 character cut off', frame(Buffer.from([0x7b, 0xe2, 0x82])), { close: [1007] }],
	['an overlong UTF-8 character', frame(Buffer.from([0x22, 0xc0, 0xaf, 0x22])), { close: [1007] }],
	['a surrogate in UTF-8', frame(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), { close: [1007] }],
	['a claim of 2^40 bytes', frame('x', { claims: 1n << 40n }), { close: [1009] }],
	['a claim of 2^63 bytes', frame('x', { claims: 1n << 63n }), { close: [1002, 1009, null] }],
	['300 KiB', frame(padded(300 * 1024)), { close: [1009] }],
	['300 KiB in pieces', Buffer.concat([...Array(5)].map((_, i) =>
		frame(' '.repeat(60 * 1024), { opcode: i ? 0 : 1, isLast: i === 4 }))), { close: [1009] }],
	['64 KiB', frame(padded(64 * 1024)), { ok: true }],
	['64 KiB and a byte', frame(padded(64 * 1024 + 1)), { code: 'too_large' }],
	['200 KiB', frame(padded(200 * 1024)), { code: 'too_large' }],
	['120 KiB in pieces', Buffer.concat([frame(' '.repeat(60 * 1024), { isLast: false }), frame(' '.repeat(60 * 1024), { opcode: 0 })]),
		{ code: 'too_large' }],
	['a message in 5,000 pieces', Buffer.concat([...padded(5000)].map((byte, i) =>
		frame(Buffer.from([byte]), { opcode: i ? 0 : 1, isLast: i === 4999 }))), { ok: true }],
	['nothing', frame(''), { code: 'bad_request' }],
	['not JSON', frame('hello'), { code: 'bad_request' }],
	['half of JSON', frame('{"txn":"t"'), { code: 'bad_request' }],
	['two values', frame('{}{}'), { code: 'bad_request' }],
	['a list', frame('[]'), { code: 'bad_request' }],
	['depth 2049', frame(deep), { code: 'bad_request' }],
	['thousands of values', frame(`{"txn":"t","cmd":"session.hello","args":[${'{},'.repeat(20000)}{}]}`), { code: 'bad_request' }],
	['a key twice', frame('{"txn":"t","txn":"u","cmd":"session.hello","args":{}}'), { code: 'bad_request' }],
	['a number that is none', frame('{"txn":"t","cmd":"sync","args":{"since":1e400}}'), { code: 'bad_request' }],
	['a fraction', frame('{"txn":"t","cmd":"sync","args":{"since":1.5}}'), { code: 'bad_request' }],
	['a lone surrogate', frame('{"txn":"t","cmd":"search","args":{"text":"\\ud800"}}'), { code: 'bad_request' }],
	['an unknown command', frame('{"txn":"t","cmd":"case.steal","args":{}}'), { code: 'bad_request' }],
	['an unknown field', frame('{"txn":"t","cmd":"session.hello","args":{"role":"administrator"}}'), { code: 'bad_request' }],
	['an unknown member of the envelope', frame('{"txn":"t","cmd":"session.hello","args":{},"person":"o.frost"}'), { code: 'bad_request' }],
	['a txn with a line end', frame('{"txn":"t\\n","cmd":"session.hello","args":{}}'), { code: 'bad_request' }],
]

for (const [what, bytes, expected] of frames)
	test(`frame: ${what}: ${JSON.stringify(expected)}`, async () => {
		const wire = await openSocket(gateway, cookie)
		wire.write(bytes)
		const answer = await readMessage(wire)
		if (expected.close) {
			assert.ok(expected.close.includes(answer.close), JSON.stringify(answer))
			wire.close()
			return isAlive()
		}
		assert.equal(answer.error?.code, expected.code, JSON.stringify(answer))
		assert.equal(answer.ok, expected.ok ?? false)
		// The socket stays open, and works.
		wire.write(command('session.hello', {}, 'after'))
		const next = await readMessage(wire)
		assert.equal(next.txn, 'after')
		assert.equal(next.ok, true)
		wire.close()
	})

test('what is too large has no txn, and what is merely wrong has its own', async () => {
	const wire = await openSocket(gateway, cookie)
	wire.write(frame(padded(70000)))
	assert.equal((await readMessage(wire)).txn, null)
	wire.write(frame('{"txn":"mine","cmd":"nope","args":{}}'))
	assert.equal((await readMessage(wire)).txn, 'mine')
	wire.close()
})

test('a ping is answered with its own payload, and ten thousand do no harm', async () => {
	const wire = await openSocket(gateway, cookie)
	wire.write(frame('payload', { opcode: 9 }))
	const pong = await readFrame(wire)
	assert.equal(pong.opcode, 10)
	assert.equal(pong.payload.toString(), 'payload')
	wire.write(Buffer.concat([...Array(10000)].map(() => frame('x', { opcode: 9 }))))
	wire.write(command('session.hello', {}, 'after'))
	for (;;) {
		const next = await readFrame(wire)
		if (next.opcode === 1)
			break
		assert.equal(next.opcode, 10)
	}
	wire.close()
})

test('an unmasked frame does not bring the gateway down', async () => {
	const wire = await openSocket(gateway, cookie)
	wire.write(frame(hello, { isMasked: false }))
	await readMessage(wire)
	wire.close()
	await isAlive()
})

test('a connection cut in the middle of a frame leaves nothing behind', async () => {
	for (let i = 0; i < 20; i++) {
		const wire = await openSocket(gateway, cookie)
		wire.write(frame(padded(30000)).subarray(0, 10000 + i * 500))
		wire.close()
	}
	await isAlive()
})

test('a close is answered with a close', async () => {
	const wire = await openSocket(gateway, cookie)
	wire.write(frame(Buffer.from([0x03, 0xe8]), { opcode: 8 }))
	assert.equal((await readMessage(wire)).close, 1000)
	await wire.closed()
})

// --- TLS -----------------------------------------------------------------------------------------------------------------

const refusedTls = [
	['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }],
	['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
	['TLS 1.2 without forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256:AES256-GCM-SHA384' }],
	['TLS 1.2 with CBC', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA' }],
	['TLS 1.2 with no authentication', { maxVersion: 'TLSv1.2', ciphers: 'aNULL:@SECLEVEL=0' }],
]

for (const [what, options] of refusedTls)
	test(`TLS: ${what} is refused`, async () => {
		await assert.rejects(Wire.open(gateway, options), (error) => /alert|handshake|version|ECONNRESET|cipher/i.test(String(error)))
	})

test('TLS 1.2 with ECDHE and GCM, and TLS 1.3, are fine', async () => {
	for (const [version, options] of [['TLSv1.2', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE+AESGCM' }], ['TLSv1.3', {}]]) {
		const wire = await Wire.open(gateway, options)
		assert.equal(wire.socket.getProtocol(), version)
		wire.close()
	}
})

test('TLS cannot be renegotiated, and no session is resumed', async () => {
	const wire = await Wire.open(gateway, { maxVersion: 'TLSv1.2' })
	const how = await new Promise((resolve) => {
		wire.socket.on('error', resolve)
		wire.socket.on('close', () => resolve('closed'))
		wire.socket.renegotiate({}, (error) => resolve(error ?? 'done'))
	})
	assert.notEqual(how, 'done')
	wire.close()
	const first = await Wire.open(gateway, { maxVersion: 'TLSv1.2' })
	const session = first.socket.getSession()
	first.close()
	const second = await Wire.open(gateway, { maxVersion: 'TLSv1.2', session })
	assert.equal(second.socket.isSessionReused(), false)
	second.close()
})

test('HTTP/2 is not negotiated', async () => {
	const wire = await Wire.open(gateway, { ALPNProtocols: ['h2', 'http/1.1'] })
	assert.equal(wire.socket.alpnProtocol, 'http/1.1')
	wire.close()
})

test('plain HTTP on the TLS port gets no answer', async () => {
	const socket = net.connect(gateway.port, gateway.host)
	let bytes = ''
	socket.on('data', (data) => { bytes += data })
	socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
	await new Promise((resolve) => { socket.on('close', resolve); socket.on('error', () => {}) })
	assert.ok(!bytes.includes('HTTP/'))
})

test('only the configured address is listened on', { skip: !!process.env.GATEWAY_URL }, async () => {
	await assert.rejects(new Promise((resolve, reject) => {
		tls.connect({ host: '127.0.0.2', port: gateway.port, rejectUnauthorized: false }, resolve).on('error', reject)
	}), /ECONNREFUSED/)
})

// --- slowness ------------------------------------------------------------------------------------------------------------

test('who is slow before signing in is closed within 15 seconds, and does not keep others waiting', async () => {
	const began = Date.now()
	const stalled = net.connect(gateway.port, gateway.host)
	const silent = await Wire.open(gateway)
	const halfHead = await Wire.open(gateway)
	const slowHead = await Wire.open(gateway)
	const slowBody = await Wire.open(gateway)
	halfHead.write('GET / HTTP/1.1\r\nHost: x\r\n')
	slowHead.write('GET / HTTP/1.1\r\nX-Slow: ')
	slowBody.write(post('Content-Length: 1000\r\n'))
	const drip = setInterval(() => { slowHead.write('a'); slowBody.write('a') }, 500)
	const ends = Promise.all([
		new Promise((resolve) => stalled.on('close', resolve).on('error', () => {})),
		...[halfHead, slowHead, slowBody, silent].map((wire) => wire.closed(16000)),
	])
	const crowd = await Promise.all([...Array(50)].map(() => Wire.open(gateway)))
	const before = Date.now()
	assert.equal((await request(gateway, 'GET', '/auth/me')).status, 401)
	assert.ok(Date.now() - before < 500)
	crowd.forEach((wire) => wire.close())
	await ends
	clearInterval(drip)
	assert.ok(Date.now() - began < 15500, `${Date.now() - began} ms`)
})

test('without file descriptors nobody is let in, and the next ones are once there are some', { skip: !!process.env.GATEWAY_URL },
	async () => {
		const own = await startGateway()
		const open = readdirSync(`/proc/${own.child.pid}/fd`).length
		execFileSync('prlimit', ['--pid', String(own.child.pid), `--nofile=${open + 4}:`])
		const crowd = [...Array(20)].map(() =>
			tls.connect({ host: own.host, port: own.port, rejectUnauthorized: false }).on('error', () => {}))
		while (!own.log.includes('gateway.door_shut')) await new Promise((resolve) => setTimeout(resolve, 50))
		crowd.forEach((socket) => socket.destroy())
		execFileSync('prlimit', ['--pid', String(own.child.pid), `--nofile=${open + 100}:`])
		assert.equal((await request(own, 'GET', '/auth/me')).status, 401)
		await own.stop()
	})
