/* Who I am here, and what this browser keeps. */
import { connection, me } from '../../state/store.ts';
import { ROLES, labelOf } from '../../words/labels.ts';

export default function Session() {
  const who = me.value;
  return (
    <div class="pane-body narrow">
      <h1 class="title">My session</h1>
      <dl class="facts">
        <div>
          <dt>Name</dt>
          <dd>{who?.display_name ?? ''}</dd>
        </div>
        <div>
          <dt>User name</dt>
          <dd>{who?.person ?? ''}</dd>
        </div>
        <div>
          <dt>Job</dt>
          <dd>{who?.job_title ?? 'Not given'}</dd>
        </div>
        <div>
          <dt>Roles</dt>
          <dd>{who?.roles.map((role) => labelOf(ROLES, role)).join(', ') ?? ''}</dd>
        </div>
        <div>
          <dt>This browser</dt>
          <dd>{who?.device ?? ''}</dd>
        </div>
        <div>
          <dt>Connection</dt>
          <dd>{connection.value === 'online' ? 'There' : 'None at the moment'}</dd>
        </div>
        <div>
          <dt>Server</dt>
          <dd>{who?.server_version ?? ''}</dd>
        </div>
      </dl>
      <p>
        What you write and what waits to be sent is kept in this browser, encrypted, for at most a day, and is destroyed
        when you sign out. Nothing else stays here.
      </p>
    </div>
  );
}
