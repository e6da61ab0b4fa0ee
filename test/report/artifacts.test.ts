/**
 * What a run leaves in its folder: each file against its schema, the same for the same seed, and good for what it says it is for.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validate } from 'ctrf';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../harness/cli/config.ts';
import { baselineSchema } from '../../harness/verdict/baseline-file.ts';
import { githubAnnotations } from '../../harness/report/files/github-annotations.ts';
import { summaryMarkdown } from '../../harness/report/files/summary.ts';
import { traceSchema } from '../../harness/report/stored/recorded-trace.ts';
import { reportSchema } from '../../harness/report/report-schema.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { WHY_IT_MATTERS } from '../../harness/report/files/why-it-matters.ts';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { emptyFolder, kmcl } from '../cli/kmcl.ts';
import { requireTool } from '../require-tool.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SAMPLE = JSON.parse(readFileSync(path('./sample-report.json'), 'utf8')) as Report;

/** The shape that shields.io documents for its endpoint badge. */
const badgeSchema = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string().min(1),
  color: z.string(),
  isError: z.boolean().optional(),
});

describe('the published schemas are those of the code', () => {
  it.each([
    ['report', reportSchema],
    ['baseline', baselineSchema],
    ['config', configSchema],
    ['trace', traceSchema],
  ])('%s', async (name, schema) => {
    const text = `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(path(`../../docs/${name}.schema.json`));
  });

  it('and the sample report keeps to its own', () => {
    expect(reportSchema.parse(SAMPLE)).toEqual(SAMPLE);
  });
});

const CASES = [
  ['conforming', 'reference', 0],
  ['failing', 'reference:fault=both-zero-accepted', 1],
  ['deviating', 'reference:mmio-megabytes=100', 1],
  ['inconclusive', 'reference:enable=always-fails', 2],
] as const;

describe.each(CASES)('a %s run', (_, target, expected) => {
  let folder: string;
  let report: Report;

  beforeAll(async () => {
    const cwd = emptyFolder();
    const { exitCode } = await kmcl(['--target', target, '--tier', 'smoke', '--seed', '1', '--out', 'out'], { cwd });
    expect(exitCode).toBe(expected);
    folder = join(cwd, 'out');
    report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  });

  it('writes a report that keeps to its schema', () => {
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.gate.exitCode).toBe(expected);
    expect(report.gate.reasons.length > 0).toBe(expected !== 0);
  });

  it.runIf(requireTool('xmllint'))('writes JUnit that keeps to its XSD', () => {
    const { status, stderr } = spawnSync('xmllint', [
      '--noout',
      '--schema',
      path('./junit-10.xsd'),
      join(folder, 'junit.xml'),
    ]);
    expect(stderr.toString()).toContain('validates');
    expect(status).toBe(0);
  });

  it('writes CTRF that keeps to its schema, and adds up', () => {
    const ctrf = JSON.parse(readFileSync(join(folder, 'ctrf.json'), 'utf8'));
    expect(validate(ctrf)).toMatchObject({ valid: true });
    const { tests, passed, failed, skipped, pending, other } = ctrf.results.summary;
    expect(passed + failed + skipped + pending + other).toBe(tests);
    expect(ctrf.results.tests).toHaveLength(tests);
    expect(failed + other > 0).toBe(expected !== 0);
  });

  it('writes a badge that shields.io reads', () => {
    const badge = badgeSchema.parse(JSON.parse(readFileSync(join(folder, 'badge.json'), 'utf8')));
    expect(badge.message).toBe(report.verdict.sentence);
  });

  it('counts every clause once', () => {
    const { crash, timeout, 'adapter-fault': _fault, ...clauses } = report.counts;
    expect([crash, timeout]).toEqual([0, 0]);
    expect(Object.values(clauses).reduce((sum, number) => sum + number, 0)).toBe(report.clauses.length);
  });

  it('tells every step of every counterexample', () => {
    for (const one of report.counterexamples) {
      expect(one.steps).toHaveLength(one.program.length);
      expect(one.steps.map(({ call }) => call)).toEqual(one.program);
      for (const step of one.steps) expect(step.before?.life).toBeDefined();
      expect(readdirSync(join(folder, one.folder)).toSorted()).toEqual(
        ['explain.md', 'replay.kmcl', 'reproduce.c', 'reproduce.test.ts', 'trace.json'].toSorted(),
      );
    }
  });

  it('draws a map and a diagram that agree with the counts', () => {
    expect(report.map.cells).toHaveLength(report.map.states.length * report.map.arguments.length);
    for (const { state, arguments: shape, calls } of report.map.cells) {
      const cell = report.cells.find((row) => row.state === state && row.call === `setMmioMegabytes ${shape}`);
      expect(cell?.calls ?? 0).toBe(calls);
    }
    for (const { from, to } of report.transitions.edges) {
      expect(report.transitions.states).toContain(from);
      expect(report.transitions.states).toContain(to);
    }
  });
});

describe('the folder of a failure', () => {
  const TARGET = 'reference:fault=both-zero-accepted';
  let cwd: string;
  let folder: string;

  beforeAll(async () => {
    cwd = emptyFolder();
    await kmcl(['--target', TARGET, '--tier', 'smoke', '--seed', '1', '--out', 'out'], { cwd });
    const [name] = readdirSync(join(cwd, 'out', 'failures'));
    folder = join(cwd, 'out', 'failures', name!);
  });

  it('replays, and judges, as it says', async () => {
    const replay = await kmcl(['replay', join(folder, 'replay.kmcl'), '--target', TARGET], { cwd });
    expect(replay.exitCode).toBe(1);
    const judged = await kmcl(['judge', join(folder, 'trace.json')], { cwd });
    expect(judged.stdout).toMatch(/^FAIL {2}refuse\.both-zero/m);
    expect(judged.exitCode).toBe(1);
  });

  it('explains itself', () => {
    const text = readFileSync(join(folder, 'explain.md'), 'utf8');
    expect(text).toContain('# refuse.both-zero (MUST) KM-C7E1F38E');
    expect(text).toContain('**Why it matters:** a driver that computed nothing by mistake');
    expect(text).toContain('- permitted: 0xC000000D STATUS_INVALID_PARAMETER (error)\n');
  });

  it.runIf(requireTool('gcc'))('has C that compiles against the prototypes of KMCL', () => {
    const include = emptyFolder();
    writeFileSync(join(include, 'ntddk.h'), readFileSync(path('./kernel-prototypes.h'), 'utf8'));
    writeFileSync(join(include, 'VmbusKernelModeClientLibApi.h'), '');
    const words = ['-fsyntax-only', '-Wall', '-Werror', '-I', include, join(folder, 'reproduce.c')];
    expect(execFileSync('gcc', words).toString()).toBe('');
  });

  it('has a test that fails by itself, and passes on the reference', { tags: ['slow'] }, () => {
    const root = path('../..');
    const place = emptyFolder();
    mkdirSync(join(place, 'node_modules'));
    symlinkSync(root, join(place, 'node_modules', 'kmcl-conformance'));
    symlinkSync(join(root, 'node_modules', 'vitest'), join(place, 'node_modules', 'vitest'));
    writeFileSync(join(place, 'reproduce.test.ts'), readFileSync(join(folder, 'reproduce.test.ts'), 'utf8'));
    const run = (target: string) =>
      spawnSync(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run'], {
        cwd: place,
        encoding: 'utf8',
        env: { ...process.env, KMCL_TARGET: target, VITEST: undefined },
      });
    const failing = run(TARGET);
    expect(failing.stdout + failing.stderr).toContain('refuse.both-zero at call 2');
    expect(failing.status).toBe(1);
    expect(run('reference').status).toBe(0);
  });
});

it('is the same for the same seed, but for the times', { tags: ['slow'] }, async () => {
  const run = async () => {
    const cwd = emptyFolder();
    await kmcl(['--target', 'reference:fault=first-wins', '--seed', '42', '--out', 'out'], { cwd });
    const files = readdirSync(join(cwd, 'out'), { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const timeless = (text: string) =>
      text.replace(
        /time(stamp)?="[^"]*"|"startedAt": ?"[^"]*"|"(start|stop|durationMs)": ?\d+|value="[0-9a-f]{64}"/g,
        '',
      );
    return files
      .filter(({ name }) => name !== 'results.ndjson')
      .map(({ name, parentPath }) => [name, timeless(readFileSync(join(parentPath, name), 'utf8'))]);
  };
  const first = await run();
  expect(first.length).toBeGreaterThan(8);
  expect(await run()).toEqual(first);
});

it('every clause says why it matters', () => {
  expect(Object.keys(WHY_IT_MATTERS).toSorted()).toEqual([...CLAUSE_IDS].toSorted());
});

describe('what a target says', () => {
  const evil = '<script>alert(1)</script> | `x` \u001b[31m\n::error::boo';
  const report: Report = { ...SAMPLE, target: { ...SAMPLE.target, name: evil } };

  it('is text in Markdown, and no markup', () => {
    const text = summaryMarkdown(report);
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('&#60;script&#62;');
  });

  it('is capped where GitHub caps it', () => {
    const many = Array.from({ length: 40 }, () => SAMPLE.counterexamples[0]!);
    const lines = githubAnnotations({ ...report, counterexamples: many });
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('::notice title=more::31 more in the summary');
    expect(lines[0]).toMatch(/^::error title=accept\.unbounded::call 2, /);
  });
});
