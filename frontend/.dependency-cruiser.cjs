/** Who may import whom: screens → parts → kit; screens → state → wire.  Everyone may read words. */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to, dependencyTypesNot: ['type-only'] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-missing',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^svelte/(internal|reactivity|attachments)' },
    },
    {
      name: 'no-dev-dependency-in-the-build',
      severity: 'error',
      from: { path: '^src', pathNot: '(\\.test\\.ts$|^src/testing)' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    only(
      'kit-stands-alone',
      '^src/kit',
      '^src/(parts|screens|state|wire)',
      'The kit knows looks and keys, not the alliance.',
    ),
    only(
      'parts-ask-nobody',
      '^src/parts',
      '^src/(state|wire|screens)',
      'Props in, callbacks out: types of state and wire only.',
    ),
    only(
      'state-draws-nothing',
      '^src/state',
      '^src/(parts|screens|kit)',
      'State can be tested without a page.',
    ),
    only(
      'wire-is-the-floor',
      '^src/wire',
      '^src/(parts|screens|kit|state|words)',
      'The wire carries; it decides nothing.',
    ),
    only(
      'words-are-words',
      '^src/words',
      '^src/(parts|screens|kit|state|wire)',
      'Catalogues depend on nothing.',
    ),
    {
      name: 'screens-are-entered-by-routes',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/(App\\.svelte|main\\.ts|screens)' },
      to: { path: '^src/screens/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(test\\.ts|json|css)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.svelte', '.js', '.json'],
      conditionNames: ['svelte', 'browser', 'import', 'default'],
    },
  },
};
