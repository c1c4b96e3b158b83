/* Saying one command many times. */
import { randomUUID } from 'node:crypto';

/**
 * Sends the same frame count times over several connections in turn and gathers the receipts; what was refused for being
 * too much at once is said again after the time told.
 */
export async function repeat(clients, command, count) {
  const txn = command.txn ?? randomUUID();
  const text = JSON.stringify({ ...command, txn });
  const heardOf = (client) => client.receipts.filter((receipt) => receipt.txn === txn);
  const done = [];
  for (let missing = count; missing > 0; missing = count - done.length) {
    const seen = clients.map((client) => heardOf(client).length);
    const shares = clients.map(
      (_, index) => Math.floor(missing / clients.length) + (index < missing % clients.length ? 1 : 0),
    );
    clients.forEach((client, index) => {
      for (let i = 0; i < shares[index]; i += 1) client.raw(text);
    });
    await Promise.all(
      clients.map((client, index) =>
        client.until(() => heardOf(client).length >= seen[index] + shares[index], `${shares[index]} answers`, 30000),
      ),
    );
    const answers = clients.flatMap((client, index) => heardOf(client).slice(seen[index]));
    done.push(...answers.filter((answer) => answer.ok || !answer.error.retry_after_ms));
    const wait = Math.max(0, ...answers.filter((answer) => !answer.ok).map((answer) => answer.error.retry_after_ms));
    if (wait > 0)
      await new Promise((resolve) => {
        setTimeout(resolve, wait);
      });
  }
  return done;
}
