import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { documents } from './build/documents.ts';

// A server that the development server passes requests on to.
const api = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [documents(), react()],
  build: {
    target: 'es2022',
    // The content-security policy allows neither inline files nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // `build/weigh.js` looks at the sizes.
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/graphql': { target: api, ws: true },
      '/export': api,
      '/auth': api,
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
