// The life of a WebSocket: who hears what, how sessions end it, and how much one reader may cost.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readFileSync } from 'node:fs'
import { command, frame, freshCookies, handshake, LOGIN, openSocket, ORIGIN, readAnswer, readFrame, readMessage, request,
	sealToken, startGateway, Wire } from './gateway_client.mjs'

let gateway
let khan
let okafor
before(async () => {
	gateway = await startGateway()
	khan = (await freshCookies(gateway)).session
	okafor = (await freshCookies(gateway, { login: LOGIN.replace('a.khan', 'e.okafor') })).session
})
after(() => gateway.stop())

const say = (body, txn) => command('message.send', { thread: 't2', body }, txn)
const logout = (own, cookie) => request(own, 'POST', '/auth/logout', { body: '', headers: { cookie, origin: ORIGIN, 'content-type': 'application/json' } })

async function waitFor(isTrue) {
	for (let i = 0; i < 300 && !isTrue(); i++)
		await new Promise((resolve) => setTimeout(resolve, 20))
	assert.ok(isTrue())
}

test('an event reaches every socket of those it is for, and its sender finds the txn in it', async () => {
	const [mine, theirs] = [await openSocket(gateway, khan), await openSocket(gateway, okafor)]
	mine.write(say('hello', 'mine-1'))
	const heard = [await readMessage(mine), await readMessage(mine)]
	const receipt = heard.find((message) => 'ok' in message)
	const event = heard.find((message) => 'event' in message)
	assert.equal(receipt.ok, true)
	assert.equal(receipt.txn, 'mine-1')
	assert.deepEqual([event.event, event.by, event.txn, event.data.body], ['message.sent', 'a.khan', 'mine-1', 'hello'])
	const other = await readMessage(theirs)
	assert.equal(other.pos, event.pos)
	assert.equal('txn' in other, false)
	mine.close()
	theirs.close()
})

test('two windows of one browser both find the txn', async () => {
	const [one, two] = [await openSocket(gateway, khan), await openSocket(gateway, khan)]
	one.write(say('hello', 'mine-2'))
	assert.equal((await readMessage(two)).txn, 'mine-2')
	one.close()
	two.close()
})

test('a hint passes', async () => {
	const wire = await openSocket(gateway, khan)
	wire.write(command('session.hello', { client: 'hint' }))
	const heard = [await readMessage(wire), await readMessage(wire)]
	const hint = heard.find((message) => message.event)
	assert.equal(hint.event, 'typing')
	assert.equal(hint.by, 'x.other')
	assert.equal('pos' in hint, false)
	wire.close()
})

test('a refusal of the engine comes with the txn', async () => {
	const wire = await openSocket(gateway, khan)
	wire.write(command('search', { text: 'x' }, 'mine-3'))
	const refusal = await readMessage(wire)
	assert.deepEqual([refusal.txn, refusal.ok, refusal.error.code], ['mine-3', false, 'forbidden'])
	wire.close()
})

test('presence is told with the first socket of a person and the last', async () => {
	const own = await startGateway()
	const { session } = await freshCookies(own)
	const [one, two] = [await openSocket(own, session), await openSocket(own, session)]
	one.close()
	two.close()
	await waitFor(() => own.log.includes('presence a.khan offline'))
	assert.equal(own.log.match(/presence a\.khan online/g).length, 1)
	assert.equal(own.log.match(/presence a\.khan offline/g).length, 1)
	await own.stop()
})

// --- sessions ------------------------------------------------------------------------------------------------------------

test('signing out closes the sockets of that session at once (4001), and no other', async () => {
	const { session } = await freshCookies(gateway)
	const [mine, other] = [await openSocket(gateway, session), await openSocket(gateway, khan)]
	const began = Date.now()
	await logout(gateway, session)
	assert.equal((await readMessage(mine)).close, 4001)
	assert.ok(Date.now() - began < 1000)
	other.write(command('session.hello'))
	assert.equal((await readMessage(other)).ok, true)
	other.close()
})

test('a session that was signed out opens no socket', async () => {
	const { session } = await freshCookies(gateway)
	await logout(gateway, session)
	const wire = await Wire.open(gateway)
	wire.write(handshake(session))
	assert.equal((await readAnswer(wire)).status, 401)
})

test('a session from before the start opens a socket that works', async () => {
	const wire = await openSocket(gateway, `__Host-corridor=${sealToken('a'.repeat(64))}`)
	wire.write(command('session.hello', {}, 'after-restart'))
	const receipt = await readMessage(wire)
	assert.deepEqual([receipt.txn, receipt.result.device], ['after-restart', 'web-before-restart'])
	wire.close()
})

test('a sealed cookie whose session is gone runs nothing and is closed (4001)', async () => {
	const wire = await openSocket(gateway, `__Host-corridor=${sealToken('b'.repeat(64))}`)
	wire.write(say('never', 'never'))
	assert.equal((await readMessage(wire)).close, 4001)
	const again = await Wire.open(gateway)
	again.write(handshake(`__Host-corridor=${sealToken('b'.repeat(64))}`))
	assert.equal((await readAnswer(again)).status, 401)
})

