/* Bars above the page: no connection, a newer version, the lock that comes near. */
import { connection, dispatch, isStale, notice, outbox } from '../state/store.ts';
import { isLockNear, reloadAsNewer } from '../platform/page.ts';

function connectionWords(): string {
  if (connection.value === 'online') return '';
  const waiting = outbox.value.filter((item) => item.state !== 'failed').length;
  const kept = waiting > 0 ? ` ${waiting} waiting to be sent.` : '';
  if (connection.value === 'offline') {
    return `No connection. You can read and write. Messages send when it is back.${kept}`;
  }
  return kept ? `Connecting.${kept}` : '';
}

function Newer() {
  return (
    <div role="status">
      {isStale.value ? (
        <p class="bar bar--info">
          A new version is ready.{' '}
          <button type="button" class="plain" onClick={() => void reloadAsNewer()}>
            Reload
          </button>{' '}
          The question, answer or reply that you are writing is kept.
        </p>
      ) : null}
    </div>
  );
}

function Notice() {
  if (!notice.value) return null;
  return (
    <p class="bar bar--warning" role="alert">
      {notice.value}{' '}
      <button type="button" class="plain" onClick={() => dispatch({ type: 'notice', notice: '' })}>
        I have read this
      </button>
    </p>
  );
}

export function Bars() {
  const words = connectionWords();
  return (
    <div class="bars">
      <p class={words ? 'bar bar--warning' : 'nhsuk-u-visually-hidden'} role="status">
        {words}
      </p>
      <p class={isLockNear.value ? 'bar bar--warning' : 'nhsuk-u-visually-hidden'} role="alert">
        {isLockNear.value
          ? 'Nobody seems to be here: this screen locks in less than a minute. Move or press a key to stay.'
          : ''}
      </p>
      <Notice />
      <Newer />
    </div>
  );
}
