import { fileURLToPath } from 'node:url';
import uniPlugin from '@dcloudio/vite-plugin-uni';
import { defineConfig } from 'vite';

// The plugin is CommonJS: under an ES module its default export lies one level deeper.
const uni = uniPlugin.default ?? uniPlugin;
const source = (path) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));
const platform = process.env.UNI_PLATFORM === 'mp-weixin' ? 'weixin' : 'h5';

/** The framework's style sheet and its advertisements, which nobody here shows, name servers of its maker's. */
const STRANGERS = /https:\/\/[\w-]+\.dcloud\.net\.cn\/[\w./-]*/g;
const noStrangers = {
  name: 'no-strangers',
  enforce: 'post',
  generateBundle(_, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type === 'chunk') part.code = part.code.replace(STRANGERS, '');
      else if (typeof part.source === 'string') part.source = part.source.replace(STRANGERS, 'data:,');
    }
  },
};

export default defineConfig({
  base: platform === 'h5' ? '/m/' : undefined,
  plugins: [uni(), noStrangers],
  resolve: {
    alias: [
      { find: '#platform', replacement: source(`platform/${platform}.ts`) },
      { find: /^@\//, replacement: source('') },
    ],
  },
  build: {
    target: 'es2019',
    sourcemap: false,
    // Browsers fetch the everyday pages in one piece, so that a scan finds its result page without a network.
    rollupOptions:
      platform === 'h5'
        ? { output: { manualChunks: (id) => (/\/src\/(pages|parts|journeys)\//.test(id) ? 'pages' : undefined) } }
        : undefined,
  },
  server: { proxy: { '/api': 'http://localhost:8080', '/demo': 'http://localhost:8080' } },
});
