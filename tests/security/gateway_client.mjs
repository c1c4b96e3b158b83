// Raw TLS, HTTP and WebSocket for tests that must be able to say what no library would.
import { spawn, execFileSync } from 'node:child_process'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'

export const ORIGIN = process.env.GATEWAY_ORIGIN ?? 'https://corridor.test'
export const LOGIN = process.env.GATEWAY_LOGIN ?? '{"person":"a.khan","password":"right","totp":"000000"}'

// --- the gateway -----------------------------------------------------------------------------------------------------

function makeFiles() {
	const folder = mkdtempSync(join(tmpdir(), 'corridor-gateway-'))
	const web = join(folder, 'web')
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days',
		'2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout',
		join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], { stdio: 'ignore' })
	mkdirSync(join(web, 'assets'), { recursive: true })
	writeFileSync(join(web, 'index.html'), '<!doctype html><title>Corridor</title>')
	writeFileSync(join(web, 'sw.js'), 'self')
	writeFileSync(join(web, 'app.webmanifest'), '{}')
	writeFileSync(join(web, 'assets', 'app-0123abcd.mjs'), 'export {}')
	writeFileSync(join(web, 'assets', 'big.wasm'), randomBytes(700_000))
	writeFileSync(join(web, 'shrinks.css'), 'a { color: red }')
	writeFileSync(join(web, 'shrinks.css.br'), 'stands for what Brotli makes of it')
	writeFileSync(join(web, 'lonely.js.br'), 'there is no such file unshrunk')
	writeFileSync(join(web, '.hidden.js'), 'secret')
	writeFileSync(join(web, 'notes.secret'), 'secret')
	return folder
}

// Starts the program named on the command line, unless GATEWAY_URL names a gateway that runs already.
export async function startGateway(environment = {}) {
	if (process.env.GATEWAY_URL) {
		const url = new URL(process.env.GATEWAY_URL)
		const ca = process.env.GATEWAY_CA ? readFileSync(process.env.GATEWAY_CA) : undefined
		return { host: url.hostname, port: Number(url.port), ca, isOurs: false, stop: async () => {} }
	}
	const folder = makeFiles()
	const child = spawn(process.argv[2], [], {
		env: { ...process.env, CERTIFICATE: join(folder, 'cert.pem'), KEY: join(folder, 'key.pem'),
			WEB_ROOT: join(folder, 'web'), ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	})
	const gateway = { host: '127.0.0.1', ca: readFileSync(join(folder, 'cert.pem')), folder, child, log: '', isOurs: true }
	const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)))
	child.stderr.on('data', (data) => { gateway.log += data })
	const ports = await new Promise((resolve, reject) => {
		child.stdout.on('data', (data) => resolve(String(data).trim().split(' ').slice(1).map(Number)))
		ended.then((how) => reject(new Error(`the gateway ended: ${how}\n${gateway.log}`)))
	})
	;[gateway.port, gateway.opsPort] = ports
	gateway.stop = async () => {
		child.kill('SIGTERM')
		const how = await ended
		rmSync(folder, { recursive: true, force: true })
		if (how !== 0 || /Sanitizer|runtime error/.test(gateway.log))
			throw new Error(`the gateway ended with ${how}\n${gateway.log}`)
	}
	return gateway
}

// The cookie's value for a token, as the gateway under test seals it.
export function sealToken(token) {
	const seal = createHmac('sha256', 'a key for tests').update(`corridor session cookie ${token}`).digest('hex')
	return token + seal.slice(0, 32)
}

// --- bytes -----------------------------------------------------------------------------------------------------------

// A TLS connection that keeps what came in, and can wait for it.
export class Wire {
	constructor(socket) {
		this.socket = socket
		this.bytes = Buffer.alloc(0)
		this.isClosed = false
		this.waiting = []
		socket.on('data', (data) => { this.bytes = Buffer.concat([this.bytes, data]); this.look() })
		for (const end of ['end', 'close', 'error'])
			socket.on(end, () => { this.isClosed = true; this.look() })
	}

	static open(gateway, options = {}) {
		return new Promise((resolve, reject) => {
			const socket = tls.connect({ host: gateway.host, port: gateway.port, ca: gateway.ca,
				servername: 'localhost', rejectUnauthorized: !!gateway.ca, ALPNProtocols: ['http/1.1'], ...options })
			socket.once('error', reject)
			socket.once('secureConnect', () => { socket.off('error', reject); resolve(new Wire(socket)) })
		})
	}

	look() {
		this.waiting = this.waiting.filter((waiting) => !waiting())
	}

	// Resolves with what find(bytes) returns, once it is not undefined; with null when the connection ends before.
	until(find, ms = 15000) {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`nothing came: ${this.bytes.subarray(0, 200)}`)), ms)
			const look = () => {
				const found = find(this.bytes)
				if (found === undefined && !this.isClosed)
					return false
				clearTimeout(timer)
				resolve(found ?? null)
				return true
			}
			if (!look())
				this.waiting.push(look)
		})
	}

	write(data) {
		if (!this.socket.destroyed)
			this.socket.write(data)
	}

	closed(ms = 15000) {
		return this.until(() => (this.isClosed ? true : undefined), ms)
	}

	close() {
		this.socket.destroy()
	}
}

// --- HTTP ------------------------------------------------------------------------------------------------------------

