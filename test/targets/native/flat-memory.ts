/** Runs 1,000,000 programs through one host and prints the resident memory of both processes on the way, in MiB. */
import { readFileSync } from 'node:fs';
import type { Program } from '../../../harness/target.ts';
import { openNative } from '../../../targets/native/native.ts';
import { livingChildren } from '../../living-children.ts';

const PROGRAMS = 1_000_000;
const [library = ''] = process.argv.slice(2);

const programs: Program[] = Array.from({ length: 500 }, (_, index) => [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: index, mmioMegabytesOptional: 1 },
  { kind: 'readReservation', channel: 0 },
  { kind: 'enable', channel: 0 },
  { kind: 'readOffer', channel: 0 },
  { kind: 'guestOpen', channel: 0 },
  { kind: 'getMmioSpace', channel: 0 },
  { kind: 'disable', channel: 0 },
  { kind: 'cleanup', channel: 0 },
]);

function residentMiB(pid: number): number {
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kibibytes) / 1_024);
}

const target = await openNative(library, { deadlineMs: 5_000 });
const [child = 0] = livingChildren();
let done = 0;
const samples: { harness: number; child: number }[] = [];

async function lane(): Promise<void> {
  while (done < PROGRAMS) {
    const index = done;
    done += 1;
    await target.run(programs[index % programs.length] ?? []);
    if (index % 50_000 !== 0) continue;
    // What is garbage is not growth.
    globalThis.gc?.();
    samples.push({ harness: residentMiB(process.pid), child: residentMiB(child) });
  }
}

await Promise.all(Array.from({ length: target.runsMax ?? 1 }, lane));
process.stdout.write(`${JSON.stringify(samples)}\n`);
await target.close?.();
