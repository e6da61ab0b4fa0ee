/** The plainest isolation there is, as a yardstick: one call a message, over the channel that `fork` gives. */
import type { Session } from '../../harness/target.ts';
import { openNative } from '../../targets/native/native.ts';

const [library = ''] = process.argv.slice(2);
const target = await openNative(library, { deadlineMs: 1_000, unsafeInProcess: true });
let session: Session | undefined;

process.on('message', (call: Parameters<Session['perform']>[0] | 'fresh') => {
  if (call === 'fresh') {
    session?.close?.();
    session = target.open?.();
    process.send?.(null);
    return;
  }
  const response = session?.perform(call);
  process.send?.(response?.kind === 'space' ? { ...response, address: '', size: '' } : response);
});
process.send?.(null);
