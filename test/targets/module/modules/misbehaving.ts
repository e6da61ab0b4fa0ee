import { writeSync } from 'node:fs';
import type { Call, Response } from '../../../../spec/call.ts';
import { fromSession } from '../../../../harness/target.ts';
import type { Target } from '../../../../harness/target.ts';

/** What each amount makes this module do; every other amount is answered as it should be. */
export const MISDEEDS = {
  exit: 600,
  exitWell: 601,
  hang: 602,
  stdout: 603,
  throw: 604,
  abort: 605,
  memory: 606,
  fraction: 607,
  tooLarge: 608,
  notBigint: 609,
  wrongKind: 610,
  missing: 611,
  never: 612,
  later: 613,
} as const;

const SUCCESS: Response = { kind: 'status', status: 0 };
const hoard: Buffer[] = [];

/** In one process: what it is told holds for one instance, and a channel that was told nothing holds the most there is. */
export const session = fromSession(
  { name: 'misbehaving', version: '1', capabilities: ['reservation', 'mmio-space'] },
  () => {
    const held = new Map<Call['channel'], number>();
    return {
      perform(call): Response {
        if (call.kind === 'setMmioMegabytes') {
          held.set(call.channel, call.mmioMegabytes);
          return misbehave(call.mmioMegabytes);
        }
        if (call.kind === 'allocate' || call.kind === 'enable') return SUCCESS;
        if (call.kind === 'readReservation') {
          return { kind: 'reservation', mmioMegabytes: held.get(call.channel) ?? 65_535, mmioMegabytesOptional: 0 };
        }
        if (call.kind === 'getMmioSpace') return { kind: 'space', address: 2n ** 63n, size: 2n ** 64n - 1n };
        return { kind: 'nothing' };
      },
    };
  },
);

function misbehave(amount: number): Response {
  switch (amount) {
    case MISDEEDS.exit:
      return process.exit(7);
    case MISDEEDS.exitWell:
      return process.exit(0);
    case MISDEEDS.hang:
      for (;;);
    case MISDEEDS.stdout:
      console.log('eight megabytes');
      return SUCCESS;
    case MISDEEDS.throw:
      writeSync(2, 'about to throw\n');
      throw new Error('out of address space');
    case MISDEEDS.abort:
      return process.abort();
    case MISDEEDS.memory:
      for (;;) hoard.push(Buffer.alloc(2 ** 24, 1));
    case MISDEEDS.fraction:
      return { kind: 'status', status: 0.5 };
    case MISDEEDS.tooLarge:
      return { kind: 'reservation', mmioMegabytes: 70_000, mmioMegabytesOptional: 0 };
    case MISDEEDS.notBigint:
      return { kind: 'space', address: 1, size: 2 } as unknown as Response;
    case MISDEEDS.wrongKind:
      return { kind: 'no-offer' };
    case MISDEEDS.missing:
      return undefined as unknown as Response;
    default:
      return SUCCESS;
  }
}

function amounts(program: readonly Call[]): number[] {
  return program.flatMap((call) => (call.kind === 'setMmioMegabytes' ? [call.mmioMegabytes] : []));
}

/** A function, and one that gives a promise: the widest form of export that is taken. */
export async function target(): Promise<Target> {
  return {
    info: session.info,
    async run(program) {
      if (amounts(program).includes(MISDEEDS.never)) await new Promise(() => undefined);
      if (amounts(program).includes(MISDEEDS.later)) await new Promise((resolve) => setTimeout(resolve, 20));
      return session.run(program);
    },
  };
}
