/**
 * A wire that loses, delays, repeats and cuts lines changes no verdict.
 *
 * @module-tag slow
 */
import { gate } from '../../../harness/verdict/gate.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import { printProgram } from '../../../harness/program/program.ts';
import type { Program, Target } from '../../../harness/target.ts';
import { reference } from '../../../targets/reference/reference.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { type Served, serve } from '../../../targets/remote/serve/serve.ts';
import { chaosProxy } from './chaos-proxy.ts';
import { toyTarget } from './toy-target.ts';

const PROGRAMS = 10_000;
const RATES = { drop: 0.001, delay: 0.01, duplicate: 0.002, cut: 0.001 };

let served: Served;
beforeAll(async () => {
  served = await serve(toyTarget(), { listen: 'tcp://127.0.0.1:0', announce: () => undefined });
});
afterAll(() => served.drain());

/** No two programs have the same answer, so that one that was lost or swapped shows. */
function program(index: number): Program {
  const set = { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: index, mmioMegabytesOptional: index % 7 } as const;
  return [
    { kind: 'allocate', channel: 0, endpoint: 'server' },
    set,
    { kind: 'readReservation', channel: 0 },
    { kind: 'readOffer', channel: 0 },
    { kind: 'cleanup', channel: 0 },
  ];
}

/** How many ends did not repeat. */
function told({ unrepeated = [] }: Target): number {
  return unrepeated.reduce((sum, { count }) => sum + count, 0);
}

test.each([1, 20_261_122])(
  'a wire that loses, delays, repeats and cuts changes no answer (seed %d)',
  async (seed) => {
    const proxy = await chaosProxy(Number(new URL(served.address).port), seed, RATES);
    const target = await openRemote(`tcp://127.0.0.1:${proxy.port}`, {
      deadlineMs: 150,
      helloMs: 500,
      connections: 2,
      windowMax: 32,
      sameAccidentsMax: Infinity,
    });
    const programs = Array.from({ length: PROGRAMS }, (_, index) => program(index + 1));
    const disturbed = await Promise.all(programs.map((each) => target.run(each)));
    await target.close();
    proxy.close();

    const toy = toyTarget();
    expect(disturbed).toEqual(await Promise.all(programs.map((each) => toy.run(each))));
    console.log(`seed ${seed}: ${JSON.stringify(proxy.done)} done, ${told(target)} failures that did not repeat`);
    for (const harm of Object.values(proxy.done)) expect(harm).toBeGreaterThan(0);
    expect(told(target)).toBeGreaterThan(0);
  },
  60_000,
);

/** Boundary, complete-0 and so many random ones make 10,000 programs. */
const RANDOM_PROGRAMS = 8_100;

async function verdictOf(target: Target) {
  const facts = await runCampaign(target, {
    tier: 'smoke',
    programs: RANDOM_PROGRAMS,
    reading: 'documented',
    seed: 7,
    selects: () => true,
    deadlineMs: 150,
    corpus: [],
    searchProgramsMax: 400,
  });
  const { gate: decided, clauses } = gate(facts, { tolerateFlaky: 1_000_000 });
  const { choices, counterexamples, programs, calls } = facts;
  const forms = counterexamples.map(({ minimized }) => printProgram(minimized.program));
  return { exitCode: decided.exitCode, clauses, choices, forms, programs, calls };
}

test.each([undefined, 'sum-signed', 'closed-refusal-offered'])(
  'a campaign of 10,000 programs over such a wire comes to the same verdict (fault %s)',
  async (fault) => {
    const target = reference(fault === undefined ? {} : { fault });
    const behind = await serve(target, { listen: 'tcp://127.0.0.1:0', announce: () => undefined });
    const proxy = await chaosProxy(Number(new URL(behind.address).port), 20_261_122, RATES);
    const remote = await openRemote(`tcp://127.0.0.1:${proxy.port}`, {
      deadlineMs: 150,
      helloMs: 500,
      connections: 2,
      windowMax: 32,
      sameAccidentsMax: Infinity,
    });
    const disturbed = await verdictOf(remote);
    await remote.close();
    proxy.close();
    await behind.drain();

    expect(disturbed).toEqual(await verdictOf(target));
    console.log(`fault ${fault}: ${JSON.stringify(proxy.done)} done, ${told(remote)} failures that did not repeat`);
    if (fault === undefined) expect(disturbed.programs).toBeGreaterThanOrEqual(PROGRAMS);
    expect(told(remote)).toBeGreaterThan(0);
  },
);
