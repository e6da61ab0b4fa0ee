import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Program } from '../../../harness/target.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { type Served, serve } from '../../../targets/remote/serve.ts';
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

test.each([1, 20_261_122])(
  'a wire that loses, delays, repeats and cuts changes no answer (seed %d)',
  async (seed) => {
    const proxy = await chaosProxy(Number(new URL(served.address).port), seed, RATES);
    const target = await openRemote(`tcp://127.0.0.1:${proxy.port}`, {
      deadlineMs: 150,
      helloMs: 500,
      connections: 2,
      windowMax: 32,
    });
    const programs = Array.from({ length: PROGRAMS }, (_, index) => program(index + 1));
    const disturbed = await Promise.all(programs.map((each) => target.run(each)));
    await target.close();
    proxy.close();

    const toy = toyTarget();
    expect(disturbed).toEqual(await Promise.all(programs.map((each) => toy.run(each))));
    console.log(`seed ${seed}: ${JSON.stringify(proxy.done)} done, ${target.flaky} failures that did not repeat`);
    for (const harm of Object.values(proxy.done)) expect(harm).toBeGreaterThan(0);
    expect(target.flaky).toBeGreaterThan(0);
    expect(target.notices.length).toBeGreaterThan(0);
  },
  60_000,
);
