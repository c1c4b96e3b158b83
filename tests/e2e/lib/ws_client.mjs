/* A client over WebSocket: a session cookie, an exact Origin, subprotocol corridor.v1. */
import { once } from 'node:events';
import WebSocket from 'ws';

import { Client } from './client.mjs';
import { signIn } from './http.mjs';
import { opened } from './open.mjs';

const RECONNECT_MS = 100;

/** Opens a bare socket; options override what a well-behaved browser would send. */
export function openSocket(place, { cookie, origin = place.origin, protocol = 'corridor.v1', path = '/ws' } = {}) {
  return new WebSocket(`wss://localhost:${place.httpsPort}${path}`, protocol, {
    ca: place.ca,
    family: 4,
    origin,
    headers: cookie ? { cookie } : {},
    perMessageDeflate: false,
    handshakeTimeout: 10000,
  });
}

export class WsClient extends Client {
  #socket = null;
  #isClosing = false;
  closedWith = null;

  constructor(place, person, session, { reconnects = false } = {}) {
    super(`${person} (WebSocket)`, (text) => {
      if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
    });
    this.place = place;
    this.person = person;
    this.session = session;
    this.reconnects = reconnects;
  }

  /** Resolves when the socket is open. */
  async connect() {
    const socket = openSocket(this.place, { cookie: this.session.cookie });
    this.#socket = socket;
    socket.on('message', (data) => this.receive(data.toString()));
    socket.on('close', (code) => this.#closed(code));
    if (this.reconnects) socket.on('error', () => {});
    socket.on('open', () => this.online());
    if (!this.reconnects) await once(socket, 'open');
    return this;
  }

  #closed(code) {
    this.closedWith = code;
    if (this.reconnects && !this.#isClosing) setTimeout(() => this.connect(), RECONNECT_MS);
  }

  /** Breaks the connection as a lost network does. */
  drop() {
    this.#socket.terminate();
  }

  async close() {
    this.#isClosing = true;
    this.stopResending();
    if (!this.#socket || this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    const timer = setTimeout(() => this.#socket.terminate(), 2000);
    await closed;
    clearTimeout(timer);
  }

  /** Resolves to the code with which the other side closed. */
  async untilClosed() {
    if (this.#socket.readyState === WebSocket.CLOSED) return this.closedWith;
    const [code] = await once(this.#socket, 'close', { signal: AbortSignal.timeout(15000) });
    return code;
  }
}

/** A person connected over WebSocket. */
export async function overWs(place, person, options = {}) {
  const session = options.session ?? (await signIn(place, person, options));
  return opened(new WsClient(place, person, session, options)).connect();
}
