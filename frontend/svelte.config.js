/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  // Templates are made node by node: no HTML is set but by SafeHtml, so there is one Trusted Types policy.
  compilerOptions: { runes: true, fragments: 'tree' },
};
