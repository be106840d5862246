import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/wire/schema/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-undef': 'off', // TypeScript answers that
      'no-console': 'error',
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Each door to the outside has one file: fetch in wire/api.ts, WebSocket in wire/socket.ts, HTML in kit/SafeHtml.svelte.
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Ask through wire/api.ts.' },
        { name: 'WebSocket', message: 'The socket lives in wire/socket.ts.' },
        { name: 'localStorage', message: 'Content is held in memory only.' },
        { name: 'sessionStorage', message: 'Content is held in memory only.' },
        { name: 'indexedDB', message: 'Content is held in memory only.' },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    rules: {
      'svelte/no-inline-styles': ['error', { allowTransitions: false }],
      'svelte/prefer-svelte-reactivity': 'off', // timers and look-ups that nothing draws are plain Maps on purpose
      'svelte/no-useless-mustaches': 'off', // a space at the end of a line is written {' '}
      'svelte/no-navigation-without-resolve': 'off', // that rule is SvelteKit's
    },
  },
  { files: ['**/*.svelte'], rules: { 'max-lines': ['error', { max: 150 }] } },
  { files: ['src/wire/api.ts', 'src/wire/socket.ts'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['src/kit/SafeHtml.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
  {
    files: ['*.config.{js,ts}', '*.cjs'],
    languageOptions: { globals: { ...globals.node } },
  },
);
