/** Runs of the museum: each with its exit code, the sentence that every file shows, and the colour of its badge. */
import { FAULTY, run } from './museum.ts';

export interface Row {
  readonly name: string;
  readonly words: readonly string[];
  readonly exit: number;
  /** The sentence that every file shows. */
  readonly sentence: RegExp;
  readonly colour: string;
  /** What is not said. */
  readonly never?: RegExp;
  readonly slow?: true;
}

export const RUNS: readonly Row[] = [
  {
    name: 'all is claimed and holds',
    words: run('reference'),
    exit: 0,
    sentence: /^CONFORMS in status, reservation, offer, space: 37 of 37 clauses verified$/,
    colour: 'brightgreen',
    slow: true,
  },
  {
    name: 'a wrong answer came once and not again',
    words: run('module:once.mjs', '--require', 'status'),
    exit: 1,
    sentence: /^DOES NOT CONFORM: \S+ \((MUST|SHOULD)\)$/,
    colour: 'red',
    slow: true,
  },
  {
    name: 'a line that is none of the protocol came every 50 runs',
    words: run('stdio:node logs.mjs', '--require', 'status'),
    exit: 5,
    sentence: /^TARGET UNUSABLE: the target broke the contract 3 times, at no one program: not JSON.*it said "50 runs"/,
    colour: 'red',
    never: /CONFORMS/,
    slow: true,
  },
  {
    name: 'the seventh call of a process ends it',
    words: run('module:seventh.mjs', '--require', 'status'),
    exit: 1,
    sentence: /^DOES NOT CONFORM: the target crashed/,
    colour: 'red',
    slow: true,
  },
  {
    name: 'nothing is claimed',
    words: run('module:none.mjs'),
    exit: 2,
    sentence:
      /^INCONCLUSIVE in status: only status codes were observed; \d+ of 37 clauses verified, \d+ not claimed \(/,
    colour: 'lightgrey',
  },
  {
    name: 'status codes alone are enough, by the policy',
    words: run('module:right.mjs', '--require', 'status'),
    exit: 0,
    sentence: /^INCONCLUSIVE in status: .*; the gate passes$/,
    colour: 'lightgrey',
  },
  {
    name: 'a point is required and not claimed',
    words: run('module:right.mjs', '--require', 'offer'),
    exit: 2,
    sentence: /^INCONCLUSIVE/,
    colour: 'lightgrey',
  },
  {
    name: 'a requirement set asks for points that are not claimed',
    words: run('module:right.mjs', '--requirements', '2026.2'),
    exit: 2,
    sentence: /^INCONCLUSIVE/,
    colour: 'lightgrey',
  },
  {
    name: 'a requirement set asks for points, and a flag for less',
    words: run('module:right.mjs', '--requirements', '2026.2', '--require', 'status'),
    exit: 2,
    sentence: /^INCONCLUSIVE/,
    colour: 'lightgrey',
  },
  {
    name: 'what is broken outside of the selection ends nothing early',
    words: run('reference:mmio-megabytes=100', '--clause', 'refuse.*'),
    exit: 0,
    sentence: /^CONFORMS on a selection: .*; broken outside of it: space\.required \(SHOULD\)$/,
    colour: 'lightgrey',
    never: /ended early/,
  },
  {
    name: 'the selected clauses hold, and a MUST outside of them is broken',
    words: run(FAULTY, '--clause', 'held.*'),
    exit: 0,
    sentence:
      /^CONFORMS on a selection: \d+ of 37 clauses \(--clause held\.\*\).*; broken outside of it: refuse\.both-zero \(MUST\)/,
    colour: 'lightgrey',
  },
  {
    name: 'a MUST is broken and the baseline knows it',
    words: run(FAULTY, '--baseline', 'known.yaml'),
    exit: 0,
    sentence: /^DOES NOT CONFORM: refuse\.both-zero \(MUST\), known in the baseline; the gate passes$/,
    colour: 'yellow',
    never: /^CONFORMS/m,
  },
  {
    name: 'one part of two',
    words: run('reference', '--shard', '1/2'),
    exit: 2,
    sentence: /^PART 1 of 2: no verdict before the parts are merged$/,
    colour: 'lightgrey',
    never: /kills every implementation|not verified:/,
  },
  {
    name: 'a SHOULD is broken and only MUST counts',
    words: run('reference:mmio-megabytes=100', '--level', 'must'),
    exit: 0,
    sentence: /^DOES NOT CONFORM: space\.required \(SHOULD\), not counted by the policy; the gate passes$/,
    colour: 'yellow',
    never: /^CONFORMS|ended early/m,
  },
  {
    name: 'nothing beyond Enable could be seen',
    words: run('reference:enable=always-fails'),
    exit: 2,
    sentence: /^INCONCLUSIVE in .*: \d+ of 37 clauses verified, \d+ not verified \(/,
    colour: 'lightgrey',
  },
  {
    name: 'the baseline matches nothing',
    words: run('reference', '--baseline', 'known.yaml'),
    exit: 3,
    sentence: /^CONFORMS .*; the gate does not pass: baseline stale: refuse\.both-zero/,
    colour: 'orange',
    slow: true,
  },
  {
    name: 'the baseline has expired',
    words: run(FAULTY, '--baseline', 'expired.yaml', '--today', '2030-01-02'),
    exit: 3,
    sentence: /^DOES NOT CONFORM: .*known in the baseline; the gate does not pass: baseline expired: /,
    colour: 'red',
    slow: true,
  },
  {
    name: 'no random programs, as asked',
    words: ['run', '--target', 'reference', '--tier', 'ci', '--seed', '1', '--programs', '0'],
    exit: 0,
    sentence: /^CONFORMS in .*: 37 of 37 clauses verified, 0 random programs as asked$/,
    colour: 'brightgreen',
    slow: true,
  },
  {
    name: 'a corpus that the target cannot run',
    words: run('module:right.mjs', '--corpus', 'corpus', '--require', 'status'),
    exit: 0,
    sentence: /^INCONCLUSIVE in status: /,
    colour: 'lightgrey',
    slow: true,
  },
  {
    name: 'the library of a module ends its process with 0',
    words: run('module:crashes.mjs', '--require', 'status'),
    exit: 1,
    sentence: /^DOES NOT CONFORM: the target crashed/,
    colour: 'red',
    slow: true,
  },
  {
    name: 'the target satisfies the other reading',
    words: run('reference:reading=state-model'),
    exit: 1,
    sentence: /^DOES NOT CONFORM: /,
    colour: 'red',
    slow: true,
  },
];
