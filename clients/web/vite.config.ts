import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

import { type Plugin, defineConfig } from 'vite';

/** Pages that are fetched when they are opened, and what they alone need. */
const FETCHED_LATER =
  /src\/(view\/(pages\/|asking|RecoveryCodes)|words\/(control_chart|figures|files|highlight|mdt|sheet)|wire\/more)|generated\/(more_shapes|specialties)|papaparse/;
// Not the page itself: it is small, and what is shrunk beside a cookie is what BREACH looks for.
const SHRINKS = /\.(css|js|json|svg|webmanifest)$/;

/** Makes sw.js with the list of files it keeps, and a version that changes with any of them. */
function worker(): Plugin {
  return {
    name: 'corridor-worker',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const hash = createHash('sha256');
        const files = ['/', '/favicon.svg', '/app.webmanifest'];
        for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
          hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
          if (name !== 'index.html') files.push(`/${name}`);
        }
        const source = readFileSync(new URL('src/platform/sw.js', import.meta.url), 'utf8')
          .replace('__VERSION__', `shell-${hash.digest('hex').slice(0, 16)}`)
          .replace('__FILES__', JSON.stringify(files));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source });
      },
    },
  };
}

/** A .br beside each file that shrinks, for the daemon to send to browsers that take it. */
function shrunk(): Plugin {
  return {
    name: 'corridor-shrunk',
    enforce: 'post',
    async writeBundle({ dir = '' }) {
      const { readdirSync, writeFileSync } = await import('node:fs');
      for (const name of readdirSync(dir, { recursive: true }) as string[]) {
        if (!SHRINKS.test(name)) continue;
        const content = readFileSync(`${dir}/${name}`);
        const parameters = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        const small = brotliCompressSync(content, { params: parameters });
        if (small.length < content.length * 0.9) writeFileSync(`${dir}/${name}.br`, small);
      }
    },
  };
}

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  publicDir: 'static',
  cacheDir: 'node_modules/.vite',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  build: {
    outDir: process.env['WEB_OUT'] ?? '../../build/web',
    emptyOutDir: true,
    target: ['chrome109', 'firefox115', 'safari15.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    cssCodeSplit: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        hashCharacters: 'hex',
        // One file for what everybody needs at once: each more is another round trip.
        codeSplitting: { groups: [{ name: 'main', test: (id) => !FETCHED_LATER.test(id) }] },
      },
    },
  },
  plugins: [worker(), shrunk()],
});
