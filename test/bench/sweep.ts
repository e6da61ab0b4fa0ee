/**
 * `npm run bench:sweep [PAIRS]`: a sweep of the reference beside a bare loop over the emulator, both on two threads, in turns.
 * Without a number a slice of 2^27 pairs; 4294967296 for all of them, once.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PAIRS } from '../../harness/pair-plan.ts';
import { SWEPT_STATES } from '../../harness/sweep/swept-states.ts';
import type { SweptState } from '../../harness/sweep/swept-states.ts';
import { referenceSweeper } from '../../targets/reference/sweeper.ts';
import { writeSection } from '../score/strength-page.ts';
import { plansOf, sweepAll } from '../sweep-all.ts';
import { median } from './interleaved.ts';

const THREADS = 2;
const SLICE = 2 ** 27;
const SPAN = 2 ** 24;
const pairs = Number(process.argv[2] ?? SLICE);
const turns = pairs > SLICE ? 1 : 5;

async function swept(states: readonly SweptState[]): Promise<void> {
  const sweeper = referenceSweeper('');
  await sweepAll(sweeper, plansOf(sweeper, states), { from: 0, to: pairs }, THREADS);
}

async function bare(): Promise<void> {
  const url = new URL('bare-sweep-thread.js', import.meta.url);
  let next = 0;
  await Promise.all(
    Array.from({ length: THREADS }, async () => {
      const worker = new Worker(url);
      while (next < pairs) {
        const span = { from: next, to: Math.min(pairs, next + SPAN) };
        next = span.to;
        await new Promise((done) => {
          worker.once('message', done);
          worker.postMessage(span);
        });
      }
      await worker.terminate();
    }),
  );
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

const times = { fresh: [] as number[], all: [] as number[], bare: [] as number[] };
for (let turn = 0; turn < turns; turn += 1) {
  times.fresh.push(await seconds(() => swept(['fresh'])));
  times.bare.push(await seconds(bare));
  times.all.push(await seconds(() => swept(SWEPT_STATES)));
}
const [fresh, loop, all] = [median(times.fresh), median(times.bare), median(times.all)];
const WHY =
  'The bare loop looks at no answer, so that an engine need not make those of its reads; the sweep compares each answer with what is due.';
const lines = [
  `${pairs.toLocaleString('en-US')} pairs on ${THREADS} threads, median of ${turns}`,
  `  sweep of the reference, a fresh channel       ${fresh.toFixed(1).padStart(7)} s`,
  `  bare loop over the emulator, the same calls   ${loop.toFixed(1).padStart(7)} s`,
  `  sweep in all ${SWEPT_STATES.length} states                        ${all.toFixed(1).padStart(7)} s`,
  `  ratio ${(fresh / loop).toFixed(2)}; all 2^32 pairs at this pace ${((fresh * PAIRS) / pairs).toFixed(0)} s, in all states ${((all * PAIRS) / pairs).toFixed(0)} s`,
];
console.log(lines.join('\n'));
if (pairs === PAIRS) {
  const section = `## Every pair\n\nWritten by \`npm run bench:sweep ${PAIRS}\`, all pairs, one turn each:\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n\n${WHY}`;
  writeSection(fileURLToPath(new URL('../../../docs/strength.md', import.meta.url)), 'sweep', section);
}
