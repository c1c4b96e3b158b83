/* The browser, as the wire needs it. */
import type { Surroundings } from '../wire/wire.ts';
import { auth } from './auth.ts';

export const surroundings: Surroundings = {
  openSocket(listener) {
    const socket = new WebSocket(`wss://${location.host}/ws`, 'corridor.v1');
    socket.onopen = () => listener.opened();
    socket.onmessage = (message) => listener.received(String(message.data));
    socket.onclose = (close) => listener.closed(close.code);
    return { send: (text) => socket.send(text), close: () => socket.close() };
  },
  async isSignedIn() {
    const me = await auth.me();
    return me === undefined ? null : me !== null;
  },
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  chance: () => Math.random(),
  newTxn: () => `web-${crypto.randomUUID()}`,
};
