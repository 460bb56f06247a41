import { fileURLToPath } from 'node:url';
import uniPlugin from '@dcloudio/vite-plugin-uni';
import { defineConfig } from 'vite';

// The plugin is CommonJS: under an ES module its default export lies one level deeper.
const uni = uniPlugin.default ?? uniPlugin;
const source = (path) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));
const platform = process.env.UNI_PLATFORM === 'mp-weixin' ? 'weixin' : 'h5';

export default defineConfig({
  base: platform === 'h5' ? '/m/' : undefined,
  plugins: [uni()],
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
