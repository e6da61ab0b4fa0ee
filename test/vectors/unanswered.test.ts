/** Whoever died in a program did not answer it, though another one begins like it and was answered. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printCall } from '../../harness/program/program.ts';
import { fromSession } from '../../harness/target.ts';
import { readRecording } from '../../harness/vectors/offline-target.ts';
import { vectorOfBytes } from '../../harness/vectors/vectors.ts';
import { catalog } from '../../targets/catalog.ts';
import { emptyFolder, kmcl } from '../cli/kmcl.ts';
import { answersOf } from './record.ts';

test('a program in which the target died is unanswered, where a second run begins behind it too', async () => {
  const cwd = emptyFolder();
  const file = (name: string) => join(cwd, name);
  const { info, open } = await catalog.open('reference', { deadlineMs: 1_000 });
  const target = fromSession({ ...info, name: 'small', capabilities: ['reservation', 'null-handle'] }, open!);
  await kmcl(['export', '--tier', 'smoke', '--claims', 'reservation,null-handle', '--out', 'few.bin'], { cwd });
  const vectors = readFileSync(file('few.bin'));
  const texts = vectorOfBytes(vectors).programs.map((program) => program.map(printCall).join('; '));
  const isBegun = (at: number) => texts.some((other) => other.startsWith(`${texts[at]}; `));
  const whole = answersOf(vectors, target);
  let died = 0;
  for (let bytes = whole.length >> 1; !isBegun(died - 1); bytes += 37) {
    writeFileSync(file('head.kmca'), whole.subarray(0, bytes));
    const { unanswered } = await readRecording([file('few.bin'), file('head.kmca')]);
    died = Number(/end in program (\d+) /.exec(unanswered.why)![1]);
  }
  writeFileSync(file('tail.kmca'), answersOf(vectors, target, died));
  const { exitCode, stdout } = await kmcl(['judge', 'few.bin', 'head.kmca', 'tail.kmca', '--quiet'], { cwd });
  expect(stdout).toMatch(new RegExp(`INCONCLUSIVE.*the answers end in program ${died} of`));
  expect(exitCode).toBe(2);
});
