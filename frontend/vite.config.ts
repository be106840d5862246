import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Django serves dist/ under /static/ and finds the hashed names in dist/.vite/manifest.json.
export default defineConfig({
  base: '/static/',
  plugins: [svelte()],
  json: { namedExports: false },
  build: {
    outDir: 'dist',
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0, // data: addresses are outside the content security policy
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: 'src/main.ts', door: 'src/styles/door.css' },
    },
  },
});
