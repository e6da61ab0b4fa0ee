/**
 * `node dist/test/score/compare-checkouts.js --base PATH`: shows that a change of the sources changed no outcome. Runs the command of
 * this checkout and of the one at PATH, both built, on the reference and on faults spread over the shelf, and prints where verdict,
 * counts, coverage or counterexamples differ. Ends with 1 where any do.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report } from '../../harness/report/report-schema.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    faults: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    tier: { type: 'string', default: 'ci' },
  },
});
/** As this file is compiled: dist/test/score. */
const HERE = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = 'dist/targets/main.js';

if (values.base === undefined) throw new Error('name the other checkout: --base PATH');
const base = resolve(values.base);
for (const checkout of [base, HERE]) {
  if (!existsSync(join(checkout, MAIN))) throw new Error(`${checkout} is not built: npm run build there`);
}

function targets(): readonly string[] {
  const count = Math.min(Number(values.faults), FAULTS.length);
  const spread = Array.from({ length: count }, (_, index) => FAULTS[Math.floor((index * FAULTS.length) / count)]!.name);
  return ['reference', ...spread.map((name) => `reference:fault=${name}`)];
}

interface Ended {
  readonly exitCode: number | null;
  readonly report: Report;
}

/** In an empty folder of its own: neither a corpus nor a configuration may take part. */
async function run(checkout: string, target: string): Promise<Ended> {
  const cwd = mkdtempSync(join(tmpdir(), 'kmcl-compare-'));
  const words = ['run', '--target', target, '--tier', values.tier, '--seed', values.seed, '--json'];
  const child = spawn(process.execPath, [join(checkout, MAIN), ...words], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const exitCode = await new Promise<number | null>((done) => child.on('close', done));
  rmSync(cwd, { recursive: true });
  try {
    return { exitCode, report: JSON.parse(Buffer.concat(pieces).toString()) as Report };
  } catch {
    throw new Error(`${checkout} gave no report on ${target}, and ended with ${exitCode}`);
  }
}

/** What has to stay the same, as lines by what they are about. Times and the strength of other sources are left out. */
function outcome({ exitCode, report }: Ended): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  const enter = (about: string, value: unknown) => lines.set(about, JSON.stringify(value));
  enter('exit code', exitCode);
  enter('verdict', report.verdict.kind);
  enter('counts', report.counts);
  enter('programs and calls', [report.programs, report.calls]);
  enter('readings', report.readings);
  enter('choices', report.choices);
  for (const { id, outcome: end, exercised, decisive, breached } of report.clauses) {
    enter(`clause ${id}`, { outcome: end, exercised, decisive, breached });
  }
  for (const { name, programs, calls, endedEarly } of report.strategies) {
    enter(`strategy ${name}`, { programs, calls, endedEarly });
  }
  for (const { kind, clause, program, certificate } of report.counterexamples) {
    enter(`counterexample of ${clause ?? kind}`, { kind, program, certificate });
  }
  return lines;
}

function differences(before: Ended, after: Ended): readonly string[] {
  const [old, now] = [outcome(before), outcome(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((about) => old.get(about) !== now.get(about))
    .flatMap((about) => [`  ${about}`, `    base ${old.get(about) ?? '-'}`, `    here ${now.get(about) ?? '-'}`]);
}

const waiting = [...targets()];
const total = waiting.length;
let differing = 0;

async function worker(): Promise<void> {
  for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
    const found = differences(await run(base, target), await run(HERE, target));
    if (found.length > 0) differing += 1;
    console.log(found.length === 0 ? `same      ${target}` : `DIFFERENT ${target}\n${found.join('\n')}`);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, worker));
console.log(
  `${total - differing} of ${total} targets have the same outcome at tier ${values.tier}, seed ${values.seed}`,
);
process.exitCode = differing === 0 ? 0 : 1;
