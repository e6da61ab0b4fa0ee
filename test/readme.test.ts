/**
 * What the README shows is what happens: its target conforms, and without a guard it does not; its failure and its sentences are
 * those that a run prints.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SUITE_VERSION } from '../harness/version.ts';
import { emptyFolder, kmcl } from './cli/kmcl.ts';
import { FILLINGS } from './cli/stub-fillings.ts';
import { requireTool } from './require-tool.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const VERDICT = readFileSync(join(ROOT, 'docs/verdict.md'), 'utf8');
const MODULE = /```ts\n(import \{ fromSession[\s\S]*?)```/.exec(README)![1]!;

/** In a folder in which nothing is installed: what the module imports of this package is the package that runs it. */
function tried(module: string, ...words: readonly string[]) {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'my-target.ts'), module);
  return kmcl(['run', '--target', 'module:./my-target.ts', '--seed', '1', ...words], { cwd });
}

it('names the package as npm pack does', () => expect(README).toContain(`kmcl-conformance-${SUITE_VERSION}.tgz,`));

it('shows a target of under sixty lines that conforms', async () => {
  expect(MODULE.split('\n').length).toBeLessThan(60);
  const { exitCode, stdout } = await tried(MODULE);
  expect(stdout).toMatch(/^CONFORMS/m);
  expect(exitCode).toBe(0);
});

it.each([
  ['both zero', /^.*STATUS_INVALID_PARAMETER\);\n/m, 'refuse.both-zero'],
  ['the state', /channel\?\.state !== 'fresh'/, 'refuse.disabled'],
])('no longer conforms without its guard on %s', { tags: ['slow'] }, async (_, guard, clause) => {
  const unguarded = MODULE.replace(guard, clause === 'refuse.disabled' ? '!channel' : '');
  const { exitCode, stdout } = await tried(unguarded, '--tier', 'smoke');
  expect(stdout).toMatch(new RegExp(`^FAIL {2}${clause}`, 'm'));
  expect(exitCode).toBe(1);
});

it('shows a failure as it comes out', async () => {
  const [, sample] = /```text\n([\s\S]*?)```/.exec(README)!;
  const words = ['run', '--target', 'reference:fault=both-zero-accepted', '--tier', 'smoke', '--seed', '1'];
  // A test is not started by npx, and lines to copy begin as the run was started.
  expect((await kmcl(words)).stdout).toContain(sample!.trimEnd().replaceAll('npx kmcl', 'kmcl'));
});

const FAULT = ['--target', 'reference:fault=both-zero-accepted'];
it.each([
  ['CONFORMS in status, reservation, offer, space: 37 of 37 clauses verified', 0, ['--target', 'reference']],
  ['CONFORMS on a selection: 9 of 37 clauses (--clause held.*)', 0, ['--target', 'reference', '--clause', 'held.*']],
  ['DOES NOT CONFORM: refuse.both-zero (MUST)', 1, FAULT],
  ['PART 1 of 2: no verdict before the parts are merged', 2, ['--target', 'reference', '--shard', '1/2']],
])('shows "%s", which ends with %i', async (sentence, code, words) => {
  for (const page of [README, VERDICT]) expect(page).toContain(`| \`${sentence}\` | ${code} |`);
  const { stdout, exitCode } = await kmcl(['run', ...words, '--tier', 'smoke', '--quiet'], { cwd: emptyFolder() });
  expect(stdout).toBe(`${sentence}\n`);
  expect(exitCode).toBe(code);
});

const python = (page: string) => /```python\n([\s\S]*?)```/.exec(page)![1]!;
it.runIf(requireTool('python3'))(
  'shows the smallest adapter, as docs/adapters.md does; the doctor finds nothing wrong with it',
  async () => {
    const lines = python(README);
    expect(python(readFileSync(join(ROOT, 'docs/adapters.md'), 'utf8'))).toMatch(lines);
    const cwd = emptyFolder();
    const { implementation } = FILLINGS['python']!;
    const bus = `
class Bus:
    def perform(self, call):
        if call["kind"] == "allocate":
            self.mine = Mine()
        if call["kind"] == "readReservation":
            return {"reservation": dict(zip(("mmioMegabytes", "mmioMegabytesOptional"), self.mine.held))}
        if call["kind"] in ("disable", "cleanup"):
            return {}
        is_set = call["kind"] == "setMmioMegabytes"
        code = self.mine.set(call["mmioMegabytes"], call["mmioMegabytesOptional"]) if is_set else self.mine.enable() if call["kind"] == "enable" else 0
        return {"status": f"0x{code:08x}"}

`;
    writeFileSync(join(cwd, 'adapter.py'), `import json, sys\n${implementation}${bus}${lines}`);
    writeFileSync(join(cwd, 'kmcl.config.json'), '{ "target": "stdio:python3 adapter.py" }');
    const { exitCode, stdout } = await kmcl(['doctor'], { cwd });
    expect(stdout).toMatch(/: mine 1$/m);
    expect(stdout).toContain(' 0 problems, ');
    expect(exitCode).toBe(0);
  },
);
