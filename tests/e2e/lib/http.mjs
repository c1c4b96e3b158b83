/* HTTPS requests that trust the development CA alone, and sign-in. */
import http from 'node:http';
import https from 'node:https';

import { totp } from './totp.mjs';

/** One request to the gateway; body is sent as JSON. Resolves to { status, headers, text, json }. */
export function request(place, method, path, { body, cookie, headers = {} } = {}) {
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = https.request(
      {
        host: 'localhost',
        port: place.httpsPort,
        family: 4,
        method,
        path,
        ca: place.ca,
        agent: false,
        timeout: 15000,
        headers: {
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
          ...(cookie ? { cookie } : {}),
          ...headers,
        },
      },
      (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve(readAnswer(answer, Buffer.concat(chunks).toString())));
        answer.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path} was not answered in time`)));
    sent.on('error', reject);
    sent.end(payload);
  });
}

function readAnswer(answer, text) {
  const isJson = answer.headers['content-type']?.includes('json');
  return { status: answer.statusCode, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** One request to the operations port. */
export function operations(place, path) {
  return new Promise((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port: place.opsPort, path, agent: false, timeout: 5000 }, (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, text }));
      })
      .on('error', reject);
  });
}

/** Cookies that an answer sets, after those sent before; one that is cleared goes. */
export function cookiesAfter(answer, before = '') {
  const jar = new Map(
    before
      .split('; ')
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s)),
  );
  for (const line of answer.headers['set-cookie'] ?? []) {
    const [name, value] = line.split(';')[0].split(/=(.*)/s);
    if (value === '' || /max-age=0\b/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar].map((pair) => pair.join('=')).join('; ');
}

/** What a person enters to sign in, now. */
export function credentials(place, person) {
  const { password, totpSecret } = place.people[person];
  return { person, password, totp: totp(totpSecret) };
}

const signedIn = new Map();

/** A session of a person: { cookie, device, me }; made once per process unless fresh. */
export async function signIn(place, person, { fresh = false } = {}) {
  const key = `${place.dir} ${person}`;
  if (!fresh && signedIn.has(key)) return signedIn.get(key);
  const answer = await request(place, 'POST', '/auth/login', { body: credentials(place, person) });
  if (answer.status !== 200) throw new Error(`${person} could not sign in: ${answer.status} ${answer.text}`);
  const session = { cookie: cookiesAfter(answer), device: answer.json.device, me: answer.json };
  if (!fresh) signedIn.set(key, session);
  return session;
}
