/*
 * A slow line: everything between browser and server takes half the round trip each way and no more than so many bits a
 * second, a new connection one round trip more. Unlike the browser's own throttling this counts handshakes and WebSockets.
 */
import net from 'node:net';

/** Starts one in front of a port of this machine; { port, close() }. */
export async function slowLine(targetPort, { rttMs, downBits, upBits }) {
  const sockets = new Set();
  const server = net.createServer((near) => {
    const far = net.connect({ host: '127.0.0.1', port: targetPort });
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on('error', () => {});
    }
    carry(near, far, { delayMs: rttMs / 2, firstMs: rttMs, bits: upBits });
    carry(far, near, { delayMs: rttMs / 2, firstMs: 0, bits: downBits });
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: server.address().port,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function carry(from, to, { delayMs, firstMs, bits }) {
  // When the line is free again; what comes earlier stands in the queue.
  let freeAt = Date.now() + firstMs;
  from.on('data', (bytes) => {
    const now = Date.now();
    freeAt = Math.max(freeAt, now) + (bytes.length * 8000) / bits;
    setTimeout(() => to.write(bytes), freeAt - now + delayMs);
  });
  from.on('close', () => setTimeout(() => to.end(), Math.max(0, freeAt - Date.now()) + delayMs));
}
