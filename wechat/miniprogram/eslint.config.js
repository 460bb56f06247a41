import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['dist/', 'src/generated/', 'node_modules/'] },
  js.configs.recommended,
  ...typescript.configs.strict,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: {
      globals: { ...globals.browser, uni: 'readonly', wx: 'readonly', UniApp: 'readonly', getCurrentPages: 'readonly' },
      parserOptions: { parser: typescript.parser },
    },
    rules: {
      'vue/multi-word-component-names': 'off',
      // The compiler knows what is defined.
      'no-undef': 'off',
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Only src/api calls the server.' },
        { name: 'localStorage', message: 'Use the platform: WeChat has none.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'uni', property: 'request', message: 'Only src/api calls the server.' },
        { object: 'uni', property: 'login', message: 'Only src/platform knows what WeChat has.' },
        { object: 'uni', property: 'scanCode', message: 'Only src/platform knows what WeChat has.' },
        { object: 'uni', property: 'getLocation', message: 'Only src/platform knows what WeChat has.' },
        { object: 'uni', property: 'requestSubscribeMessage', message: 'Only src/platform knows what WeChat has.' },
      ],
    },
  },
  {
    files: ['src/api/**', 'src/platform/**'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  { files: ['tools/**', '*.config.*'], languageOptions: { globals: globals.node } },
);
