import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

// What only sending a file needs, and so comes with it.
const SENDING = 'tus-js-client|js-base64|url-parse|requires-port|querystringify|lodash.throttle';
// And what only writing a text needs.
const WRITING =
  '@tiptap/[^/]+|prosemirror-[^/]+|yjs|y-protocols|lib0|linkifyjs|orderedmap|rope-sequence|w3c-keyname';

// Most of what these hold runs before the first message is there. Told so, Chromium compiles it beside the main thread,
// where else it compiles each function on the main thread when it is first called.
const FIRST = new Set(['main', 'kit', 'base', 'talk', 'Space']);
const compiledAhead: Plugin = {
  name: 'compiled-ahead',
  writeBundle: ({ dir = '' }, bundle) => {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk' || !FIRST.has(file.name)) continue;
      const path = join(dir, file.fileName);
      writeFileSync(path, `//# allFunctionsCalledOnLoad\n${readFileSync(path, 'utf8')}`);
    }
  },
};

// Django serves dist/ under /static/ and finds the hashed names in dist/.vite/manifest.json.
export default defineConfig({
  base: '/static/',
  plugins: [svelte(), compiledAhead],
  json: { namedExports: false },
  build: {
    outDir: 'dist',
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0, // data: addresses are outside the content security policy
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: 'src/main.ts', door: 'src/styles/door.css' },
      // Files that always come together are one: each costs a request, headers, and a dictionary of its own.
      // The library and the kit seldom change; what only some screens need of state and wire comes with them, and so does
      // a package that only they need (`SENDING`, `WRITING`).
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'kit',
              test: new RegExp(
                `node_modules/(?!(${SENDING}|${WRITING})/)|\\0|src/(kit|router|routes|screens/Missing|words/[^/]+\\.ts)`,
              ),
            },
            { name: 'base', tags: ['$initial'], test: /src\/(state|wire)/ },
            {
              name: 'talk',
              test: /src\/(parts\/chat|state\/conversation|screens\/(Talk|Dock|viewer|acts|listen|commands|topicMenu))/,
            },
          ],
        },
      },
    },
  },
});
