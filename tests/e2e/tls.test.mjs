/* What nobody may connect with: old TLS, weak suites, and certificates that are not, not yet or no longer good. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import tls from 'node:tls';

import { place, test } from './lib/harness.mjs';

const work = mkdtempSync(path.join(os.tmpdir(), 'corridor-tls-'));
after(() => rmSync(work, { recursive: true }));

const LISTENERS = [
  ['HTTPS', place.httpsPort],
  ['MQTT', place.mqttPort],
];

/** What s_client says of a handshake; its security level is lowered, so that the server alone decides. */
function handshake(port, options) {
  return new Promise((resolve) => {
    const child = execFile(
      'openssl',
      ['s_client', '-connect', `localhost:${port}`, '-4', ...options],
      { timeout: 15000 },
      (error, out, err) => resolve(out + err),
    );
    child.stdin.end();
  });
}

const agreed = (said) => /New, (TLSv\S+), Cipher is (\S+)/.exec(said)?.slice(1) ?? null;

for (const [name, port] of LISTENERS) {
  test(`${name} speaks no TLS before 1.2`, async () => {
    for (const version of ['-tls1', '-tls1_1']) {
      const said = await handshake(port, [version, '-cipher', 'ALL:@SECLEVEL=0']);
      assert.ok(!agreed(said) || agreed(said)[1] === '(NONE)', said);
    }
    assert.equal(agreed(await handshake(port, ['-tls1_3']))?.[0], 'TLSv1.3');
  });

  test(`${name} agrees to ephemeral keys and authenticated ciphers only`, async () => {
    const suites = ['AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'DHE-RSA-AES128-GCM-SHA256', 'aNULL', 'eNULL'];
    for (const suite of suites) {
      const said = await handshake(port, ['-tls1_2', '-cipher', `${suite}:@SECLEVEL=0`]);
      assert.ok(!agreed(said) || agreed(said)[1] === '(NONE)', `${suite}: ${said}`);
    }
  });
}

const openssl = (...options) => execFileSync('openssl', options, { cwd: work, stdio: ['ignore', 'pipe', 'ignore'] });

/** A key and a certificate for device a-khan-1 with these dates and extensions, signed by the real authority or another. */
function makeCertificate(name, { days = ['20200101000000Z', '20350101000000Z'], use = 'clientAuth', ca = null } = {}) {
  const authority = ca ?? { cert: path.join(place.dir, 'certs/ca.crt'), key: path.join(place.dir, 'certs/ca.key') };
  const file = (kind) => path.join(work, `${name}.${kind}`);
  openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', file('key'), '-out', file('csr'), '-subj', '/CN=a-khan-1');
  execFileSync('sh', ['-c', `: >${file('db')}; printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=${file('db')}\\nrand_serial=yes\\nnew_certs_dir=${work}\\ndefault_md=sha256\\npolicy=p\\nx509_extensions=e\\n[p]\\ncommonName=supplied\\n[e]\\nbasicConstraints=critical,CA:FALSE\\nextendedKeyUsage=${use}\\n' >${file('cnf')}`]);
  openssl('ca', '-batch', '-notext', '-config', file('cnf'), '-cert', authority.cert, '-keyfile', authority.key, '-startdate', days[0], '-enddate', days[1], '-in', file('csr'), '-out', file('crt'));
  return { cert: readFileSync(file('crt')), key: readFileSync(file('key')) };
}

function otherAuthority() {
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '9', '-keyout', 'other.key', '-out', 'other.crt', '-subj', '/CN=Corridor development CA');
  return { cert: path.join(work, 'other.crt'), key: path.join(work, 'other.key') };
}

/** Whether the MQTT server answers a CONNECT that is sent with a certificate. */
function isLetIn(certificate) {
  return new Promise((resolve) => {
    const socket = tls.connect({ host: 'localhost', port: place.mqttPort, family: 4, ca: place.ca, ...certificate }, () => {
      // CONNECT, MQTT 3.1.1, clean, client id a-khan-1
      socket.write(Buffer.concat([Buffer.from([0x10, 20, 0, 4]), Buffer.from('MQTT'), Buffer.from([4, 2, 0, 60, 0, 8]), Buffer.from('a-khan-1')]));
    });
    let isAnswered = false;
    socket.setTimeout(10000, () => socket.destroy());
    socket.on('data', (data) => {
      isAnswered = data[0] === 0x20 && data[3] === 0;
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(isAnswered));
  });
}

test('a device is let in with a good certificate of the authority and with no other', async () => {
  assert.equal(await isLetIn(makeCertificate('good')), true, 'the way these are made makes a good one');
  const bad = {
    'none at all': {},
    'one that has expired': makeCertificate('expired', { days: ['20200101000000Z', '20210101000000Z'] }),
    'one that is not good yet': makeCertificate('early', { days: ['20340101000000Z', '20350101000000Z'] }),
    'one for servers': makeCertificate('server', { use: 'serverAuth' }),
    'one of another authority with the same name': makeCertificate('foreign', { ca: otherAuthority() }),
  };
  for (const [what, certificate] of Object.entries(bad)) assert.equal(await isLetIn(certificate), false, what);
});
