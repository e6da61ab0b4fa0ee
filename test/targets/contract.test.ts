/**
 * The contract of a target, held by every way to reach one: the same cases in process, in a process of its own, and over each
 * wire. Programs go through `execute`, as in a campaign, which is where a response's shape is looked at.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call, Response } from '../../spec/call.ts';
import { execute } from '../../harness/execute/execute.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { Program, Target } from '../../harness/target.ts';
import { watchChildren } from '../living-children.ts';
import { DEADLINE_MS, HANG_MS, WAYS } from './contract-ways.ts';
import type { SkippableCase, Way } from './contract-ways.ts';

const childrenLeft = watchChildren();

const ALLOCATE: Call = { kind: 'allocate', channel: 0, endpoint: 'server' };
const READ: Call = { kind: 'readReservation', channel: 0 };
const SUCCESS: Response = { kind: 'status', status: 0 };

const setting = (amount: number): Program => [
  ALLOCATE,
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: amount, mmioMegabytesOptional: 0 },
  READ,
  { kind: 'cleanup', channel: 0 },
];
const answersTo = (amount: number): readonly Response[] => [
  SUCCESS,
  SUCCESS,
  { kind: 'reservation', mmioMegabytes: amount, mmioMegabytesOptional: 0 },
  { kind: 'nothing' },
];
const run = (target: Target, program: Program) => execute(target, program, { deadlineMs: DEADLINE_MS });
const complete = (amount: number) => ({ responses: answersTo(amount), end: { kind: 'complete' } });

/** A process that hangs is ended and started anew, which takes seconds: over a socket the same is told of a hang. */
const isSlowAtHangs = ({ name }: Way) => ['module', 'native', 'stdio'].includes(name);
/** A process is started anew here too, and over stdio the same is shown. */
const isSlowAmongRuns = ({ name }: Way) => name === 'module' || name === 'native';

/** Connections and processes that this process holds. */
function held(): readonly string[] {
  return process.getActiveResourcesInfo().filter((name) => /TCPSocket|Pipe|Process/.test(name));
}

const skipped: string[] = [];

describe.each(WAYS)('$name', (way: Way) => {
  // One target for all cases: each also shows that it answers after what the one before did to it.
  let target: Target;
  let idle: readonly string[];
  beforeAll(async () => {
    await way.prepare?.();
    idle = held();
    target = await way.open(DEADLINE_MS);
  });
  afterAll(async () => {
    await target.close?.();
    await way.cleanUp?.();
    expect(childrenLeft()).toEqual([]);
    if (way === WAYS.at(-1)) process.stdout.write(`contract: left out ${skipped.join('; ')}\n`);
  });

  /** A case that this way may have a reason to leave out. */
  function testUnlessSkipped(name: SkippableCase, body: () => Promise<void>): void {
    const reason = way.skipped[name];
    if (reason === undefined) test(name, { tags: name === 'a timeout' && isSlowAtHangs(way) ? ['slow'] : [] }, body);
    else skipped.push(`${way.name}: ${name} (${reason})`);
  }

  test('tells who it is and what it can', async () => {
    expect(target.info).toEqual({ name: 'misbehaving', version: '1', capabilities: way.capabilities });
  });

  test('answers each call once, in order', async () => {
    expect(await run(target, setting(8))).toMatchObject(complete(8));
    expect(await run(target, [])).toMatchObject({ responses: [], end: { kind: 'complete' } });
  });

  test('begins each run with a fresh instance, and answers the same program the same way', async () => {
    const before = await run(target, [ALLOCATE, READ]);
    expect(before.end.kind).toBe('complete');
    expect(await run(target, setting(8))).toMatchObject(complete(8));
    expect(await run(target, [ALLOCATE, READ])).toEqual(before);
    expect(await run(target, setting(8))).toMatchObject(complete(8));
  });

  test('takes as many runs at once as it says, and gives each its own answers', async () => {
    for (let round = 0; round < 3; round += 1) {
      const amounts = Array.from({ length: target.runsMax ?? 1 }, (_, index) => index + 1);
      const traces = await Promise.all(amounts.map((amount) => run(target, setting(amount))));
      expect(traces).toMatchObject(amounts.map(complete));
    }
  });

  test('a crash names the call, and the next run is answered', async () => {
    const { end } = await run(target, setting(way.misdeeds.crash));
    expect(end).toMatchObject({ kind: 'crash', at: 1 });
    expect(await run(target, setting(8))).toMatchObject(complete(8));
  });

  const tags = isSlowAmongRuns(way) ? ['slow'] : [];
  test('a crash among runs under way is held against its own program alone', { tags }, async () => {
    const count = Math.min(8, target.runsMax ?? 1);
    const culprit = count >> 1;
    const amounts = Array.from({ length: count }, (_, index) => (index === culprit ? way.misdeeds.crash : index + 1));
    const traces = await Promise.all(amounts.map((amount) => run(target, setting(amount))));
    expect(traces.map(({ end }) => end.kind)).toEqual(
      amounts.map((_, index) => (index === culprit ? 'crash' : 'complete')),
    );
  });

  testUnlessSkipped('a timeout', async () => {
    const hurried = await way.open(HANG_MS);
    const { end } = await run(hurried, setting(way.misdeeds.timeout));
    expect(end.kind).toBe('timeout');
    expect(await run(hurried, setting(8))).toMatchObject(complete(8));
    await hurried.close?.();
  });

  test("an answer that breaks the contract is the adapter's fault, and names the call", async () => {
    const { end } = await run(target, setting(way.misdeeds.brokenContract));
    expect(end).toMatchObject({ kind: 'adapter-fault', message: expect.stringContaining('setMmioMegabytes') });
    expect(await run(target, setting(8))).toMatchObject(complete(8));
  });

  test('what cannot be reached is unusable', async () => {
    const failure = await way
      .openUnusable()
      .then((unusable) => run(unusable, setting(8)))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TargetFailure);
    expect(failure).toHaveProperty('kind', 'unusable');
  });

  testUnlessSkipped('abandon', async () => {
    // Need not settle, and where it does, it does so with a failure.
    const abandoned = target.run(setting(way.misdeeds.timeout)).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    target.abandon!();
    expect(await run(target, setting(8))).toMatchObject(complete(8));
    const settled = await Promise.race([abandoned, new Promise((resolve) => setTimeout(resolve, 0))]);
    if (settled !== undefined) expect(settled).toBeInstanceOf(TargetFailure);
  });

  testUnlessSkipped('close', async () => {
    await target.close!();
    await expect.poll(held, { timeout: 10_000 }).toEqual(idle);
    expect(childrenLeft()).toEqual([]);
  });
});
