/** The tests of one room, as Stryker runs them for each mutant: the name of the room is in the environment. */
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { TestSequencer } from 'vitest/node';
import suite from '../../../vitest.config.ts';
import { ROOMS, TESTS } from './rooms.ts';

const room = ROOMS.find((name) => name === process.env['KMCL_MUTATED_ROOM']);
if (room === undefined) throw new Error('KMCL_MUTATED_ROOM names no room');
const order = TESTS[room].map((file) => join(process.cwd(), file));

/** As listed: the first failure ends the run of a mutant. */
class AsListed implements TestSequencer {
  async shard<File>(files: File[]): Promise<File[]> {
    return files;
  }
  async sort<File extends { readonly moduleId: string }>(files: File[]): Promise<File[]> {
    return files.toSorted((one, other) => order.indexOf(one.moduleId) - order.indexOf(other.moduleId));
  }
}

export default defineConfig({
  ...suite,
  test: {
    ...suite.test,
    include: [...TESTS[room]],
    tags: [{ name: 'slow', skip: true }],
    sequence: { sequencer: AsListed },
  },
});
