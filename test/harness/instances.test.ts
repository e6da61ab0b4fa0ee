/** What is shared by instances that live at once is found, and told as that. */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Call, Response } from '../../spec/call.ts';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { runPrograms } from '../../harness/campaign/run-programs.ts';
import { parseProgram } from '../../harness/program/program.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { lookAtTwoInstances } from '../../harness/doctor/two-instances.ts';
import { execute } from '../../harness/execute/execute.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { CAPABILITIES, fromSession, TargetFailure } from '../../harness/target.ts';
import type { Session, Target } from '../../harness/target.ts';
import { Emulator } from '../../targets/reference/emulator/emulator.ts';
import { DEFAULT_SETUP } from '../../targets/reference/emulator/setup.ts';
import { reference } from '../../targets/reference/reference.ts';
import { openNative } from '../../targets/native/native.ts';
import { buildLibrary } from '../build-library.ts';
import { watchChildren } from '../living-children.ts';
import { requireTool } from '../require-tool.ts';

const childrenLeft = watchChildren();
afterEach(() => expect(childrenLeft()).toEqual([]));

const OPTIONS = { deadlineMs: 5_000 };

/** The planted fault: a set is made on the instance that was opened last, whichever it was asked of. */
class SettingTheLast implements Session {
  static last: Emulator | undefined;
  readonly #own = new Emulator(DEFAULT_SETUP);

  constructor() {
    SettingTheLast.last = this.#own;
  }

  perform(call: Call): Response {
    return (call.kind === 'setMmioMegabytes' ? SettingTheLast.last! : this.#own).perform(call);
  }
}

const leaking = fromSession({ name: 'leaking', version: '1', capabilities: CAPABILITIES }, () => new SettingTheLast());

function doctorOf(target: Target) {
  const run = async (program: readonly Call[]) => (await execute(target, program, OPTIONS)).responses;
  return lookAtTwoInstances({ target: async () => target, run });
}

async function found(target: Target, instancesOnly = true) {
  const facts = await runCampaign(target, { tier: 'ci', programs: 0, seed: 1, corpus: [], ...OPTIONS });
  const ofInstances = facts.counterexamples.filter(({ source }) => source.strategy === 'instances');
  expect(facts.counterexamples.length === ofInstances.length).toBe(instancesOnly);
  return {
    clauses: ofInstances.map(brokenClause),
    repeats: ofInstances.some(({ repeats }) => repeats),
    ...gate(facts).gate,
  };
}

describe('an instance that sets what another one holds', () => {
  test('is warned of by the doctor', async () => {
    expect(await doctorOf(leaking)).toEqual({
      kind: 'warning',
      cause: 'beside another instance readReservation 0 gave reservation 0/0, and alone reservation 3/7',
      cure: 'keep what belongs to an instance in the instance, and nothing of it in statics',
    });
    expect(await doctorOf(reference())).toMatchObject({ kind: 'ok' });
  });

  test('fails, by the strategy on instances alone', { tags: ['slow'] }, async () => {
    const { clauses, repeats, exitCode } = await found(leaking);
    expect(clauses).toContain('accept.both');
    expect([repeats, exitCode]).toEqual([false, 1]);
  });
});

test('what ends an instance is told of its own program, and what comes behind of theirs', async () => {
  const target = fromSession({ name: 'ending', version: '1', capabilities: CAPABILITIES }, () => {
    const own = new Emulator(DEFAULT_SETUP);
    return {
      perform(call) {
        if (call.kind === 'enable') throw new Error('gone');
        return own.perform(call);
      },
    };
  });
  const programs = [
    'allocate 0 server',
    'allocate 0 server\nenable 0',
    'allocate 0 client\nenable 0',
    'allocate 1 server',
  ].map(parseProgram);
  const told: unknown[] = [];
  const numbered = programs.map((program, at) => [10 + at, program] as const);
  await runPrograms(target, numbered, 2, { ...OPTIONS, givesUp: () => false }, ({ responses, end }, index) => {
    told.push([index, end.kind, responses.length]);
    return false;
  });
  expect(told).toEqual([
    [10, 'complete', 1],
    [11, 'complete', 1],
    [11, 'crash', 1],
    [12, 'complete', 1],
    [12, 'crash', 1],
    [13, 'complete', 1],
  ]);
});

test('a target that cannot be used any more is told in its turn, also where a group behind hears of it first', async () => {
  let groups = 0;
  const target: Target = {
    info: { name: 'gone', version: '1', capabilities: CAPABILITIES },
    run: async () => [],
    runAtOnce: async () => {
      groups += 1;
      if (groups === 2) throw new TargetFailure('unusable', 'gone at the second group');
      await new Promise((done) => setTimeout(done, 20));
      return [{ responses: [{ kind: 'status', status: 0 }] }];
    },
  };
  const told: unknown[] = [];
  const numbered = [0, 1, 2].map((at) => [at, parseProgram('allocate 0 server')] as const);
  const running = runPrograms(target, numbered, 1, { ...OPTIONS, givesUp: () => false }, (_, index) => {
    told.push(index);
    return false;
  });
  await expect(running).rejects.toThrow('gone at the second group');
  expect(told).toEqual([0]);
});

describe.runIf(requireTool('gcc'))('a library with one instance for all', () => {
  test('is warned of, and fails', { tags: ['slow'] }, async () => {
    const target = await openNative(
      buildLibrary('c', join(import.meta.dirname, '../targets/native/one-instance.c')),
      OPTIONS,
    );
    try {
      expect(await doctorOf(target)).toMatchObject({ kind: 'warning' });
      const { clauses, exitCode } = await found(target);
      expect(clauses.length).toBeGreaterThan(0);
      expect(exitCode).toBe(1);
    } finally {
      await target.close?.();
    }
  });
});
