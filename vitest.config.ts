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
    // `npm test` leaves these out (--tags-filter='!slow'), and `npm run test:all`, which is what CI runs, runs them too. A change
    // waits for `npm test`, so that it takes less than two minutes on two cores. Slow is what takes half a second where a quicker
    // test shows most of it (one of many faults, peers, broken libraries or ends of a process; one way of many to reach a
    // target), and of what takes more than a second nearly all. What stays is the heart: the suite on the reference and on the
    // module of README, a run that conforms and one that does not by the command, each way to reach a target, report.html in a
    // browser, an error of ours that never ends green, the judge and the table of the lines against another judge, and what
    // bounds and strengths rest on.
    tags: [{ name: 'slow', description: 'run by npm run test:all only' }],
    // Against a test that hangs, and no measure of speed: a machine may be busy with other things.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
