/** What is mutated, and the tests that have to notice: quick, in this process, the quickest first. */
import { readdirSync } from 'node:fs';

export const ROOMS = ['spec', 'judge', 'verdict', 'minimize'] as const;
export type Room = (typeof ROOMS)[number];

export function folderOf(room: Room): string {
  return room === 'spec' ? 'spec' : `harness/${room}`;
}

/** A table of data, where a mutant is another table: the sentences of the clauses are held to the page by tests of their own. */
const LEFT_OUT: readonly string[] = ['spec/clauses.ts'];

/** By path from the root, which is the folder at hand. */
export function filesOf(room: Room): readonly string[] {
  const folder = folderOf(room);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return files.map((name) => `${folder}/${name}`).filter((file) => !LEFT_OUT.includes(file));
}

export const TESTS: Readonly<Record<Room, readonly string[]>> = {
  spec: [
    'test/spec/answers.test.ts',
    'test/spec/oracle-histories.test.ts',
    'test/spec/oracle-cells.test.ts',
    'test/spec/oracle.test.ts',
    'test/harness/room.test.ts',
    'test/harness/wrong-kind.test.ts',
  ],
  judge: [
    'test/harness/judgements.test.ts',
    'test/harness/room.test.ts',
    'test/harness/wrong-kind.test.ts',
    'test/harness/pair-sample.test.ts',
    'test/harness/judge-rows.test.ts',
    'test/harness/told-once.test.ts',
    'test/harness/passed-over.test.ts',
  ],
  verdict: [
    'test/harness/run-strength.test.ts',
    'test/harness/clause-outcomes.test.ts',
    'test/harness/verdicts.test.ts',
    'test/harness/baseline-files.test.ts',
  ],
  minimize: [
    'test/harness/shrinking.test.ts',
    'test/harness/search-shorter.test.ts',
    'test/harness/steps.test.ts',
    'test/harness/minimize-twice.test.ts',
  ],
};
