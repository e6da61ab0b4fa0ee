/**
 * `reproduce.c` of a native target, compiled by the line in its own head: it fails on the library in which the failure was found, and
 * passes on one without the fault.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cDriver } from '../../harness/report/files/c-driver.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { runFromReport } from '../../harness/report/stored/run-from-report.ts';
import { buildLibrary } from '../build-library.ts';
import { emptyFolder, kmcl } from '../cli/kmcl.ts';
import { requireTool } from '../require-tool.ts';

const C_EXAMPLE = join(import.meta.dirname, '../../targets/examples/c/channel.c');
const HISTORY = join(import.meta.dirname, '../targets/native/history.c');
const STRICT = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-fsyntax-only'];

async function reproduced(source: string, flag: string) {
  const cwd = emptyFolder();
  copyFileSync(buildLibrary('c', source, { flags: [`-D${flag}`] }), join(cwd, 'faulty one.so'));
  copyFileSync(buildLibrary('c', source), join(cwd, 'honest.so'));
  const words = ['--tier', 'smoke', '--programs', '200', '--seed', '1', '--out', 'the report'];
  await kmcl(['run', '--target', 'native:./faulty one.so', ...words], { cwd });
  const report: Report = JSON.parse(readFileSync(join(cwd, 'the report/report.json'), 'utf8'));
  // What was seen once, or is a question of two programs, has no program of its own.
  const alone = report.counterexamples.filter(({ repeats, kind }) => repeats && kind !== 'inconsistent');
  return alone.map((one) => {
    const file = join('the report', one.folder, 'reproduce.c');
    const [, line] = /^ \* {5}(cc .*)$/m.exec(readFileSync(join(cwd, file), 'utf8'))!;
    const inShell = (command: string) => spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8' });
    return {
      one,
      strict: spawnSync('gcc', [...STRICT, file], { cwd, encoding: 'utf8' }).stderr,
      faulty: inShell(line!),
      honest: inShell('./reproduce ./honest.so'),
    };
  });
}

describe.runIf(requireTool('gcc'))('the program of a failure', () => {
  it('prints each call with its answer and what is expected', { tags: ['slow'] }, async () => {
    const [first] = await reproduced(C_EXAMPLE, 'FAULT_BOTH_ZERO_ACCEPTED');
    expect(first!.strict).toBe('');
    expect(first!.faulty.stdout).toMatchInlineSnapshot(`
      "    1  allocate 0 server  -> 0x00000000  expected: STATUS_SUCCESS (0x00000000)
          2  setMmioMegabytes 0 0 0  -> 0x00000000  expected: STATUS_INVALID_PARAMETER (0xc000000d)
      FAILS
      "
    `);
    expect(first!.faulty.status).toBe(1);
    expect(first!.honest.stdout).toMatch(/-> 0xc000000d {2}expected: .*\nPASSES\n$/);
    expect(first!.honest.status).toBe(0);
  });

  it.each([
    [C_EXAMPLE, 'FAULT_SPACES_OVERLAP'],
    [C_EXAMPLE, 'FAULT_SPACE_IN_32_BITS'],
    [C_EXAMPLE, 'FAULT_OFFER_OUTLIVES_DISABLE'],
    [HISTORY, 'CRASH_AT=7'],
    [HISTORY, 'LEAK'],
  ])('%s %s', { tags: ['slow'] }, async (source, flag) => {
    const all = await reproduced(source, flag);
    expect(all.length).toBeGreaterThan(0);
    for (const { one, strict, faulty, honest } of all) {
      const told = { of: one.signature.id, strict, faulty: faulty.status, honest: honest.status };
      expect(told, `${faulty.stdout}${honest.stdout}`).toEqual({ ...told, strict: '', faulty: 1, honest: 0 });
    }
  });
});

it('is no program where one run in one process does not show the failure', () => {
  const sample: Report = JSON.parse(readFileSync(join(import.meta.dirname, 'sample-report.json'), 'utf8'));
  const [found] = runFromReport(sample, 'sample').result.counterexamples;
  expect(cDriver(found!, 'x.so')).toBeDefined();
  expect(cDriver({ ...found!, repeats: false }, 'x.so')).toBeUndefined();
  const { finding: _, ...rest } = found as typeof found & { readonly finding?: object };
  const inconsistent = { ...rest, kind: 'inconsistent', clause: 'held.set', earlier: [] } as unknown as typeof found;
  expect(cDriver(inconsistent!, 'x.so')).toBeUndefined();
});