test('a session that ends elsewhere ends its sockets when it is looked at again', async () => {
	const own = await startGateway({ SMALL: '1' })
	const { session } = await freshCookies(own)
	const wire = await openSocket(own, session)
	wire.write(command('session.hello', { client: 'suspend' }))
	assert.equal((await readMessage(wire)).ok, true)
	const began = Date.now()
	assert.equal((await readMessage(wire)).close, 4001)
	assert.ok(Date.now() - began < 5000)
	await own.stop()
})

// --- bounds --------------------------------------------------------------------------------------------------------------

test('who reads too slowly is closed with 4008, and others are not held up', async () => {
	const own = await startGateway({ SMALL: '1' })
	const { session } = await freshCookies(own)
	const other = (await freshCookies(own, { login: LOGIN.replace('a.khan', 'e.okafor') })).session
	const slow = await openSocket(own, session)
	const quick = await openSocket(own, other)
	let events = 0
	let isResynced = false
	slow.socket.pause()
	slow.write(command('session.hello', { client: 'flood 20000' }))
	// The quick one may be told to sync as well, when the flood comes faster than it is written.
	for (let left = 20000; left > 0; left--) {
		const message = await readMessage(quick, 20000)
		events += message.event ? 1 : 0
		if (message.close !== undefined) {
			isResynced = message.close === 4008
			break
		}
	}
	assert.ok(events === 20000 || isResynced)
	slow.socket.resume()
	let last
	do
		last = await readMessage(slow, 20000)
	while (last.close === undefined)
	assert.ok([4008, null].includes(last.close), JSON.stringify(last))
	assert.equal((await request(own, 'GET', '/auth/me', { headers: { cookie: session } })).status, 200)
	await own.stop()
})

test('a person has no more than so many sockets (4003)', async () => {
	const own = await startGateway({ SMALL: '1' })
	const { session } = await freshCookies(own)
	const wires = []
	for (let i = 0; i < 4; i++)
		wires.push(await openSocket(own, session))
	const extra = await openSocket(own, session)
	assert.equal((await readMessage(extra)).close, 4003)
	wires[0].close()
	await waitFor(() => own.log.split('socket.closed').length > 1)
	const another = await openSocket(own, session)
	another.write(command('session.hello'))
	assert.equal((await readMessage(another)).ok, true)
	await own.stop()
})

test('a socket has no more than so many commands in flight: busy, try again', async () => {
	const own = await startGateway({ SMALL: '1' })
	const { session } = await freshCookies(own)
	const wire = await openSocket(own, session)
	for (let i = 0; i < 4; i++)
		wire.write(command('session.hello', { client: 'wait' }))
	wire.write(command('session.hello', {}, 'fifth'))
	const refusal = await readMessage(wire)
	assert.deepEqual([refusal.txn, refusal.error.code], ['fifth', 'busy'])
	assert.ok(refusal.error.retry_after_ms > 0)
	await own.stop()
})

test('a silent socket is pinged, and closed when it does not answer', async () => {
	const own = await startGateway({ SMALL: '1' })
	const { session } = await freshCookies(own)
	const [deaf, polite] = [await openSocket(own, session), await openSocket(own, session)]
	assert.equal((await readFrame(deaf, 4000)).opcode, 9)
	const keep = setInterval(() => polite.write(frame('', { opcode: 10 })), 300)
	await deaf.closed(6000)
	clearInterval(keep)
	assert.equal(polite.isClosed, false)
	await own.stop()
})

test('at the end every socket hears 1001', async () => {
	const own = await startGateway()
	const { session } = await freshCookies(own)
	const wire = await openSocket(own, session)
	const closing = readMessage(wire)
	const stopped = own.stop()
	assert.equal((await closing).close, 1001)
	wire.write(frame(Buffer.from([0x03, 0xe9]), { opcode: 8 }))
	await stopped
})

test('two hundred idle sockets come and go without leaving memory behind', async () => {
	// What the address sanitizer holds back to catch late uses would look like a leak.
	const own = await startGateway({ ASAN_OPTIONS: 'quarantine_size_mb=1:thread_local_quarantine_size_kb=64' })
	const { session } = await freshCookies(own)
	const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${own.child.pid}/status`, 'utf8'))[1])
	const count = (what) => own.log.split(what).length
	const crowd = async () => {
		const wires = await Promise.all([...Array(200)].map(() => openSocket(own, session)))
		wires[0].write(say('to all'))
		for (const wire of wires.slice(1))
			assert.equal((await readMessage(wire)).event, 'message.sent')
		wires.forEach((wire) => wire.close())
		await waitFor(() => count('socket.opened') === count('socket.closed'))
	}
	await crowd()
	await crowd()
	const before = resident()
	for (let i = 0; i < 4; i++)
		await crowd()
	// A leak of what sockets cost would be 4 times 200 times 30 kB.
	assert.ok(resident() - before < 10000, `${resident() - before} kB more`)
	await own.stop()
})
