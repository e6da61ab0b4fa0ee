/**
 * Exit codes come from a gate that ran, and from nothing else: no error, no full disk, no reader that goes away and no exit of
 * somebody else's makes or takes a verdict.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildLibrary } from './build-library.ts';
import { emptyFolder, kmcl, kmclProcess, MAIN } from './cli/kmcl.ts';
import { requireTool } from './require-tool.ts';
import { CRASHES, moduleThat, RIGHT } from './status-only.ts';

const FAULTY = 'reference:fault=both-zero-accepted';
const QUICK = '--tier smoke --seed 1';
const isRoot = process.getuid?.() === 0;

interface Row {
  readonly name: string;
  /** A shell command; `kmcl` is the command line. */
  readonly shell: string;
  readonly exit: number;
  readonly says?: RegExp;
  readonly never?: RegExp;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly slow?: true;
}

const BUG = /this is a bug of kmcl-conformance/;

const ROWS: readonly Row[] = [
  { name: 'a target that conforms', shell: `kmcl run --target reference ${QUICK}`, exit: 0 },
  { name: 'one that does not', shell: `kmcl run --target ${FAULTY} ${QUICK} --quiet`, exit: 1 },
  {
    name: 'a reader that goes away',
    shell: `kmcl run --target reference ${QUICK} | head -1`,
    exit: 0,
    never: BUG,
    slow: true,
  },
  {
    name: 'a reader that goes away from a failure',
    shell: `kmcl run --target ${FAULTY} ${QUICK} --json | head -c 10`,
    exit: 1,
    never: BUG,
    slow: true,
  },
  { name: 'a reader that was never there', shell: 'kmcl list faults | true', exit: 0, never: BUG, slow: true },
  { name: 'stdout closed', shell: `kmcl run --target ${FAULTY} ${QUICK} >&-`, exit: 1, never: BUG, slow: true },
  { name: 'stderr closed', shell: `kmcl run --target reference ${QUICK} 2>&-`, exit: 0, slow: true },
  { name: 'both closed', shell: `kmcl run --target ${FAULTY} ${QUICK} >&- 2>&-`, exit: 1, slow: true },
  {
    name: 'stdout full',
    shell: `kmcl run --target reference ${QUICK} >/dev/full`,
    exit: 0,
    says: /^warning: what was to be printed could not be written/m,
    slow: true,
  },
  {
    name: 'stdout full under a failure',
    shell: `kmcl run --target ${FAULTY} ${QUICK} --json >/dev/full`,
    exit: 1,
    says: /^warning: what was to be printed/m,
    never: BUG,
    slow: true,
  },
  { name: 'stderr full', shell: `kmcl run --target reference ${QUICK} 2>/dev/full`, exit: 0, slow: true },
  {
    name: 'a step summary that is full',
    shell: `kmcl run --target ${FAULTY} ${QUICK}`,
    env: { GITHUB_STEP_SUMMARY: '/dev/full' },
    exit: 1,
    says: /warning: the step summary could not be written: ENOSPC/,
    slow: true,
  },
  {
    name: 'a step summary that is a folder',
    shell: `kmcl run --target reference ${QUICK}`,
    env: { GITHUB_STEP_SUMMARY: '/' },
    exit: 0,
    says: /warning: the step summary could not be written/,
    slow: true,
  },
  {
    name: 'a corpus that cannot be written',
    shell: `kmcl run --target ${FAULTY} ${QUICK} --corpus /proc/kmcl-corpus`,
    exit: 1,
    says: /saved +nowhere[^]*replay +nothing was saved[^]*warning: the corpus \/proc\/kmcl-corpus could not be written/,
    never: /\.kmcl/,
    slow: true,
  },
  {
    name: 'a corpus that cannot be written, of a target that conforms',
    shell: `kmcl run --target reference ${QUICK} --corpus /proc/kmcl-corpus`,
    exit: 0,
    slow: true,
  },
  {
    name: 'a report that cannot be written',
    shell: `kmcl run --target reference ${QUICK} --out /proc/kmcl-report`,
    exit: 4,
    says: /^error: cannot write/m,
    slow: true,
  },
  {
    name: 'a link to a full disk in the place of the results, which is replaced',
    shell: `mkdir out; ln -s /dev/full out/results.ndjson; kmcl run --target ${FAULTY} ${QUICK} --out out`,
    exit: 1,
    says: /DOES NOT CONFORM/,
    never: BUG,
    slow: true,
  },
  {
    name: 'a config that ends the process with 0',
    shell: `kmcl run --target reference ${QUICK}`,
    files: { 'kmcl.config.js': 'process.exit(0);' },
    exit: 70,
    says: /this process ended before there was a verdict/,
  },
  {
    name: 'a config that sets the exit code',
    shell: `kmcl run --target ${FAULTY} ${QUICK} --quiet`,
    files: { 'kmcl.config.mjs': "process.on('exit', () => { process.exitCode = 0; }); export default {};" },
    exit: 1,
    slow: true,
  },
  {
    name: 'a config that throws later',
    shell: `kmcl run --target reference ${QUICK}`,
    files: { 'kmcl.config.mjs': "setTimeout(() => { throw new Error('late'); }, 1); export default {};" },
    exit: 70,
    says: /late/,
    slow: true,
  },
  {
    name: 'a config that rejects later',
    shell: `kmcl run --target reference ${QUICK}`,
    files: { 'kmcl.config.mjs': "setTimeout(() => Promise.reject(new Error('late')), 1); export default {};" },
    exit: 70,
    says: /late/,
    slow: true,
  },
  {
    name: 'a config that throws at once',
    shell: 'kmcl run',
    files: { 'kmcl.config.js': "throw new Error('no');" },
    exit: 4,
    says: /^error: cannot read kmcl\.config\.js: no/,
    slow: true,
  },
  {
    name: 'a module that ends its process with 0 as it is loaded',
    shell: `kmcl run --target module:m.mjs ${QUICK}`,
    files: { 'm.mjs': 'process.exit(0);' },
    exit: 5,
    says: /exited with code 0/,
    slow: true,
  },
  {
    name: 'a module that ends its process with 0 at a call',
    shell: `kmcl run --target module:m.mjs ${QUICK}`,
    files: { 'm.mjs': moduleThat(CRASHES) },
    exit: 1,
    says: /CRASH/,
    slow: true,
  },
  {
    name: 'a module that writes to the pipe of the harness',
    shell: `kmcl run --target module:m.mjs ${QUICK}`,
    files: {
      'm.mjs': `import { writeSync } from 'node:fs';\n${moduleThat(`(call, state) => { writeSync(3, 'hello, harness'); return (${RIGHT})(call, state); }`)}`,
    },
    exit: 5,
    says: /wrote bytes of its own to the pipe of the harness/,
    never: BUG,
    slow: true,
  },
  {
    name: 'a module that writes what looks like answers to the pipe',
    shell: `kmcl run --target module:m.mjs ${QUICK}`,
    files: {
      'm.mjs': `import { writeSync } from 'node:fs';\n${moduleThat(`(call, state) => { const b = Buffer.alloc(11); b[0] = 3; b[4] = 5; writeSync(3, b); return (${RIGHT})(call, state); }`)}`,
    },
    exit: 5,
    says: /what are no answers to the pipe/,
    never: BUG,
    slow: true,
  },
  { name: 'help', shell: 'kmcl --help', exit: 0, slow: true },
  { name: 'the version', shell: 'kmcl --version', exit: 0, slow: true },
  { name: 'a group without a command', shell: 'kmcl baseline', exit: 4, slow: true },
  { name: 'completions', shell: 'kmcl complete zsh', exit: 0, slow: true },
  {
    name: 'a shard without a program',
    shell: 'kmcl run --target reference --tier smoke --shard 9999/9999',
    exit: 4,
    slow: true,
  },
];

