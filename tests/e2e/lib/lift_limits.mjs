/* The suites share one Corridor and ask more in a minute than its specialists agreed to answer in a week. */
import { place } from './env.mjs';
import { overWs } from './ws_client.mjs';

const administrator = await overWs(place(), 'o.frost');
const { links } = await administrator.ok('link.list', {});
for (const { link } of links) await administrator.ok('link.update', { link, clear: ['weekly_limit'] });
await administrator.close();
