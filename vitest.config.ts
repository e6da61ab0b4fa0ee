import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^kmcl-conformance$/, replacement: here('./harness/index.ts') },
      { find: /^kmcl-conformance\/vitest$/, replacement: here('./test/vitest.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Both cores of a small machine: most of the tests wait for processes of their own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
