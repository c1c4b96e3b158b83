/* What a browser loads that was never here before: how much of it, and from where. */
import { gzipSync } from 'node:zlib';

/** What is measured, the most that it may be, and its unit. */
const GOALS = [
  ['JavaScript, first load, gzip', 40, 'kB'],
  ['CSS, gzip', 15, 'kB'],
  ['all that is transferred, cold', 75, 'kB'],
  ['requests to another host', 0, ''],
];

/** Loads the inbox of somebody who is signed in; a row for each goal: [what, value, most, unit]. */
export async function firstLoad(browser, place, storageState) {
  const page = await browser.newPage({ width: 390, height: 740 }, { storageState });
  const session = await page.context().newCDPSession(page);
  const loaded = new Map();
  await session.send('Network.enable');
  session.on('Network.responseReceived', ({ requestId, type, response }) =>
    loaded.set(requestId, { type, url: response.url, wire: 0 }),
  );
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (loaded.has(requestId)) loaded.get(requestId).wire = encodedDataLength;
  });
  const bodies = [];
  page.on('response', (response) =>
    bodies.push(
      response.body().then(
        (body) => [response.url(), body],
        () => null,
      ),
    ),
  );
  await page.goto(place.origin);
  await page.locator('.card').first().waitFor();
  const seen = new Map((await Promise.all(bodies)).filter(Boolean));
  const files = [...loaded.values()];
  const zipped = (type) =>
    files
      .filter((file) => file.type === type)
      .reduce((sum, file) => sum + gzipSync(seen.get(file.url), { level: 9 }).length, 0);
  const values = [
    zipped('Script') / 1000,
    zipped('Stylesheet') / 1000,
    files.reduce((sum, file) => sum + file.wire, 0) / 1000,
    files.filter((file) => new URL(file.url).origin !== place.origin).length,
  ];
  await page.context().close();
  return GOALS.map(([what, most, unit], index) => [what, values[index], most, unit]);
}
