/** What `npm ci` brings and says, by the lock files: a newcomer's has no warnings, and what only some need lies in workspaces of its own. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minVersion, satisfies } from 'semver';
import { describe, expect, it } from 'vitest';
import { emptyFolder } from './cli/kmcl.ts';
import { NODES } from './other-nodes.ts';
import { HOW_TO_INSTALL, strykerIn } from './score/mutation/stryker.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const lockOf = (folder: string): Readonly<Record<string, Locked>> =>
  JSON.parse(read(join(folder, 'package-lock.json'))).packages;

interface Locked {
  readonly version: string;
  readonly engines?: { readonly node?: string };
  readonly deprecated?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
}

const WORKSPACES = ['docs', 'test/score/mutation', '.changeset'] as const;
const { allowScripts, engines, devDependencies } = JSON.parse(read('package.json'));
const nameOf = (path: string) => path.split('node_modules/').at(-1)!;
const installed = Object.entries(lockOf('.')).filter(([path]) => path !== '');

describe('npm ci at the root', () => {
  it('warns of no package on any Node that the suite runs on, from the oldest one that it names', () => {
    const nodes = [minVersion(engines.node)!.version, ...Object.values(NODES)];
    expect(nodes[0]).toBe('20.19.0');
    const refuses = ({ engines: needed }: Locked) => nodes.filter((node) => !satisfies(node, needed?.node ?? '*'));
    expect(installed.filter(([, one]) => refuses(one).length > 0).map(([path]) => path)).toEqual([]);
    const release = Object.values(lockOf('.changeset'));
    expect(new Set(release.flatMap(refuses))).toEqual(new Set(['20.19.0', NODES[20]]));
  });

  it('warns of no package that is deprecated', () => {
    expect(installed.length).toBeGreaterThan(200);
    expect(installed.filter(([, { deprecated }]) => deprecated !== undefined)).toEqual([]);
  });

  it('asks nobody whether a package may run a script: none may', () => {
    const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
    expect(allowScripts).toEqual(Object.fromEntries(scripted.map((name) => [name, false])));
    // A project that has the package installed is told how to answer for the one that comes with it.
    expect(read('docs/native.md')).toContain('`"allowScripts": { "koffi": false }`');
    expect(installed.filter(([, one]) => one.hasInstallScript && !one.dev).map(([path]) => nameOf(path))).toContain(
      'koffi',
    );
  });
});

it('tells npm of no Vitest: the npm of Node 20 ends on the peers of Vitest 4 with an error of its own', () => {
  const { peerDependencies, peerDependenciesMeta } = JSON.parse(read('package.json'));
  expect(Object.keys(peerDependencies)).toEqual(['bullmq', 'ioredis']);
  // Package managers that link no more than a package names, as pnpm does, still let it find the project's own.
  expect(peerDependenciesMeta['vitest']).toEqual({ optional: true });
});

describe.each(WORKSPACES)('the workspace in %s', (folder) => {
  const described = JSON.parse(read(join(folder, 'package.json')));
  const locked = lockOf(folder);

  it('is never published, holds each package to one version, and its lock file is that of its package file', () => {
    expect(described.private).toBe(true);
    expect(Object.values(described.devDependencies).filter((range) => !/^\d+\.\d+\.\d+$/.test(String(range)))).toEqual(
      [],
    );
    const { name, devDependencies: own } = described;
    expect(locked['']).toMatchObject({ name, devDependencies: own });
    for (const [one, version] of Object.entries(own)) expect(locked[`node_modules/${one}`]!.version).toBe(version);
  });

  it('has what the root has not, and CONTRIBUTING says so', () => {
    const names = Object.keys(described.devDependencies);
    expect(names.filter((name) => name in devDependencies)).toEqual([]);
    expect(installed.filter(([path]) => names.includes(nameOf(path)))).toEqual([]);
    const page = read('CONTRIBUTING.md');
    for (const word of [`\`${folder}/\``, ...names.map((name) => `\`${name}\``)]) expect(page).toContain(word);
  });
});

describe('npm run score:mutation', () => {
  it('brings no Vitest of its own, which would not know what that of the suite runs', () => {
    expect(Object.keys(lockOf('test/score/mutation')).filter((path) => nameOf(path) === 'vitest')).toEqual([]);
    expect(read('test/score/mutation/.npmrc')).toMatch(/^legacy-peer-deps=true$/m);
  });

  it('says how StrykerJS is installed where it is not, and does not take one from further up', async () => {
    const root = emptyFolder();
    const put = (folder: string) => {
      const own = join(root, folder, 'node_modules/@stryker-mutator/core');
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'package.json'), '{ "name": "@stryker-mutator/core", "exports": "./index.mjs" }');
      writeFileSync(join(own, 'index.mjs'), `export const Stryker = ${JSON.stringify(folder)};`);
    };
    put('.');
    expect(await strykerIn(root)).toBeUndefined();
    expect(read('test/score/mutation.ts')).toContain('(await strykerIn(ROOT)) ?? endWith(HOW_TO_INSTALL)');
    const [, workspace] = /^.*: npm ci --prefix (\S+)$/.exec(HOW_TO_INSTALL)!;
    expect(WORKSPACES).toContain(workspace);
    put(workspace!);
    expect(await strykerIn(root)).toBe(workspace);
  });
});

it('a release is made in its own workspace, whose packages never see the token', () => {
  const steps = read('.github/workflows/release.yml').split(/^ {6}- /m);
  const inWorkspace = steps.filter((step) => step.includes('working-directory: .changeset'));
  expect(inWorkspace.map((step) => /^run: (.*)$/m.exec(step)![1])).toEqual([
    'npm ci --ignore-scripts',
    'npm run release',
  ]);
  expect(steps.filter((step) => step.includes('NODE_AUTH_TOKEN'))).toEqual([inWorkspace[1]]);
  expect(JSON.parse(read('.changeset/package.json')).scripts.release).toBe('cd .. && changeset publish');
  expect(read('.changeset/.npmrc')).toMatch(/^engine-strict=true$/m);
});
