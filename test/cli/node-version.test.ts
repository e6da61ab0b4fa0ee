/** A Node that is too old says so in one line, and ends with 4: it could not even link the rest. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { NODE_VERSION_MIN, tooOldNode } from '../../harness/cli/node-version.ts';
import { importsOf } from '../architecture/source-tree.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, MAIN } from './kmcl.ts';

it.each([
  ['20.19.0', false],
  ['20.20.2', false],
  ['22.0.0', false],
  ['100.0.0', false],
  ['20.18.3', true],
  ['20.9.0', true],
  ['18.20.8', true],
  ['9.99.0', true],
])('%s is too old: %s', (version, isTooOld) => {
  expect(tooOldNode(version)).toBe(
    isTooOld ? `error: kmcl-conformance needs Node 20.19 or later, and this is ${version}` : undefined,
  );
});

it('is the version that the package asks for', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe(`>=${NODE_VERSION_MIN}`);
});

it('is looked at before anything else is loaded', () => {
  expect(importsOf('harness/cli/node-version.ts')).toEqual([]);
  expect(readFileSync(MAIN, 'utf8').match(/^import .*/gm)).toEqual([expect.stringContaining('node-version.js')]);
});

/** npm's own `node` package, where the registry can be reached. */
const node18 = () => spawnSync('npx', ['-y', 'node@18', '--version'], { encoding: 'utf8', timeout: 120_000 });

it.runIf(requireTool('npx'))('a real one ends with 4', { tags: ['slow'] }, (context) => {
  if (node18().stdout?.startsWith('v18.') !== true) {
    if (process.env['CI'] === 'true') throw new Error('no Node 18 can be had here, and CI tries one');
    return context.skip('no Node 18 can be had here');
  }
  const words = ['-y', 'node@18', MAIN, 'run', '--target', 'reference'];
  const { status, stdout, stderr } = spawnSync('npx', words, { cwd: emptyFolder(), encoding: 'utf8' });
  expect(stderr).toMatch(/^error: kmcl-conformance needs Node 20\.19 or later, and this is 18\.[\d.]+\n$/);
  expect(stdout).toBe('');
  expect(status).toBe(4);
});
