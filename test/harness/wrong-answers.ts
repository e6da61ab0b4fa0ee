/** Programs that pass through every kind of state, and their runs with each answer in turn put in the place of the right one. */
import { executeInProcess } from '../../harness/execute/execute.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { parseProgram } from '../../harness/program/program.ts';
import { NO_OFFER } from '../../spec/call.ts';
import type { Response } from '../../spec/call.ts';
import type { Program } from '../../harness/target.ts';
import { reference } from '../../targets/reference/reference.ts';

export const PROGRAMS: readonly Program[] = [
  'allocate 0 server; readReservation 0; setMmioMegabytes 0 0 0; readReservation 0; setMmioMegabytes 0 4 8; readReservation 0; setMmioMegabytes 0 2 0; readReservation 0; readOffer 0',
  'allocate 0 server; setMmioMegabytes 0 0 3; enable 0; readOffer 0; readReservation 0; setMmioMegabytes 0 1 0; readOffer 0; setMmioMegabytes 0 0 0; readReservation 0',
  'allocate 0 server; setMmioMegabytes 0 4 8; enable 0; disable 0; readReservation 0; setMmioMegabytes 0 1 0; readReservation 0; readOffer 0; enable 0; readOffer 0',
  'allocate 0 server; setMmioMegabytes 0 4 8; enable 0; start 0; readReservation 0; pause 0; readOffer 0; guestOpen 0; getMmioSpace 0; getMmioSpace 0; setMmioMegabytes 0 9 9; guestClose 0; readOffer 0; setMmioMegabytes 0 9 9; guestOpen 0; getMmioSpace 0',
  'allocate 0 server; setMmioMegabytes 0 4 8; enable 0; guestOpen 0; getMmioSpace 0; allocate 1 server; setMmioMegabytes 1 2 65534; readReservation 0; readOffer 0; enable 1; guestOpen 1; getMmioSpace 1; getMmioSpace 0; disable 1; getMmioSpace 0',
  'allocate 3 client; readReservation 3; setMmioMegabytes 3 4 0; readReservation 3; readOffer 3; setMmioMegabytes 3 0 0; cleanup 3; setMmioMegabytes 3 1 0; allocate 3 server; readReservation 3; setMmioMegabytes 3 1 0; readReservation 3',
  'setMmioMegabytes null 1 0; setMmioMegabytes null 0 0; setMmioMegabytes forged 0 0; setMmioMegabytes forged 0 1; setMmioMegabytes null 0 0',
  'allocate 0 server; setMmioMegabytes 0 4 8; cleanup 0; setMmioMegabytes 0 0 0; setMmioMegabytes 0 4 0; allocate 0 server; readReservation 0; enable 0; readOffer 0; setMmioMegabytes 0 0 0; setMmioMegabytes null 0 0',
  'allocate 0 server; allocate 1 server; setMmioMegabytes 1 7 0; readReservation 0; setMmioMegabytes 0 7 0; setMmioMegabytes 1 4 4; readReservation 0; enable 1; readReservation 1; readOffer 1; readReservation 0',
].map((text) => parseProgram(text.replaceAll('; ', '\n')));

/** Misuse is only for targets that claim to survive it. */
export const MISUSE: readonly Program[] = [
  'allocate 0 server; disable 0; setMmioMegabytes 0 4 0; enable 0; enable 0; guestClose 0; cleanup 0; readReservation 0',
  'allocate 0 server; guestOpen 0; start 0; getMmioSpace 0; setMmioMegabytes 0 4 8; readReservation 0; enable 0; readOffer 0',
].map((text) => parseProgram(text.replaceAll('; ', '\n')));

const statuses = [0, 0x103, 0xc000_000d, 0xc000_00ef, 0xc000_0001].map((status): Response => ({
  kind: 'status',
  status,
}));
const MEGABYTE = 1n << 20n;

/** Answers of the same kind as the right one. */
function others(right: Response): readonly Response[] {
  switch (right.kind) {
    case 'status':
      return statuses.filter((one) => one.kind === 'status' && one.status !== right.status);
    case 'nothing':
      return [];
    case 'reservation':
      return [
        [0, 0],
        [1, 0],
        [right.mmioMegabytesOptional, right.mmioMegabytes],
      ].map(([mmioMegabytes = 0, mmioMegabytesOptional = 0]) => ({
        kind: 'reservation',
        mmioMegabytes,
        mmioMegabytesOptional,
      }));
    case 'offer':
      return [
        NO_OFFER,
        { ...right, mmioMegabytes: 0, mmioMegabytesOptional: 0 },
        { ...right, bytes: new Uint8Array(196) },
      ];
    case 'no-offer':
      return [{ kind: 'offer', mmioMegabytes: 4, mmioMegabytesOptional: 8 }];
    case 'space':
      return [
        { ...right, address: 0n },
        { ...right, address: right.address + MEGABYTE },
        { ...right, size: right.size + 1n },
        { ...right, size: 13n * MEGABYTE },
        { kind: 'space', address: 0n, size: 0n },
      ];
    default:
      return right satisfies never;
  }
}

const kinds = [
  reference(),
  reference({ afterDisable: 'reset', precedence: 'amounts-first' }),
  reference({ reading: 'state-model' }),
];

/** The runs of a program on targets that conform, and each of the first one's with one answer replaced. */
export function runsOf(program: Program): readonly Trace[] {
  const honest = kinds.map((target) => executeInProcess(target.open!, program));
  const [first] = honest as [Trace];
  const wrong = first.responses.flatMap((right, at) =>
    others(right).map((other): Trace => ({ ...first, responses: first.responses.with(at, other) })),
  );
  return [...honest, ...wrong];
}
