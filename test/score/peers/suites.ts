/** Suites that are run to their end: ours, and beside them those of AALpy, which come of the same table. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MutantClass } from '../../../harness/verdict/strength.ts';
import type { Word } from '../../../harness/machine/identification.ts';
import type { Bench } from '../mutants/machine.ts';
import type { Mutant } from '../mutants/mutants.ts';
import { peerTableOf } from './mutant-host.ts';
import { recordedKill } from './recording.ts';
import { aalpyPeer, writeTable } from './spawned-peer.ts';
import { said } from './toolchain.ts';

export interface Suite {
  readonly name: string;
  readonly words: readonly Word[];
  /** With words that are the beginning of another, where those were left out. */
  readonly callsAsRun: number;
}

export const callsOf = (words: readonly Word[]) => words.reduce((sum, { length }) => sum + length, 0);

/** Of the mutants of a class, how many the suite kills. */
export function shareKilledBy(bench: Bench, mutants: readonly Mutant[], kind: MutantClass, { words }: Suite): number {
  const own = mutants.filter((mutant) => mutant.kind === kind);
  return own.filter(({ machine }) => recordedKill(bench, machine, words, Infinity) > 0).length / own.length;
}

/** `oracle` is a class of AALpy's, `k` the number of states that an implementation may have more than the table. */
export function aalpySuite(bench: Bench, name: string, oracle: string, k: number): Suite {
  const words = askAalpy(bench, 'suite', oracle, k).map((line) => JSON.parse(line) as number[]);
  return { name, words: withoutBeginnings(words), callsAsRun: callsOf(words) };
}

/** What it costs AALpy to learn the machine without a fault. */
export function aalpyLearning(bench: Bench): {
  readonly states: number;
  readonly words: number;
  readonly calls: number;
} {
  const [line] = askAalpy(bench, 'learn');
  return JSON.parse(line!) as ReturnType<typeof aalpyLearning>;
}

function askAalpy(bench: Bench, ...question: readonly (string | number)[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'kmcl-peers-'));
  try {
    writeTable(folder, peerTableOf(bench));
    const [command, ...words] = aalpyPeer(...question)
      .prepare()
      .command(folder);
    return said(command!, words).split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutBeginnings(words: readonly Word[]): readonly Word[] {
  const beginnings = new Set<string>(['']);
  for (const word of words)
    for (let length = 1; length < word.length; length += 1) beginnings.add(word.slice(0, length).join(' '));
  return [...new Map(words.map((word) => [word.join(' '), word]))].flatMap(([key, word]) =>
    beginnings.has(key) ? [] : [word],
  );
}