// The first answer among the bytes, taken off the wire; null when the connection ends without one.
export async function readAnswer(wire, { isHead = false, ms } = {}) {
	return wire.until((bytes) => {
		const end = bytes.indexOf('\r\n\r\n')
		if (end < 0)
			return undefined
		const [line, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
		const headers = {}
		for (const one of lines) {
			const [name, ...value] = one.split(':')
			const key = name.toLowerCase()
			headers[key] = headers[key] ? `${headers[key]}\n${value.join(':').trim()}` : value.join(':').trim()
		}
		const status = Number(line.split(' ')[1])
		const length = isHead || status === 101 || status === 304 ? 0 : Number(headers['content-length'] ?? 0)
		if (bytes.length < end + 4 + length && !wire.isClosed)
			return undefined
		const body = bytes.subarray(end + 4, end + 4 + length)
		wire.bytes = bytes.subarray(end + 4 + length)
		return { status, headers, body, text: body.toString() }
	}, ms)
}

export async function request(gateway, method, path, { headers = {}, body, wire } = {}) {
	const own = wire ?? await Wire.open(gateway)
	const lines = { host: 'corridor.test', ...headers }
	if (body !== undefined)
		lines['content-length'] = Buffer.byteLength(body)
	own.write(`${method} ${path} HTTP/1.1\r\n${Object.entries(lines).map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body ?? ''}`)
	const answer = await readAnswer(own, { isHead: method === 'HEAD' })
	if (!wire)
		own.close()
	return answer
}

export function signIn(gateway, { login = LOGIN, cookie, headers = {} } = {}) {
	return request(gateway, 'POST', '/auth/login', { body: login,
		headers: { 'content-type': 'application/json', origin: ORIGIN, ...(cookie ? { cookie } : {}), ...headers } })
}

// "__Host-corridor=..." and "__Host-corridor-device=..." of a fresh sign-in, as a Cookie header takes them.
export async function freshCookies(gateway, options) {
	const answer = await signIn(gateway, options)
	if (answer.status !== 200)
		throw new Error(`no sign-in: ${answer.status} ${answer.text}`)
	const [session, device] = answer.headers['set-cookie'].split('\n').map((line) => line.split(';')[0])
	return { session, device, answer }
}

// --- WebSocket -------------------------------------------------------------------------------------------------------

export const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

export function handshake(cookie, changes = {}) {
	const headers = { Host: 'corridor.test', Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Key': KEY,
		'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Protocol': 'corridor.v1', Origin: ORIGIN, Cookie: cookie, ...changes }
	const line = headers.line ?? 'GET /ws HTTP/1.1'
	delete headers.line
	const lines = Object.entries(headers).filter(([, value]) => value !== null)
		.flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`))
	return Buffer.from(`${line}\r\n${lines.join('')}\r\n`, 'latin1')
}

export function frame(payload, { opcode = 1, isLast = true, reserved = 0, isMasked = true, claims } = {}) {
	const body = Buffer.from(payload)
	const length = claims ?? BigInt(body.length)
	const head = [(isLast ? 0x80 : 0) | (reserved << 4) | opcode]
	const masked = isMasked ? 0x80 : 0
	let size = Buffer.alloc(0)
	if (length < 126n) {
		head.push(masked | Number(length))
	} else if (length < 65536n) {
		head.push(masked | 126)
		size = Buffer.alloc(2)
		size.writeUInt16BE(Number(length))
	} else {
		head.push(masked | 127)
		size = Buffer.alloc(8)
		size.writeBigUInt64BE(length)
	}
	if (!isMasked)
		return Buffer.concat([Buffer.from(head), size, body])
	const mask = randomBytes(4)
	for (let i = 0; i < body.length; i++)
		body[i] ^= mask[i % 4]
	return Buffer.concat([Buffer.from(head), size, mask, body])
}

// The next frame of the server, taken off the wire: { opcode, payload, code }; null when the connection ends.
export function readFrame(wire, ms) {
	return wire.until((bytes) => {
		if (bytes.length < 2)
			return undefined
		let length = bytes[1] & 0x7f
		let start = 2
		if (length === 126) {
			if (bytes.length < 4)
				return undefined
			length = bytes.readUInt16BE(2)
			start = 4
		} else if (length === 127) {
			if (bytes.length < 10)
				return undefined
			length = Number(bytes.readBigUInt64BE(2))
			start = 10
		}
		if (bytes.length < start + length)
			return undefined
		const payload = Buffer.from(bytes.subarray(start, start + length))
		wire.bytes = bytes.subarray(start + length)
		const opcode = bytes[0] & 0xf
		return { opcode, payload, code: opcode === 8 && length >= 2 ? payload.readUInt16BE(0) : undefined }
	}, ms)
}

// The next message, with pings answered on the way; a close comes as { close: code }, an end as { close: null }.
export async function readMessage(wire, ms) {
	for (;;) {
		const next = await readFrame(wire, ms)
		if (!next)
			return { close: null }
		if (next.opcode === 9)
			wire.write(frame(next.payload, { opcode: 10 }))
		else if (next.opcode === 8)
			return { close: next.code ?? 1005 }
		else if (next.opcode === 1)
			return JSON.parse(next.payload.toString())
	}
}

export async function openSocket(gateway, cookie, changes) {
	const wire = await Wire.open(gateway)
	wire.write(handshake(cookie, changes))
	const answer = await readAnswer(wire)
	if (answer?.status !== 101)
		throw new Error(`no handshake: ${answer?.status} ${answer?.text}`)
	const accept = createHash('sha1').update(`${KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
	if (answer.headers['sec-websocket-accept'] !== accept)
		throw new Error('the handshake has a wrong answer')
	return wire
}

export function command(name, args = {}, txn = randomBytes(8).toString('hex')) {
	return frame(JSON.stringify({ txn, cmd: name, args }))
}
