// The gateway's HTTP side: files, headers, signing in and out, the report, and the operator's port.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { freshCookies, handshake, LOGIN, ORIGIN, readAnswer, request, sealToken, signIn, startGateway, Wire } from './gateway_client.mjs'

let gateway
before(async () => { gateway = await startGateway() })
after(() => gateway.stop())

const json = { 'content-type': 'application/json', origin: ORIGIN }

function ops(path, method = 'GET') {
	return new Promise((resolve, reject) => {
		http.request({ host: '127.0.0.1', port: gateway.opsPort, path, method }, (answer) => {
			let text = ''
			answer.on('data', (data) => { text += data })
			answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }))
		}).on('error', reject).end()
	})
}

// --- files -------------------------------------------------------------------------------------------------------------

const files = [
	['/', 'text/html; charset=utf-8', 'no-cache'],
	['/index.html', 'text/html; charset=utf-8', 'no-cache'],
	['/sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
	['/app.webmanifest', 'application/manifest+json', 'no-cache'],
	['/assets/app-0123abcd.mjs', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
	['/assets/big.wasm', 'application/wasm', 'no-cache'],
]

for (const [path, type, cache] of files)
	test(`${path} is served as ${type}, ${cache}`, async () => {
		const answer = await request(gateway, 'GET', path)
		assert.equal(answer.status, 200)
		assert.equal(answer.headers['content-type'], type)
		assert.equal(answer.headers['cache-control'], cache)
		assert.deepEqual(answer.body, readFileSync(join(gateway.folder, 'web', path === '/' ? 'index.html' : path)))
		const again = await request(gateway, 'GET', path, { headers: { 'if-none-match': answer.headers.etag } })
		assert.equal(again.status, 304)
		assert.equal(again.body.length, 0)
		const head = await request(gateway, 'HEAD', path)
		assert.equal(head.status, 200)
		assert.equal(head.headers['content-length'], String(answer.body.length))
	})

const accepted = [
	['br', true],
	['gzip, deflate, br', true],
	['gzip, br;q=0.5', true],
	['gzip, BR', false],
	['gzip, br;q=0', false],
	['gzip, br; q=0.0, x', false],
	['vbr, brx', false],
	[undefined, false],
]
for (const [accepts, isShrunk] of accepted)
	test(`a file is sent ${isShrunk ? 'shrunk' : 'whole'} to who accepts ${accepts ?? 'nothing'}`, async () => {
		const headers = accepts ? { 'accept-encoding': accepts } : {}
		const answer = await request(gateway, 'GET', '/shrinks.css', { headers })
		assert.equal(answer.headers['content-encoding'], isShrunk ? 'br' : undefined)
		assert.equal(answer.headers['content-type'], 'text/css; charset=utf-8')
		assert.equal(answer.headers.vary, 'Accept-Encoding')
		assert.equal(answer.text, isShrunk ? 'stands for what Brotli makes of it' : 'a { color: red }')
		const again = await request(gateway, 'GET', '/shrinks.css', { headers: { ...headers, 'if-none-match': answer.headers.etag } })
		assert.equal(again.status, 304)
	})

test('a shrunk file has no path of its own', async () => {
	for (const path of ['/shrinks.css.br', '/lonely.js.br', '/lonely.js'])
		assert.equal((await request(gateway, 'GET', path)).status, 404, path)
})

test('a query does not change which file is meant', async () => {
	assert.equal((await request(gateway, 'GET', '/index.html?v=1')).status, 200)
})

test('several requests go over one connection, one behind the other', async () => {
	const wire = await Wire.open(gateway)
	const one = 'GET /sw.js HTTP/1.1\r\nHost: x\r\n\r\n'
	wire.write(one + one + one)
	for (let i = 0; i < 3; i++)
		assert.equal((await readAnswer(wire)).text, 'self')
	wire.close()
})

test('nothing follows a sign-in on its connection', async () => {
	const wire = await Wire.open(gateway)
	wire.write(`POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${LOGIN.length}\r\n\r\n${LOGIN}`
		+ 'GET /sw.js HTTP/1.1\r\nHost: x\r\n\r\n')
	const answer = await readAnswer(wire)
	assert.equal(answer.status, 200)
	assert.equal(answer.headers.connection, 'close')
	wire.close()
})

// --- headers -----------------------------------------------------------------------------------------------------------

test('every answer carries the security headers', async () => {
	const answers = [
		await request(gateway, 'GET', '/'),
		await request(gateway, 'GET', '/nothing'),
		await request(gateway, 'GET', '/auth/me'),
		await request(gateway, 'PUT', '/', { body: '' }),
		await request(gateway, 'GET', '/ws', { headers: { upgrade: 'websocket', connection: 'upgrade' } }),
		await signIn(gateway, { login: '{}' }),
	]
	for (const { status, headers } of answers) {
		assert.match(headers['content-security-policy'], /^default-src 'none'; script-src 'self';.* wss:\/\/corridor\.test.*require-trusted-types-for 'script'/, String(status))
		assert.match(headers['strict-transport-security'], /max-age=31536000; includeSubDomains/)
		assert.equal(headers['x-content-type-options'], 'nosniff')
		assert.equal(headers['x-frame-options'], 'DENY')
		assert.equal(headers['referrer-policy'], 'no-referrer')
		assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
		assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
		assert.ok(headers['permissions-policy'])
		assert.equal(headers['access-control-allow-origin'], undefined)
		assert.equal(headers.server, undefined)
	}
	for (const { headers } of answers.slice(1))
		assert.equal(headers['cache-control'], 'no-store')
})

// --- signing in and out --------------------------------------------------------------------------------------------------

test('a sign-in sets two cookies that scripts and other sites cannot read, and tells who it is', async () => {
	const answer = await signIn(gateway)
	assert.equal(answer.status, 200)
	const lines = answer.headers['set-cookie'].split('\n')
	assert.match(lines[0], /^__Host-corridor=[0-9a-f]{96}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=3[56]\d\d$/)
	assert.match(lines[1], /^__Host-corridor-device=[0-9a-f]{32}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
	const who = JSON.parse(answer.text)
	assert.equal(who.person, 'a.khan')
	assert.deepEqual(who.roles, ['int_clinician', 'manager'])
	assert.match(who.device, /^web-[0-9a-f]{20}$/)
	const me = await request(gateway, 'GET', '/auth/me', { headers: { cookie: lines[0].split(';')[0] } })
	const { wrong_attempts: attempts, wrong_since: since, ...rest } = who
	assert.deepEqual(JSON.parse(me.text), rest)
	assert.equal(attempts, 2, 'told once, when signing in')
	assert.match(since, /^2026-/)
})

const post = (path, body, headers = {}) => request(gateway, 'POST', path,
	{ body: JSON.stringify(body), headers: { 'content-type': 'application/json', origin: ORIGIN, ...headers } })

test('an invitation shows what is needed to enrol, and to nobody without its code', async () => {
	const shown = await post('/auth/invitation', { person: 'a.khan', code: '1-ABCD' })
	assert.equal(shown.status, 200, shown.text)
	assert.equal(shown.headers['cache-control'], 'no-store')
	assert.equal(shown.headers['set-cookie'], undefined)
	const invited = JSON.parse(shown.text)
	assert.equal(invited.otpauth, 'otpauth://totp/Corridor:a.khan?secret=ABCDEFGH&issuer=Corridor')
	assert.equal(invited.totp_secret, 'ABCDEFGH')
	assert.match(invited.password_rules, /12 characters/)
	const wrong = await post('/auth/invitation', { person: 'a.khan', code: '1-ABCE' })
	assert.equal(wrong.status, 401)
	assert.ok(!wrong.text.includes('ABCDEFGH'))
})

test('enrolling signs in and shows the recovery codes; a bad password is named as it was sent', async () => {
	const body = { person: 'a.khan', code: '1-ABCD', password: 'bad', totp: '000000' }
	const bad = await post('/auth/enrol', body)
	assert.equal(bad.status, 400)
	assert.equal(JSON.parse(bad.text).error.field, 'password')
	const good = await post('/auth/enrol', { ...body, password: 'good' })
	assert.equal(good.status, 200, good.text)
	assert.equal(JSON.parse(good.text).recovery_codes.length, 10)
	const session = good.headers['set-cookie'].split('\n')[0].split(';')[0]
	const me = await request(gateway, 'GET', '/auth/me', { headers: { cookie: session } })
	assert.equal(JSON.parse(me.text).person, 'a.khan')
})

test('password and recovery codes change only for whoever is signed in and knows the old ones', async () => {
	const { session } = await freshCookies(gateway)
	const change = { password: 'right', new_password: 'other', totp: '000000' }
	assert.equal((await post('/auth/password', change)).status, 401, 'no session')
	assert.equal((await post('/auth/password', change, { cookie: session })).status, 200)
	assert.equal((await post('/auth/password', { ...change, password: 'x' }, { cookie: session })).status, 401)
	const codes = { password: 'right', totp: '000000' }
	assert.equal((await post('/auth/recovery-codes', codes)).status, 401, 'no session')
	const renewed = await post('/auth/recovery-codes', codes, { cookie: session })
	assert.equal(renewed.status, 200)
	assert.equal(JSON.parse(renewed.text).recovery_codes.length, 10)
	for (const path of ['/auth/invitation', '/auth/enrol', '/auth/password', '/auth/recovery-codes'])
		assert.equal((await post(path, {}, { origin: 'https://evil.example', cookie: session })).status, 403, path)
})

test('a new sign-in in the same browser has a new session and the same device', async () => {
	const first = await freshCookies(gateway)
	const second = await freshCookies(gateway, { cookie: `${first.session}; ${first.device}` })
	assert.notEqual(second.session, first.session)
	assert.equal(second.device, first.device)
	assert.equal(JSON.parse(second.answer.text).device, JSON.parse(first.answer.text).device)
	const other = await freshCookies(gateway)
	assert.notEqual(JSON.parse(other.answer.text).device, JSON.parse(first.answer.text).device)
})

test('somebody else in the same browser is another device', async () => {
	const first = await freshCookies(gateway)
	const second = await freshCookies(gateway, { cookie: first.device, login: LOGIN.replace('a.khan', 'e.okafor') })
	assert.notEqual(JSON.parse(second.answer.text).device, JSON.parse(first.answer.text).device)
})

test('a session set before signing in is not taken over', async () => {
	const planted = `__Host-corridor=${'a'.repeat(96)}`
	const { session } = await freshCookies(gateway, { cookie: planted })
	assert.notEqual(session, planted)
})

test('whatever is wrong about name, password or code, the answer is the same', async () => {
	const wrong = [LOGIN.replace('a.khan', 'nobody'), LOGIN.replace('right', 'wrong'), LOGIN.replace('000000', '111111'),
		LOGIN.replace('a.khan', 'A.KHAN\'--')]
	const answers = await Promise.all(wrong.map((login) => signIn(gateway, { login })))
	for (const answer of answers) {
		assert.equal(answer.status, 401)
		assert.equal(answer.text, answers[0].text)
		assert.equal(answer.headers['set-cookie'], undefined)
	}
	assert.match(answers[0].text, /"code":"unauthenticated"/)
})

const badLogins = [
	['no JSON', 'person=a.khan', {}, 400],
	['a list', '[]', {}, 400],
	['a missing field', '{"person":"a.khan","password":"right"}', {}, 400],
	['an unknown field', LOGIN.replace('}', ',"admin":true}'), {}, 400],
	['a field twice', LOGIN.replace('{', '{"person":"x",'), {}, 400],
	['a number for a text', LOGIN.replace('"right"', '1'), {}, 400],
	['a password of 600 bytes', LOGIN.replace('right', 'x'.repeat(600)), {}, 400],
	['no code at all', LOGIN.replace(/,"totp":"[0-9]*"/, ''), {}, 400],
	['two codes at once', LOGIN.replace('}', ',"recovery_code":"ABCD"}'), {}, 400],
	['a form\'s content type', LOGIN, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
	['a content type that only begins like JSON', LOGIN, { 'content-type': 'application/json-seq' }, 415],
	['text/plain, which needs no permission', LOGIN, { 'content-type': 'text/plain' }, 415],
	['a foreign Origin', LOGIN, { origin: 'https://evil.example' }, 403],
	['Origin null', LOGIN, { origin: 'null' }, 403],
	['a page elsewhere', LOGIN, { 'sec-fetch-site': 'cross-site' }, 403],
	['a sibling site', LOGIN, { 'sec-fetch-site': 'same-site' }, 403],
]
for (const [what, login, headers, status] of badLogins)
	test(`a sign-in with ${what} is refused with ${status}`, async () => {
		const answer = await signIn(gateway, { login, headers })
		assert.equal(answer.status, status, answer.text)
		assert.equal(JSON.parse(answer.text).ok, false)
		assert.equal(answer.headers['set-cookie'], undefined)
	})

test('a charset behind the content type, and no Origin at all, are fine', async () => {
	const answer = await request(gateway, 'POST', '/auth/login',
		{ body: LOGIN, headers: { 'content-type': 'application/json; charset=utf-8' } })
	assert.equal(answer.status, 200)
})

test('signing out ends the session and the cookie, and can be repeated', async () => {
	const { session } = await freshCookies(gateway)
	for (let i = 0; i < 2; i++) {
		const answer = await request(gateway, 'POST', '/auth/logout', { body: '', headers: { ...json, cookie: session } })
		assert.equal(answer.status, 200)
		assert.match(answer.headers['set-cookie'], /^__Host-corridor=; .*Max-Age=0/)
		assert.match(answer.headers['clear-site-data'], /"storage"/)
		assert.equal((await request(gateway, 'GET', '/auth/me', { headers: { cookie: session } })).status, 401)
	}
	assert.equal((await request(gateway, 'POST', '/auth/logout', { body: '', headers: json })).status, 200)
})

test('a page elsewhere cannot sign anybody out', async () => {
	const { session } = await freshCookies(gateway)
	const answer = await request(gateway, 'POST', '/auth/logout',
		{ body: '{}', headers: { ...json, origin: 'https://evil.example', cookie: session } })
	assert.equal(answer.status, 403)
	assert.match(JSON.parse(answer.text).error.message, /a page of another address/)
	assert.equal((await request(gateway, 'GET', '/auth/me', { headers: { cookie: session } })).status, 200)
})

// A form of another site can send anything but this.
test('signing out needs the content type that no form can send', async () => {
	const { session } = await freshCookies(gateway)
	for (const headers of [{}, { 'content-type': 'text/plain' }, { 'content-type': 'application/x-www-form-urlencoded' }]) {
		const answer = await request(gateway, 'POST', '/auth/logout', { body: '', headers: { ...headers, cookie: session } })
		assert.equal(answer.status, 415)
		assert.match(JSON.parse(answer.text).error.message, /application\/json/)
	}
	assert.equal((await request(gateway, 'GET', '/auth/me', { headers: { cookie: session } })).status, 200)
})

test('a handshake from another address is told why, and not about roles', async () => {
	const { session } = await freshCookies(gateway)
	const wire = await Wire.open(gateway)
	wire.write(handshake(session, { Origin: 'https://evil.example' }))
	const answer = await readAnswer(wire)
	assert.equal(answer.status, 403)
	assert.match(JSON.parse(answer.text).error.message, /a page of another address/)
	wire.close()
})

test('a session from before the start is known by its seal', async () => {
	const cookie = `__Host-corridor=${sealToken('a'.repeat(64))}`
	const answer = await request(gateway, 'GET', '/auth/me', { headers: { cookie } })
	assert.equal(answer.status, 200)
	assert.equal(JSON.parse(answer.text).device, 'web-before-restart')
})

test('no log line holds a password, a code or a cookie', async () => {
	const { session } = await freshCookies(gateway)
	assert.ok(gateway.log.includes('auth.signed_in person=a.khan'))
	assert.ok(gateway.log.includes('auth.sign_in_failed'))
	for (const secret of ['right', '000000', session.slice(-96), session.slice(-96, -32)])
		assert.ok(!gateway.log.includes(secret))
})

// --- the report ----------------------------------------------------------------------------------------------------------

test('the report is a table that a spreadsheet takes as text', async () => {
	const { session: cookie } = await freshCookies(gateway)
	const answer = await request(gateway, 'GET', '/reports/avoided.csv?from=2026-11-01&until=2026-12-31&by=month,treatment_function',
		{ headers: { cookie } })
	assert.equal(answer.status, 200)
	assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
	assert.equal(answer.headers['content-disposition'], 'attachment; filename="avoided.csv"')
	assert.equal(answer.headers['cache-control'], 'no-store')
	const lines = answer.text.split('\r\n')
	assert.match(lines[0], /^\ufeffmonth,treatment_function,treatment_function_name,.*,expected_total_per_week,decided_by_mdt$/)
	assert.match(lines[1], /^2026-11,320,"'=HYPERLINK\(""http:\/\/evil""\)",,,7,0,/)
	assert.match(lines[2], /^2026-12,430,"Elderly, ""Medicine""",,,0,/)
	assert.match(lines[3], /^,+$/)
	assert.ok(answer.text.includes('\r\nby,"month, treatment_function",') && answer.text.includes('\r\nasked,cases asked,'))
	assert.equal(lines.at(-1), '')
})

test('the report as JSON carries its definitions', async () => {
	const { session: cookie } = await freshCookies(gateway)
	const answer = await request(gateway, 'GET', '/reports/avoided.json?from=2026-11-01&until=2026-12-31&by=month&by=practice',
		{ headers: { cookie } })
	assert.equal(answer.status, 200)
	assert.match(answer.headers['content-type'], /^application\/json/)
	const report = JSON.parse(answer.text)
	assert.equal(report.report, 'avoided')
	assert.equal(report.from, '2026-11-01')
	assert.deepEqual(report.by, ['month', 'practice'])
	assert.equal(report.rows[0].asked, 7)
	assert.equal(report.definitions.asked, 'cases asked')
})

test('an unknown parameter of a report is refused by its name', async () => {
	const { session: cookie } = await freshCookies(gateway)
	const answer = await request(gateway, 'GET', '/reports/avoided.csv?from=2026-11-01&until=2026-12-31&colour=red', { headers: { cookie } })
	assert.equal(answer.status, 400)
	assert.match(JSON.parse(answer.text).error.field, /colour$/)
})

for (const path of ['/reports/nothing.csv', '/reports/avoided.xml', '/reports/avoided', '/reports/.csv', '/reports/', '/reports/../avoided.csv'])
	test(`${path} is no report`, async () => {
		const { session: cookie } = await freshCookies(gateway)
		assert.equal((await request(gateway, 'GET', path, { headers: { cookie } })).status, 404)
	})

const badReports = [
	['no days', '', 400],
	['a day that is none', '?from=2026-02-31&until=2026-12-31', 400],
	['an unknown grouping', '?from=2026-01-01&until=2026-12-31&by=patient', 400],
	['a quote in a parameter', '?from=2026-01-01%22&until=2026-12-31', 400],
	['a parameter of 400 letters', `?from=${'1'.repeat(400)}&until=2026-12-31`, 400],
]
for (const [what, query, status] of badReports)
	test(`a report with ${what} is refused with ${status}`, async () => {
		const { session: cookie } = await freshCookies(gateway)
		assert.equal((await request(gateway, 'GET', `/reports/avoided.csv${query}`, { headers: { cookie } })).status, status)
	})

test('a report without a session is refused', async () => {
	assert.equal((await request(gateway, 'GET', '/reports/avoided.csv?from=2026-01-01&until=2026-12-31')).status, 401)
})

// --- the operator's port -------------------------------------------------------------------------------------------------

test('the operator\'s port tells health, readiness and metrics, and nothing else', async () => {
	assert.deepEqual([(await ops('/healthz')).status, (await ops('/healthz')).text], [200, 'ok\n'])
	assert.deepEqual(JSON.parse((await ops('/readyz')).text), { ready: true })
	const metrics = await ops('/metrics')
	assert.match(metrics.headers['content-type'], /^text\/plain; version=0\.0\.4/)
	for (const name of ['build_info', 'store_ready', 'commits_total', 'commit_seconds_total', 'wal_bytes', 'mqtt_up',
		'writer_queue_length', 'gateway_sockets', 'gateway_sign_ins_total', 'gateway_overflows_total'])
		assert.match(metrics.text, new RegExp(`^corridor_${name}(\\{[^}]*\\})? [0-9.e+-]+$`, 'm'))
	assert.equal((await ops('/healthz', 'POST')).status, 405)
	assert.equal((await ops('/healthz', 'DELETE')).status, 405)
	assert.equal((await ops('/')).status, 404)
	assert.equal((await ops('/auth/me')).status, 404)
	assert.equal((await request(gateway, 'GET', '/metrics')).status, 404)
})

test('readiness says what is missing', async () => {
	const own = await startGateway({ STORE_IS_DOWN: '1', MQTT_IS_DOWN: '1' })
	const answer = await new Promise((resolve) => http.get({ host: '127.0.0.1', port: own.opsPort, path: '/readyz' }, (got) => {
		let text = ''
		got.on('data', (data) => { text += data })
		got.on('end', () => resolve({ status: got.statusCode, text }))
	}))
	assert.equal(answer.status, 503)
	assert.deepEqual(JSON.parse(answer.text), { ready: false, reasons: ['store: disk ?full?', 'mqtt: connection refused'] })
	await own.stop()
})

test('one address cannot go on guessing', async () => {
	const own = await startGateway({ SMALL: '1' })
	for (let i = 0; i < 5; i++)
		assert.equal((await signIn(own, { login: LOGIN.replace('right', 'wrong') })).status, 401)
	const answer = await signIn(own)
	assert.equal(answer.status, 429)
	assert.ok(Number(answer.headers['retry-after']) > 0)
	await own.stop()
})
