/** Who a target is: another one where it was built anew, and nothing is said of two builds as if they were one. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalog } from '../targets/catalog.ts';
import { moduleIdentity } from '../targets/module/module-identity.ts';
import { emptyFolder, kmcl } from './cli/kmcl.ts';
import { QUICK } from './museum.ts';
import { moduleThat, RIGHT } from './status-only.ts';

it('a library is another one where it was built anew, for a run that goes on and for parts that are merged', async () => {
  const cwd = emptyFolder();
  const file = join(cwd, 'a.so');
  const identity = () => catalog.identity(`native:${file}`);
  expect(await identity()).toBeUndefined();
  writeFileSync(file, 'one build');
  const before = await identity();
  expect(before).toMatch(/^a\.so sha256:[0-9a-f]{64}$/);
  writeFileSync(file, 'another build');
  expect(await identity()).not.toBe(before);
  // Nor where what it is linked with was, if it lies beside it.
  writeFileSync(file, 'is linked with libcore.so\0');
  writeFileSync(join(cwd, 'libother.so'), 'nothing to it');
  const alone = await identity();
  writeFileSync(join(cwd, 'libother.so'), 'something else');
  expect(await identity()).toBe(alone);
  writeFileSync(join(cwd, 'libcore.so'), 'one build');
  const linked = await identity();
  writeFileSync(join(cwd, 'libcore.so'), 'another one');
  expect(new Set([alone, linked, await identity()]).size).toBe(3);
});

it.each([
  ["import './inner.js'", 'inner.ts'],
  ["export { target } from /* here */ './inner.mjs'", 'inner.mts'],
  ['await import(`./inner.ts`)', 'inner.ts'],
  ["await import(new URL('./inner.ts', import.meta.url))", 'inner.ts'],
  ["import data from './data.json'", 'data.json'],
  ["import './folder'", 'folder/main.js'],
])('a module is another one where what it takes by %s has changed', async (text, name) => {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'folder'));
  writeFileSync(join(cwd, 'folder/package.json'), '{"main":"main.js"}');
  writeFileSync(join(cwd, 'm.ts'), `${text};\n`);
  writeFileSync(join(cwd, name), '1;\n');
  const before = moduleIdentity(join(cwd, 'm.ts'));
  writeFileSync(join(cwd, name), '2;\n');
  expect(moduleIdentity(join(cwd, 'm.ts'))).not.toBe(before);
  // What it writes is none of it.
  writeFileSync(join(cwd, 'm.ts'), `${text}; writeFileSync('./seen.json', '');\n`);
  const writing = moduleIdentity(join(cwd, 'm.ts'));
  writeFileSync(join(cwd, 'seen.json'), '{}');
  expect(moduleIdentity(join(cwd, 'm.ts'))).toBe(writing);
});

it('a target that is built anew while it is tried is not said to conform', async () => {
  const cwd = emptyFolder();
  const anew = "(await import('node:fs')).appendFileSync(new URL(import.meta.url), '// another build');\n";
  writeFileSync(join(cwd, 'm.mjs'), `${anew}${moduleThat(RIGHT)}`);
  const { exitCode, stdout } = await kmcl(['run', '--target', 'module:m.mjs', ...QUICK, '--require', 'status'], {
    cwd,
  });
  expect(stdout).toMatch(/INCONCLUSIVE .*the run ended early: the target was built anew while it was tried/);
  expect(exitCode).toBe(2);
});

it('a module is another one where a file that it imports has changed', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'm.ts'), "export { target } from './inner.ts';\n");
  writeFileSync(join(cwd, 'inner.ts'), 'export const target = 1;\n');
  const before = moduleIdentity(join(cwd, 'm.ts'));
  expect(moduleIdentity(join(cwd, 'm.ts'))).toBe(before);
  writeFileSync(join(cwd, 'inner.ts'), 'export const target = 2;\n');
  expect(moduleIdentity(join(cwd, 'm.ts'))).not.toBe(before);
  expect(existsSync(join(cwd, 'm.ts'))).toBe(true);
});
