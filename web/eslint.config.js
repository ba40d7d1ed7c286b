import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** These stand above the panels: each may import those before it. */
const ABOVE_PANELS = ['diagram', 'export', 'lessons', 'teach', 'embed', 'app', 'main'];

/**
 * Dependencies point one way: engine < share, state < scene, panels < what stands above the panels. `folder` may import
 * nothing of `above`. src/main.tsx, src/app and src/embed stand above all and import what they like.
 */
function below(folder, ...above) {
  const higher = ABOVE_PANELS.slice(ABOVE_PANELS.indexOf(folder) + 1);
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${[...above, ...higher].join('|')})(/|\\.|$)`,
              message: `Dependencies point one way: engine < share, state < scene, panels < ${ABOVE_PANELS.join(' < ')}.`,
            },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['dist/', 'src/engine/pkg/', 'test-results/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      // Numbers and booleans read well in templates.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Records are told apart by typed arrays whose indexes are checked by construction.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Components take their callbacks out of their props; none of them has a `this`.
      '@typescript-eslint/unbound-method': 'off',
      // A callback may answer a promise or nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ['examples/**'],
    languageOptions: {
      globals: Object.fromEntries(
        ['clearTimeout', 'console', 'performance', 'process', 'setTimeout', 'URL'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
  {
    files: ['offline/service-worker.js'],
    languageOptions: {
      globals: Object.fromEntries(['caches', 'fetch', 'Request', 'self'].map((name) => [name, 'readonly'])),
    },
  },
  { files: ['tests/**', 'first-use/**', 'examples/**', '*.ts'], rules: { 'no-console': 'off' } },
  {
    // The engine runs in a worker, in Node and in tests: it has no document.
    files: ['src/engine/**'],
    rules: {
      'no-restricted-globals': ['error', 'document', 'window', 'localStorage', 'HTMLElement'],
    },
  },
  below('cli', 'state', 'scene', 'panels'),
  below('library', 'cli', 'share', 'state', 'scene', 'panels'),
  below('engine', 'share', 'state', 'scene', 'panels'),
  below('share', 'state', 'scene', 'panels'),
  below('state', 'share', 'scene', 'panels'),
  below('scene', 'share', 'panels'),
  below('panels', 'scene'),
  below('diagram', 'share'),
  below('export'),
  below('lessons'),
  below('teach'),
);
