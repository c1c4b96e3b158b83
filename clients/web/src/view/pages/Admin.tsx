/* People and their access, links, teams and organisations: for administrators, and coordinators for their own team. */
import { useState } from 'preact/hooks';

import { hasRole } from '../../state/inbox.ts';
import { me } from '../../state/store.ts';
import { AdminLinks } from './AdminLinks.tsx';
import { AdminPlaces } from './AdminPlaces.tsx';
import { AdminPeople } from './AdminPeople.tsx';

const TABS = [
  ['people', 'People', AdminPeople],
  ['links', 'Links', AdminLinks],
  ['places', 'Teams and organisations', AdminPlaces],
] as const;

export default function Admin() {
  const [shown, setShown] = useState<string>('people');
  const tabs = hasRole(me.value, 'administrator') ? TABS : TABS.slice(0, 2);
  const [, , Shown] = tabs.find(([name]) => name === shown) ?? TABS[0];
  return (
    <div class="pane-body wide">
      <h1 class="title">Administration</h1>
      <div class="chips" role="group" aria-label="Show">
        {tabs.map(([name, label]) => (
          <button type="button" class="chip" key={name} aria-pressed={shown === name} onClick={() => setShown(name)}>
            {label}
          </button>
        ))}
      </div>
      <Shown />
    </div>
  );
}
