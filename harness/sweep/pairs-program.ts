import type { Call } from '../../spec/call.ts';
import type { Program } from '../target.ts';
import { pairOf } from './sweep.ts';

/** One channel on which each pair from `from` up to `to` is set and read back. */
export function pairsProgram(from: number, to: number): Program {
  const calls: Call[] = [{ kind: 'allocate', channel: 0, endpoint: 'server' }];
  for (let number = from; number < to; number += 1) {
    calls.push({ kind: 'setMmioMegabytes', channel: 0, ...pairOf(number) }, { kind: 'readReservation', channel: 0 });
  }
  return calls;
}
