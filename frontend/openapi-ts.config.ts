import { defineConfig } from '@hey-api/openapi-ts';

// `npm run types`: the snapshot of the API becomes types; nothing of it is sent to the browser.
export default defineConfig({
  input: '../collab/api/openapi.json',
  output: { path: 'src/wire/schema', clean: true },
  plugins: ['@hey-api/typescript'],
});
