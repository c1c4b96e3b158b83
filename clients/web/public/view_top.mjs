/*
 * What stands above every page: who is signed in, where to go, and whether the connection is up.
 */
import { h } from './dom.mjs';
import { hasRole, isClinical, unreadCount } from './state.mjs';

const CONNECTION_WORDS = {
  connecting: 'Connecting',
  offline: 'No connection. You can read and write. Messages send when it is back.',
};

function links(state) {
  const unread = unreadCount(state);
  return [
    isClinical(state) && ['#/', unread ? `Inbox (${unread} unread)` : 'Inbox', ['inbox', 'case']],
    hasRole(state, 'int_clinician') && ['#/ask', 'Ask', ['ask']],
    !hasRole(state, 'specialist') && ['#/report', 'Avoided referrals', ['report']],
  ].filter(Boolean);
}

/** Draws the header for a state; acts.signOut signs out. */
export function drawTop(top, state, acts) {
  const name = h('span', { class: 'wordmark' }, 'Corridor');
  if (!state.me || state.screen === 'sign_in') {
    top.replaceChildren(name);
    return;
  }
  const focused = document.activeElement?.closest?.('#top [data-key]')?.dataset.key;
  top.replaceChildren(
    name,
    h(
      'nav',
      { 'aria-label': 'Pages' },
      links(state).map(([href, label, screens]) =>
        h(
          'a',
          {
            href,
            'data-key': href,
            'aria-current': screens.includes(state.screen) ? 'page' : null,
          },
          label,
        ),
      ),
    ),
    h(
      'div',
      { class: 'who' },
      h('span', {}, state.me.display_name),
      h('button', { type: 'button', class: 'plain', 'data-key': 'out', on: { click: acts.signOut } }, 'Sign out'),
    ),
  );
  if (focused) top.querySelector(`[data-key="${focused}"]`)?.focus();
}

/** Shows or hides the bar about the connection. */
export function drawLinkBar(bar, state) {
  const words = state.me && state.screen !== 'sign_in' ? (CONNECTION_WORDS[state.connection] ?? '') : '';
  const waiting = state.outbox.filter((item) => item.state !== 'failed').length;
  const kept = waiting && state.connection === 'offline' ? ` Waiting to be sent: ${waiting}.` : '';
  if (bar.textContent !== words + kept) bar.textContent = words + kept;
  bar.hidden = words === '';
}
