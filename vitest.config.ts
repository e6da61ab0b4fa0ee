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
    // Both cores of a small machine, and two more where the slow tests run too: many of them wait for processes of their own.
    maxWorkers: process.env['CI'] ? 4 : 2,
    // Once loaded and compiled by Node, the suite serves all test files of a worker: half of a short test was that.
    isolate: false,
    // The compiled package is loaded as users load it.
    server: { deps: { external: [/\/dist\//] } },
    // `npm test` leaves these out (--tags-filter='!slow') and `npm run test:all` runs them too. A test is slow where the same
    // thing is shown by a quicker one that stays (one of many faults, one way of many to reach a target), or where its file
    // takes more than five seconds alone and no change breaks it unnoticed by the rest.
    tags: [{ name: 'slow', description: 'run by npm run test:all only' }],
    // Against a test that hangs, and no measure of speed: a machine may be busy with other things.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
