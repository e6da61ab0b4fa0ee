/** Calls that the contract does not have, made to see whether an adapter says so. */
import { CALL_KINDS } from '../../spec/call.ts';
import { TargetFailure } from '../../harness/target.ts';
import { CALL_BYTES, RESPONSE_BYTES } from '../abi/layout.ts';
import type { Memory, NativeLibrary } from './library.ts';

export interface BadCallReply {
  readonly name: string;
  /** What `kmcl_perform` returned. */
  readonly result: number;
}

const BAD_CALLS = [
  { name: 'a kind that there is not', kind: 200, channel: 0 },
  { name: 'allocate in slot 16', kind: CALL_KINDS.indexOf('allocate'), channel: 16 },
  { name: 'enable of an empty slot', kind: CALL_KINDS.indexOf('enable'), channel: 3 },
];

export function makeBadCalls(library: NativeLibrary, memory: Memory): readonly BadCallReply[] {
  return BAD_CALLS.map(({ name, kind, channel }) => {
    const instance = library.open();
    if (instance === null) throw new TargetFailure('adapter-fault', 'kmcl_open returned NULL');
    const call = new Uint8Array(CALL_BYTES);
    call.set([kind, channel]);
    const response = new Uint8Array(RESPONSE_BYTES);
    const result = library.perform(instance, memory.addressOf(call), memory.addressOf(response));
    library.close(instance);
    return { name, result };
  });
}
