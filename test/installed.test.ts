/**
 * The package in other people's hands: installed by npm into empty projects, on each Node that it says it runs on and in each Vitest that
 * it says it runs in. Nodes and Vitests come from npm's registry, in pinned versions, and are kept in node_modules/.cache.
 *
 * @module-tag slow
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder } from './cli/kmcl.ts';
import { installInCache, node, NODES, npm, QUIET } from './other-nodes.ts';
import { requireTool } from './require-tool.ts';

const ROOT = join(import.meta.dirname, '..');
/** Vitest 5 runs on Node 22 and later; the 4 is the one that these tests run in. */
const VITESTS = { 3: '3.2.7', 5: '5.1.2' } as const;

const folder = emptyFolder();
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A clean HOME: nothing that this user has set up is found. */
async function run(file: string, words: readonly string[], cwd: string): Promise<Ended> {
  const { KMCL_TARGET: _, VITEST: __, ...inherited } = process.env;
  const env = { ...inherited, HOME: join(folder, 'home') };
  try {
    return { status: 0, ...(await promisify(execFile)(file, words, { cwd, env, maxBuffer: 1 << 26 })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

async function vitest(major: 3 | 4 | 5): Promise<string> {
  if (major === 4) return join(ROOT, 'node_modules/vitest');
  return join(await installInCache(`vitest-${VITESTS[major]}`, [`vitest@${VITESTS[major]}`]), 'node_modules/vitest');
}

/** Installs what was packed into an empty project; gives its folder. */
async function project(name: string, packed: string, ...words: readonly string[]): Promise<string> {
  const made = join(folder, name);
  mkdirSync(made);
  writeFileSync(join(made, 'package.json'), '{ "private": true, "type": "module" }');
  await npm(['install', ...QUIET, ...words, packed], made);
  return made;
}

const main = (of: string) => join(of, 'node_modules/kmcl-conformance/dist/targets/main.js');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const NATIVE = readFileSync(join(ROOT, 'docs/native.md'), 'utf8');
const [, MY_TARGET] = /saved as `my-target\.ts`.*?```ts\n(.*?)```/s.exec(README)!;
const [, C_SOURCE] = /take these for a start:\n\n```c\n(.*?)```/s.exec(NATIVE)!;
const [, C_BUILD] = /^(cc -O2 -shared .* -o channel\.so)$/m.exec(NATIVE)!;

let packed: string;
let bytes: number;
/** Without the scripts of packages, and without what is optional. */
let plain: string;
let bare: string;
beforeAll(async () => {
  mkdirSync(join(folder, 'home'));
  const [told] = JSON.parse(await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT));
  packed = join(folder, told.filename);
  bytes = told.size;
  [plain, bare] = await Promise.all([
    project('plain', packed, '--ignore-scripts'),
    project('bare', packed, '--omit=optional'),
  ]);
  writeFileSync(join(plain, 'my-target.ts'), MY_TARGET!);
});

describe('the package', () => {
  it('is at most a megabyte', () => {
    expect(bytes).toBeLessThanOrEqual(1_000_000);
  });

  it('is as publint would have it', async () => {
    const { messages } = await publint({
      pkgDir: join(plain, 'node_modules/kmcl-conformance'),
      pack: false,
      strict: true,
    });
    expect(messages).toEqual([]);
  });

  it('has types that resolve from modules, by every entry', async () => {
    const attw = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const { status, stdout } = await run(
      process.execPath,
      [attw, packed, '--profile', 'esm-only', '--format', 'json'],
      folder,
    );
    const { analysis, problems = {} } = JSON.parse(stdout);
    expect(Object.keys(analysis.entrypoints).length).toBeGreaterThan(3);
    // What requires a module instead of importing it, and TypeScript before 4.7, are not for this package.
    const kinds = new Set(
      Object.values<any>(problems)
        .flat()
        .map(({ resolutionKind }) => resolutionKind),
    );
    expect([...kinds].toSorted()).toEqual(['node10', 'node16-cjs']);
    expect(status).toBe(0);
  });
});

it('the last stage of the Dockerfile, its commands run here, is a small suite that runs, and its bill names all of it', async () => {
  const places = { '/suite': join(folder, 'image'), '/packed': folder, '/usr/local/bin': join(folder, 'image-bin') };
  const stage = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .split(/^FROM .*$/m)
    .at(-1)!;
  mkdirSync(places['/suite']);
  mkdirSync(places['/usr/local/bin']);
  for (const name of /^COPY (.*) \.\/$/m.exec(stage)![1]!.split(' '))
    cpSync(join(ROOT, name), join(places['/suite'], name));
  for (const [, command] of stage.matchAll(/^RUN (?:--mount=\S+ )?(.*)$/gm)) {
    if (command!.includes('npm ci'))
      await npm([...'ci --ignore-scripts --omit=dev'.split(' '), ...QUIET], places['/suite']);
    else {
      const here = Object.entries(places).reduce((text, [from, to]) => text.replaceAll(from, to), command!);
      expect(await run('sh', ['-c', here], places['/suite'])).toEqual({ status: 0, stdout: '', stderr: '' });
    }
  }
  const [, name] = /^ENTRYPOINT \["(.*)"\]$/m.exec(stage)!;
  const command = join(places['/usr/local/bin'], name!);
  const ended = await run(command, ['run', '--target', 'reference', '--tier', 'smoke', '--quiet'], folder);
  expect(ended).toEqual({ status: 0, stdout: expect.stringMatching(/^CONFORMS in /), stderr: '' });
  const { stdout } = await run('du', ['-sm', places['/suite']], folder);
  expect(parseInt(stdout, 10)).toBeLessThan(100);

  // The bill of materials is made in the same way, and names all that is there.
  const release = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
  expect(release).toMatch(
    /npm ci --ignore-scripts --omit=dev\n +npm pkg delete devDependencies\n +npm sbom --sbom-format cyclonedx >/,
  );
  await npm(['pkg', 'delete', 'devDependencies'], places['/suite']);
  const { components } = JSON.parse(await npm(['sbom', '--sbom-format', 'cyclonedx'], places['/suite']));
  const modules = join(places['/suite'], 'node_modules');
  const there = readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(@[^/]+\/)?[^@./][^/]*\/package\.json$/.test(path))
    .map((path) => path.slice(0, -'/package.json'.length));
  expect(there).toContain('zod');
  expect(components.map(({ name: one }: { readonly name: string }) => one).toSorted()).toEqual(there.toSorted());
});

describe('installed without scripts', () => {
  it.runIf(requireTool('cc'))(
    'the five minutes in C of docs/native.md, in an empty folder, end with CONFORMS',
    async () => {
      const own = join(folder, 'in-c');
      mkdirSync(own);
      symlinkSync(join(plain, 'node_modules'), join(own, 'node_modules'));
      const ours = (...words: readonly string[]) => run(process.execPath, [main(own), ...words], own);
      expect(await ours('init', '--language', 'c')).toMatchObject({ status: 0, stderr: '' });
      writeFileSync(join(own, 'channel.c'), C_SOURCE!);
      expect(await run('sh', ['-c', C_BUILD!], own)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(await ours('doctor')).toMatchObject({ status: 0 });
      expect((await ours('run', '--tier', 'smoke', '--quiet')).stdout).toMatch(/^CONFORMS in status, reservation: /);
      // For each Node below.
      cpSync(join(own, 'channel.so'), join(plain, 'channel.so'));
    },
  );

  it('has headers that a compiler takes, schemas that are JSON, and a page', async () => {
    const own = join(plain, 'node_modules/kmcl-conformance');
    for (const name of readdirSync(join(own, 'docs')).filter((one) => one.endsWith('.json')))
      expect(JSON.parse(readFileSync(join(own, 'docs', name), 'utf8')).$schema).toContain('json-schema.org');
    const words = ['run', '--target', 'module:./my-target.ts', '--tier', 'smoke', '--seed', '1', '--out', 'out'];
    expect((await run(process.execPath, [main(plain), ...words], plain)).status).toBe(0);
    expect(readFileSync(join(plain, 'out/report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    if (requireTool('gcc')) {
      const include = ['-I', join(own, 'targets/native'), '-fsyntax-only', '-x', 'c', '-'];
      writeFileSync(join(plain, 'both.c'), '#include "kmcl_target.h"\n#include "kmcl_methods.h"\n');
      expect(await run('gcc', [...include.slice(0, -1), 'both.c'], plain)).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      });
    }
  });
});

it('without what is optional all runs but native targets, and these say how to get it', async () => {
  expect(existsSync(join(bare, 'node_modules/koffi'))).toBe(false);
  const quick = await run(
    process.execPath,
    [main(bare), 'run', '--target', 'reference', '--tier', 'smoke', '--quiet'],
    bare,
  );
  expect([quick.status, quick.stdout]).toEqual([0, expect.stringMatching(/^CONFORMS in /)]);
  const native = await run(process.execPath, [main(bare), 'run', '--target', `native:${process.execPath}`], bare);
  expect(native.stderr).toMatch(/native targets need koffi, which is not installed: npm install koffi/);
  expect(native.status).toBe(5);
});

/** The Node of these tests is tried by all the others. */
const OTHERS = [20, 22, 24, 26].filter((major) => !process.version.startsWith(`v${major}.`)) as (keyof typeof NODES)[];

it.each(OTHERS)(
  'on Node %i the command passes what conforms, in TypeScript and in C, and fails what does not',
  async (major) => {
    const executable = await node(major);
    expect((await run(executable, ['--version'], plain)).stdout).toBe(`v${NODES[major]}\n`);
    const tried = (target: string) =>
      run(executable, [main(plain), 'run', '--target', target, '--tier', 'smoke', '--quiet'], plain);
    const library = existsSync(join(plain, 'channel.so')) ? ['native:./channel.so'] : [];
    const [bad, ...good] = await Promise.all(
      ['reference:fault=both-zero-accepted', 'module:./my-target.ts', ...library].map(tried),
    );
    expect(bad).toEqual({ status: 1, stdout: 'DOES NOT CONFORM: refuse.both-zero (MUST)\n', stderr: '' });
    for (const ended of good)
      expect(ended).toEqual({
        status: 0,
        stdout: expect.stringMatching(/^CONFORMS in status, reservation: /),
        stderr: '',
      });
  },
);

/** A conforming target and one that does not, each in a group of its own. */
const FACE = `
  import { describe } from 'vitest';
  import { conformance } from 'kmcl-conformance/vitest';
  import { catalog } from 'kmcl-conformance/targets';
  import target from './my-target.ts';
  describe('good', () => conformance(target, { tier: 'smoke' }));
  const open = () => catalog.open('reference:fault=both-zero-accepted', { deadlineMs: 5000 });
  describe('bad', () => conformance(open, { tier: 'smoke' }));
`;

it.each([
  [3, 20],
  [5, 26],
] as const)(
  'the face for Vitest %i on Node %i has a test a clause, and fails where the target does',
  async (major, nodeMajor) => {
    const own = join(folder, `vitest-on-${nodeMajor}`);
    // The package itself has to lie there, so that what it imports is this Vitest; the rest is linked.
    mkdirSync(join(own, 'node_modules'), { recursive: true });
    for (const name of readdirSync(join(plain, 'node_modules')).filter((one) => !one.startsWith('.'))) {
      const [from, to] = [join(plain, 'node_modules', name), join(own, 'node_modules', name)];
      if (name === 'kmcl-conformance') cpSync(from, to, { recursive: true });
      else symlinkSync(from, to);
    }
    for (const name of ['package.json', 'my-target.ts']) cpSync(join(plain, name), join(own, name));
    symlinkSync(await vitest(major), join(own, 'node_modules/vitest'));
    writeFileSync(join(own, 'face.test.ts'), FACE);
    const words = [join(own, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json', '--outputFile=out.json'];
    const { status, stdout, stderr } = await run(await node(nodeMajor), words, own);
    expect(existsSync(join(own, 'out.json')), stdout + stderr).toBe(true);
    const { testResults } = JSON.parse(readFileSync(join(own, 'out.json'), 'utf8'));
    const results: readonly { title: string; ancestorTitles: readonly string[]; status: string }[] =
      testResults[0].assertionResults;
    const titles = (group: string, outcome: string) =>
      results.filter((one) => one.ancestorTitles.includes(group) && one.status === outcome).map(({ title }) => title);
    expect(titles('good', 'failed')).toEqual([]);
    expect(titles('good', 'passed').length).toBeGreaterThan(10);
    expect(titles('bad', 'failed')).toEqual([
      expect.stringMatching(/^refuse\.both-zero/),
      'comes to a verdict that passes',
    ]);
    expect(status).toBe(1);
  },
);
