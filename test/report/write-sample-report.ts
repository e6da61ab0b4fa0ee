/**
 * Writes `sample-report.json`: the report of a target with two faults, one of them in a baseline, as a fixture for whatever
 * shows reports. Run it again when the schema changes: `npm run build && npx jiti test/report/write-sample-report.ts`.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kmclProcess } from '../cli/kmcl.ts';

const SAMPLE = fileURLToPath(new URL('./sample-report.json', import.meta.url));
const TARGET = 'reference:fault=sum-wraps,mmio-megabytes=100';

const cwd = mkdtempSync(join(tmpdir(), 'kmcl-'));
const words = ['run', '--target', TARGET, '--seed', '1', '--out', 'out'];
await kmclProcess(words, { cwd });
await kmclProcess(
  ['baseline', 'add', 'out/report.json', '--clause', 'space.*', '--reason', 'The guest has no more room.'],
  {
    cwd,
  },
);
const { exitCode } = await kmclProcess([...words, '--baseline', 'kmcl-baseline.yaml', '--today', '2026-01-01'], {
  cwd,
});
const report = JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));
const still = report.strategies.map(({ name }: { name: string }) => ({ name, durationMs: 100 }));
report.times = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 400, strategies: still };
writeFileSync(SAMPLE, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`exit code ${exitCode}, ${report.counterexamples.length} counterexamples\n`);
