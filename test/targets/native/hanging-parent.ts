/** Opens a library that hangs, says so when the call is under way, and waits to be killed. */
import { openNative } from '../../../targets/native/native.ts';

const [library = ''] = process.argv.slice(2);
const target = await openNative(library, { deadlineMs: 600_000 });
void target.run([
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 703, mmioMegabytesOptional: 0 },
]);
setTimeout(() => process.stdout.write('hanging\n'), 200);
