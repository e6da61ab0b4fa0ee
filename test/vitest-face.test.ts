/**
 * The face for Vitest under targets and filters that could turn it green: what it tells as passed was tried, and what was not tried
 * is skipped with a reason.
 *
 * @module-tag slow
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder } from './cli/kmcl.ts';

const ROOT = join(import.meta.dirname, '..');

interface Told {
  readonly status: number | null;
  readonly tests: readonly {
    readonly title: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
  readonly text: string;
}

/** Runs this test file in a project of its own, in which the package is installed. */
function vitest(test: string, words: readonly string[] = []): Told {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(ROOT, join(cwd, 'node_modules', 'kmcl-conformance'));
  symlinkSync(join(ROOT, 'node_modules', 'vitest'), join(cwd, 'node_modules', 'vitest'));
  writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(cwd, 'a.test.mjs'), test);
  const run = [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    '--outputFile=out.json',
  ];
  const env = { ...process.env, VITEST: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...run, ...words], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  // A target can break what Vitest itself is computed with: then there is no report, and no green.
  const { testResults } = existsSync(join(cwd, 'out.json'))
    ? JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))
    : { testResults: [] };
  return {
    status,
    tests: testResults.flatMap((file: any) => file.assertionResults),
    text: stdout + stderr + JSON.stringify(testResults),
  };
}

const face = (target: string, options = "{ tier: 'smoke' }") => `
  import { conformance } from 'kmcl-conformance/vitest';
  import { catalog } from 'kmcl-conformance/targets';
  const open = (name) => catalog.open(name, { deadlineMs: 5000 });
  ${target}
  conformance(target, ${options});`;

const withStatus = ({ tests }: Told, status: string) => tests.filter((test) => test.status === status);

it('the reference passes, with all that was tried', () => {
  const told = vitest(face("const target = () => open('reference');"));
  expect(withStatus(told, 'failed')).toEqual([]);
  expect(withStatus(told, 'passed').length).toBeGreaterThan(36);
  expect(told.status).toBe(0);
});

it('what was never tried is skipped, and the last test fails', () => {
  const claims =
    'async () => { const t = await open("reference"); return { ...t, info: { ...t.info, capabilities: [] } }; }';
  const told = vitest(face(`const target = ${claims};`));
  expect(withStatus(told, 'passed').length).toBeLessThan(20);
  expect(withStatus(told, 'skipped').length + withStatus(told, 'pending').length).toBeGreaterThan(15);
  expect(withStatus(told, 'failed').map(({ title }) => title)).toEqual(['comes to a verdict that passes']);
  expect(told.status).toBe(1);
});

const PATCHES: readonly (readonly [name: string, code: string])[] = [
  ['Array.prototype.filter', 'Array.prototype.filter = () => [];'],
  ['Array.prototype.flatMap', 'Array.prototype.flatMap = () => [];'],
  ['Array.prototype.some', 'Array.prototype.some = () => false;'],
  ['Map.prototype.set', 'Map.prototype.set = function () { return this; };'],
  ['Date.now', 'Date.now = () => 0;'],
  ['Math.random', 'Math.random = () => 0;'],
];

it.each(PATCHES)('a target that replaces %s is not green', (_, code) => {
  const patching = `async () => {
    const t = await open('reference:fault=both-zero-accepted');
    const { open: begin } = t;
    return { ...t, open: undefined, run: async (program) => { const answers = await t.run(program); ${code} return answers; } };
  }`;
  const told = vitest(face(`const target = ${patching};`));
  expect(withStatus(told, 'passed')).toEqual([]);
  expect(told.status).not.toBe(0);
});

it('a target that exits is not green', () => {
  const told = vitest(
    face(
      `const target = async () => { const t = await open('reference'); return { ...t, open: undefined, run: async () => process.exit(0) }; };`,
    ),
  );
  expect(told.status).toBe(1);
});

it('a campaign that was cut short fails the last test', () => {
  const dies = `async () => {
    const t = await open('reference');
    let runs = 0;
    const { TargetFailure } = await import('kmcl-conformance');
    return { ...t, open: undefined, run: async (program) => { if (++runs > 1000) throw new TargetFailure('unusable', 'it went away'); return t.run(program); } };
  }`;
  const told = vitest(face(`const target = ${dies};`));
  expect(withStatus(told, 'failed').map(({ title }) => title)).toContain('comes to a verdict that passes');
  expect(told.text).toContain('the run ended early: it went away');
  expect(told.status).toBe(1);
});

it('a filter that leaves the failure out does not leave out the verdict', () => {
  const told = vitest(face("const target = () => open('reference:fault=both-zero-accepted');"), [
    '-t',
    'accept.required',
  ]);
  expect(told.text).toContain('DOES NOT CONFORM: refuse.both-zero (MUST)');
  expect(told.status).toBe(1);
});

it('a filter that matches nothing passes nothing', () => {
  const told = vitest(face("const target = () => open('reference:fault=both-zero-accepted');"), ['-t', 'no such test']);
  expect(withStatus(told, 'passed')).toEqual([]);
});
