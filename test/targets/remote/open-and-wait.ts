/** Opens the given target, prints the processes that this started as a JSON array, and waits to be ended. */
import { execFileSync } from 'node:child_process';
import { openRemote } from '../../../targets/remote/remote.ts';

await openRemote(String(process.argv[2]), { deadlineMs: 3000 });
const table = execFileSync('ps', ['-eo', 'pid=,ppid=,pgid='], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/).map(Number));
const children = table.filter(([, parent]) => parent === process.pid).map(([pid]) => pid);
const started = table.filter(([, , group]) => children.includes(group) && group !== process.pid);
console.log(JSON.stringify(started.map(([pid]) => pid)));
setInterval(() => undefined, 1000);