function shell(command: string, cwd: string, env: NodeJS.ProcessEnv = {}) {
  const defined = `kmcl() { '${process.execPath}' '${MAIN}' "$@"; }; set -o pipefail; ${command}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', defined], {
    cwd,
    env: { ...process.env, GITHUB_STEP_SUMMARY: '', GITHUB_ACTIONS: '', ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { exitCode: status, text: stdout + stderr };
}

function held({ shell: command, exit, says, never, files = {}, env }: Row): void {
  const cwd = emptyFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  const { exitCode, text } = shell(command, cwd, env);
  if (says !== undefined) expect(text).toMatch(says);
  if (never !== undefined) expect(text).not.toMatch(never);
  expect(exitCode).toBe(exit);
}

describe('the exit code of', () => {
  const rows = (isSlow: boolean) =>
    ROWS.filter(({ slow }) => (slow === true) === isSlow).map((row) => [row.name, row] as const);
  it.each(rows(false))('%s', (_, row) => held(row));
  it.each(rows(true))('%s', { tags: ['slow'] }, (_, row) => held(row));
});

it('a folder that cannot be written costs what is saved there, and not the verdict', { tags: ['slow'] }, () => {
  // Root may write in every folder but those of the kernel.
  const cwd = isRoot ? '/proc' : emptyFolder();
  if (!isRoot) chmodSync(cwd, 0o555);
  const { exitCode, text } = shell(`kmcl run --target ${FAULTY} ${QUICK}`, cwd);
  expect(text).toMatch(/warning: the corpus kmcl-corpus could not be written/);
  expect(exitCode).toBe(1);
  if (isRoot) return;
  chmodSync(cwd, 0o755);
  rmSync(cwd, { recursive: true });
});

const EXITS = `
#define KMCL_TARGET_IMPLEMENTATION
#include <stdlib.h>
#include <unistd.h>
#include "kmcl_target.h"
static const kmcl_description about = { 1, sizeof(kmcl_description), "exits", "1", 0, 0 };
const kmcl_description *kmcl_describe(void) { return &about; }
void *kmcl_open(void) { static int one; return &one; }
void kmcl_close(void *instance) { (void)instance; }
int32_t kmcl_perform(void *instance, const kmcl_call *call, kmcl_response *response) {
  (void)instance; (void)call; (void)response;
  END;
  return 0;
}
`;

it.skipIf(!requireTool('gcc')).each([['exit(0)'], ['_exit(0)'], ['abort()']])(
  'a library in this process that calls %s gives no verdict',
  { tags: ['slow'] },
  async (end) => {
    const cwd = emptyFolder();
    const source = join(cwd, `${end.replace(/\W/g, '')}.c`);
    writeFileSync(source, EXITS.replace('END;', `${end};`));
    const library = buildLibrary('c', source);
    const { exitCode, stderr } = await kmclProcess(
      ['run', '--target', `native:${library}`, ...QUICK.split(' '), '--unsafe-in-process'],
      { cwd },
    );
    expect(stderr).toMatch(/the library ended this process (with code 0|by SIGABRT) before there was a verdict/);
    expect(exitCode).toBe(5);
  },
);

it.each([['both-zero-accepted'], ['zero-ranked-by-turns'], ['closed-refusal-offered']])(
  'with what a run of %s found in the baseline, the same run settles at once',
  { tags: ['slow'] },
  async (fault) => {
    const cwd = emptyFolder();
    const words = ['run', '--target', `reference:fault=${fault}`, ...QUICK.split(' '), '--out', 'out'];
    await kmcl(words, { cwd });
    await kmcl(['baseline', 'add', 'out/report.json', '--reason', 'known', '--baseline', 'b.yaml'], { cwd });
    expect((await kmcl([...words, '--baseline', 'b.yaml'], { cwd })).exitCode).toBe(0);
  },
);

it('signatures of four digits, as older suites had them, are told as stale', async () => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'x'));
  const known = '{ clause: refuse.both-zero, signature: KM-35C6, kind: known-failure, reason: old }';
  writeFileSync(join(cwd, 'b.yaml'), `version: 1\nfailures:\n  - ${known}\n`);
  const words = ['run', '--target', FAULTY, ...QUICK.split(' '), '--baseline', 'b.yaml', '--out', 'out'];
  const { exitCode } = await kmcl(words, { cwd });
  expect(exitCode).toBe(1);
  expect(readFileSync(join(cwd, 'out', 'report.json'), 'utf8')).toContain('a signature of an older suite');
});
