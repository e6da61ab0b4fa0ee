/** Batches of pairs on a library: the table is compared by words there, and has to say what the judge says of the same answers. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { answered } from '../../../harness/execute/execute.ts';
import { linesStrategy } from '../../../harness/generate/lines.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { DEFAULT_PROFILE } from '../../../harness/machine/automaton.ts';
import { programFor } from '../../../harness/pair-plan.ts';
import type { PairPlan } from '../../../harness/pair-plan.ts';
import type { Target } from '../../../harness/target.ts';
import { openNative } from '../../../targets/native/native.ts';
import { buildLibrary } from '../../build-library.ts';
import { requireTool } from '../../require-tool.ts';

const C_EXAMPLE = join(import.meta.dirname, '../../../targets/examples/c/channel.c');
const MISBEHAVING = join(import.meta.dirname, 'misbehaving.c');
const opened: Target[] = [];

async function open(library: string): Promise<Target> {
  const target = await openNative(library, { deadlineMs: 5_000 });
  opened.push(target);
  return target;
}

function planFor({ info }: Target): PairPlan {
  const capabilities = new Set(info.capabilities);
  const context = { capabilities, reading: 'documented', profile: () => DEFAULT_PROFILE, seed: 1 } as const;
  return linesStrategy(Infinity).pairs!.plan(context, true);
}

afterAll(() => Promise.all(opened.map((target) => target.close?.())));

describe.runIf(requireTool('gcc'))('batches of pairs on a library', () => {
  test('that conforms, over the ends of two lines', async () => {
    const target = await open(buildLibrary('c', C_EXAMPLE));
    for (const from of [0, 0xff00, 0x2_ff00]) {
      expect(await target.tryPairs!(planFor(target), { from, to: from + 0x200 })).toEqual({ kind: 'as-expected' });
    }
  });

  const TITLE =
    'with fault %s: the responses that come back are those of the program, and the judge objects to the last';
  test.each(['BOTH_ZERO_ACCEPTED'])(TITLE, isSeen);
  test.each(['OFFER_LACKS_OPTIONAL', 'SPACE_IN_MEGABYTES', 'REQUIRED_MUST_BE_SET'])(TITLE, { tags: ['slow'] }, isSeen);

  async function isSeen(fault: string): Promise<void> {
    const target = await open(buildLibrary('c', C_EXAMPLE, { flags: [`-DFAULT_${fault}`] }));
    const plan = planFor(target);
    const tried = await target.tryPairs!(plan, { from: 0, to: 0x2_0000 });
    if (tried.kind !== 'mismatch') expect.fail(`${fault} was not seen`);
    const start = tried.pair - (tried.pair % plan.programPairs);
    const program = programFor(plan, { from: start, to: tried.pair + 1 }).slice(0, tried.responses.length);
    const { findings } = judge(answered(program, tried.responses), {
      reading: 'documented',
      capabilities: new Set(target.info.capabilities),
    });
    expect(findings.map(({ at }) => at)).toEqual([program.length - 1]);
  }

  test(
    'that ends at a pair: the batch rejects as a run does, and the next one is answered',
    { tags: ['slow'] },
    async () => {
      const target = await open(buildLibrary('c', MISBEHAVING));
      const plan = planFor(target);
      await expect(target.tryPairs!(plan, { from: 690, to: 710 })).rejects.toMatchObject({ kind: 'crash' });
      expect((await target.tryPairs!(plan, { from: 16, to: 32 })).kind).toBe('as-expected');
    },
  );
});
