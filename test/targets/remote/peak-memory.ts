/** Prints how a run against the given target ended, and by how much this process grew meanwhile at most. */
import { TargetFailure } from '../../../harness/target.ts';
import { openRemote } from '../../../targets/remote/remote.ts';

const target = await openRemote(String(process.argv[2]), { deadlineMs: 1500 });
const before = process.memoryUsage().rss;
let peak = before;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 10);
const end = await target.run([{ kind: 'allocate', channel: 0, endpoint: 'server' }]).catch((error: unknown) => error);
clearInterval(watch);
await target.close();
console.log(
  JSON.stringify({
    kind: end instanceof TargetFailure ? end.kind : 'answered',
    grownMiB: Math.round((peak - before) / (1 << 20)),
  }),
);
