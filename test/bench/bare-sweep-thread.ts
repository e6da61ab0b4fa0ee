/** The yardstick of a sweep: the same two calls a pair on the emulator, without comparing any answer. */
import { parentPort } from 'node:worker_threads';
import { reference } from '../../targets/reference/reference.ts';

const open = reference().open!;

parentPort!.on('message', ({ from, to }: { readonly from: number; readonly to: number }) => {
  const session = open();
  session.perform({ kind: 'allocate', channel: 0, endpoint: 'server' });
  const set = { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 0, mmioMegabytesOptional: 0 } as const;
  const pair: { mmioMegabytes: number; mmioMegabytesOptional: number } = set;
  const read = { kind: 'readReservation', channel: 0 } as const;
  for (let number = from; number < to; number += 1) {
    pair.mmioMegabytes = number >>> 16;
    pair.mmioMegabytesOptional = number & 0xffff;
    session.perform(set);
    session.perform(read);
  }
  parentPort!.postMessage({ from, to });
});
