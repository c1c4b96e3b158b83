/* A network that can be made bad: passes TCP on to a port of this machine, until it is told otherwise. */
import net from 'node:net';
import { once } from 'node:events';

import { opened } from './open.mjs';

export class Proxy {
  #pairs = new Set();
  #server;
  #mode = { delayMs: 0, toServer: true, toClient: true, accepts: true };

  constructor(target) {
    this.target = target;
  }

  static async to(target) {
    const proxy = new Proxy(target);
    proxy.#server = net.createServer((client) => proxy.#pair(client));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    proxy.port = proxy.#server.address().port;
    return opened(proxy);
  }

  #pair(client) {
    if (!this.#mode.accepts) {
      client.destroy();
      return;
    }
    const server = net.connect(this.target, '127.0.0.1');
    const pair = { client, server };
    this.#pairs.add(pair);
    const end = () => {
      client.destroy();
      server.destroy();
      this.#pairs.delete(pair);
    };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.on('data', (data) => this.#pass(server, data, 'toServer'));
    server.on('data', (data) => this.#pass(client, data, 'toClient'));
  }

  /** What a direction swallows is gone: TCP has acknowledged it, as a middlebox does that forgot the connection. */
  #pass(socket, data, direction) {
    if (!this.#mode[direction]) return;
    if (this.#mode.delayMs === 0) socket.write(data);
    else setTimeout(() => !socket.destroyed && socket.write(data), this.#mode.delayMs);
  }

  /** From now on: delayMs for each piece, toServer and toClient whether a direction passes anything. */
  set(mode) {
    this.#mode = { delayMs: 0, toServer: true, toClient: true, accepts: true, ...mode };
  }

  /** Everything stops in the middle of what it was saying. */
  reset() {
    for (const { client, server } of this.#pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** A piece of the next answer, then the end: a frame cut in two. */
  cut() {
    for (const { client, server } of this.#pairs) {
      server.removeAllListeners('data');
      server.once('data', (data) => {
        client.write(data.subarray(0, Math.ceil(data.length / 2)), () => {
          client.resetAndDestroy();
          server.resetAndDestroy();
        });
      });
    }
  }

  /** The other end stops reading: what is on its way piles up behind it. */
  stall() {
    for (const { client, server } of this.#pairs) {
      server.pause();
      client.pause();
    }
  }

  flow() {
    for (const { client, server } of this.#pairs) {
      server.resume();
      client.resume();
    }
  }

  get connections() {
    return this.#pairs.size;
  }

  async close() {
    this.set({ accepts: false });
    this.reset();
    if (this.#server.listening) this.#server.close();
  }
}
