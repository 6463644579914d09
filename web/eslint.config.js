import js from '@eslint/js';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

// Dependencies point one way: routes → features → components → shared.
const no = (...layers) => ({
  'no-restricted-imports': [
    'error',
    { patterns: layers.map((layer) => ({ group: [`~/${layer}/**`] })) },
  ],
});

export default ts.config(
  { ignores: ['build', 'node_modules', 'src/shared/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  a11y.flatConfigs.strict,
  hooks.configs.flat['recommended-latest'],
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'jsx-a11y/label-has-associated-control': ['error', { depth: 4 }],
      'max-lines': ['error', 400],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['src/shared/**'], rules: no('components', 'features', 'routes') },
  { files: ['src/components/**'], rules: no('features', 'routes') },
  { files: ['src/features/**'], rules: no('routes') },
  { files: ['scripts/**', 'tests/**'], rules: { 'no-console': 'off' } },
);
