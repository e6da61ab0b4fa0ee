/**
 * What one sets up with: the config file, init, completions and the help.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../harness/cli/command-line.ts';
import { configSchema } from '../../harness/cli/config.ts';
import { FLAGS, spelled } from '../../harness/cli/flags.ts';
import type { FlagTable } from '../../harness/cli/flag.ts';
import { requirementsOf, revisions } from '../../harness/verdict/requirements.ts';
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import { catalog } from '../../targets/catalog.ts';
import { withFlagTables } from './command-line-page.ts';
import { emptyFolder, kmcl, kmclProcess } from './kmcl.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const runFlags = async () => {
  const program = commandLine(catalog, () => {});
  return program.commands.find((command) => command.name() === 'run')!.options.map(({ long }) => long!.slice(2));
};

describe('a config file', () => {
  const CONTENT = "{ target: 'reference:fault=sum-wraps', tier: 'smoke', seed: 7 }";
  it.each([
    ['kmcl.config.ts', `import { defineConfig } from 'kmcl-conformance';\nexport default defineConfig(${CONTENT});`],
    ['kmcl.config.js', `module.exports = ${CONTENT};`],
    ['kmcl.config.json', '{ "target": "reference:fault=sum-wraps", "tier": "smoke", "seed": 7 }'],
  ])('%s holds unless the command line says otherwise', { tags: ['slow'] }, async (name, text) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, name), text);
    expect((await kmclProcess([], { cwd })).stdout).toMatch(/^reference:fault=sum-wraps .* tier smoke, .* seed 7$/m);
    const again = await kmclProcess(['--target', 'reference', '--seed', '8'], { cwd });
    expect(again.stdout, again.stderr).toMatch(/^reference .* seed 8$/m);
  });

  it('knows the flags of run that make sense in a file, by their names', async () => {
    const camel = (flag: string) => flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const flags = (await runFlags()).map(camel);
    const notInFiles = ['config', 'json', 'open', 'previous', 'resume', 'shard', 'today'];
    const inFiles = Object.keys(configSchema.shape).filter((key) => key !== '$schema');
    expect(inFiles.toSorted()).toEqual(flags.filter((flag) => !notInFiles.includes(flag)).toSorted());
  });

  it.each([
    ['{ "seed": -1 }', 'seed'],
    ['{ "tier": "huge" }', 'tier'],
    ['{ "clause": "held.set" }', 'clause'],
    ['{ "connections": 257 }', 'connections'],
    ['{ "shard": "1/2" }', 'shard'],
  ])('%s is bad usage, as it is on the command line', async (text, name) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'kmcl.config.json'), text);
    const { exitCode, stderr } = await kmcl([], { cwd });
    expect(stderr).toContain('kmcl.config.json is no config');
    expect(stderr).toContain(name);
    expect(exitCode).toBe(4);
  });
});

describe('the table of flags', () => {
  const commands = Object.entries<FlagTable>(FLAGS);

  it('gives each command its options, and every command is in it', async () => {
    const program = commandLine(catalog, () => {});
    const made = program.commands.flatMap((command) =>
      command.commands.length === 0
        ? [[command.name(), command] as const]
        : command.commands.map((sub) => [`${command.name()} ${sub.name()}`, sub] as const),
    );
    const options = Object.fromEntries(made.map(([name, command]) => [name, command.options.map(({ long }) => long)]));
    const expected = Object.fromEntries(commands.map(([name, table]) => [name, Object.keys(table).map(spelled)]));
    expect(options).toEqual({ ...expected, complete: [] });
  });

  it('has every flag in the documentation', () => {
    const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
    const text = [read('README.md'), ...pages.map((name) => read(`docs/${name}`))].join('\n');
    const flags = new Set(commands.flatMap(([, table]) => Object.keys(table)).map(spelled));
    const missing = [...flags].filter((flag) => !new RegExp(`${flag}(?![\\w-])`).test(text));
    expect(missing).toEqual([]);
  });

  it('is what docs/command-line.md shows; npm run docs writes it anew', () => {
    const page = read('docs/command-line.md');
    expect(page).toBe(withFlagTables(page));
  });
});

it('helps with examples', async () => {
  const { stdout } = await kmcl(['--help']);
  expect(stdout).toContain('Examples:');
  expect(stdout).toContain('3 the baseline no longer holds');
  const examples = `${stdout}${(await kmcl(['run', '--help'])).stdout}`.match(/\$ kmcl-conformance (run|replay) .*/g)!;
  expect(examples.filter((line) => !line.includes('--target'))).toEqual([]);
  expect((await kmcl(['run', '--help'])).stdout).toContain('--baseline kmcl-baseline.yaml');
});

it('prints the verdict and nothing else where it shall be quiet', async () => {
  const { stdout, stderr } = await kmcl(['--target', 'reference', '--tier', 'smoke', '--quiet']);
  expect(stdout).toBe('CONFORMS in status, reservation, offer, space: 37 of 37 clauses verified\n');
  expect(stderr).toBe('');
});

describe('requirement sets', () => {
  it('are frozen: each is what it was', async () => {
    const { createHash } = await import('node:crypto');
    const hashes = (await revisions()).map((revision) => [
      revision,
      createHash('sha256')
        .update(read(`spec/requirements/${revision}.yaml`))
        .digest('hex')
        .slice(0, 16),
    ]);
    expect(hashes).toEqual([
      ['2026.1', 'd4e233750366edb5'],
      ['2026.2', '2b4f112f8eca528d'],
      ['2026.3', '92e08afc12902f87'],
    ]);
  });

  it('weigh a clause that they do not know as not scored', () => {
    const { weightOf } = requirementsOf('revision: "1"\nclauses:\n  held.set: informational\n');
    expect(weightOf('held.set')).toBe('informational');
    expect(weightOf('held.new')).toBe('not scored');
  });

  it('are kept to: what the last one asks for is what the clauses say', async () => {
    const last = (await revisions()).at(-1);
    const { weightOf } = requirementsOf(read(`spec/requirements/${last}.yaml`));
    for (const id of CLAUSE_IDS) expect(weightOf(id)).toBe(CLAUSES[id].level === 'MUST' ? 'required' : 'recommended');
  });

  it('are told where there is none of that name', async () => {
    const { exitCode, stderr } = await kmcl(['--target', 'reference', '--requirements', '1999.1']);
    expect(stderr).toContain('there is 2026.1');
    expect(exitCode).toBe(4);
  });
});

it('starts fast: a run without a report loads nothing that it does not need', { tags: ['slow'] }, async () => {
  const coverage = emptyFolder();
  const env = { NODE_V8_COVERAGE: coverage };
  await kmclProcess(['--target', 'reference', '--tier', 'smoke', '--seed', '1'], { env });
  const [name] = readdirSync(coverage);
  const { result } = JSON.parse(readFileSync(join(coverage, name!), 'utf8')) as { result: readonly { url: string }[] };
  const loaded = result.map(({ url }) => url);
  expect(loaded.some((url) => url.includes('/commander/'))).toBe(true);
  expect(loaded.filter((url) => /node_modules\/(zod|yaml|jiti|@clack|@bomb\.sh|koffi)\//.test(url))).toEqual([]);
  expect(loaded.filter((url) => /\/harness\/report\/(files|stored|matrix|page)\//.test(url))).toEqual([]);
});

describe('without koffi, which is optional', { tags: ['slow'] }, () => {
  const hook = `export const resolve = (name, context, next) => {
    if (name === 'koffi') throw Object.assign(new Error('no koffi'), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(name, context);
  };`;
  const preload = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hook))});`;
  const env = { NODE_OPTIONS: `--import=${dataUrl(preload)}` };

  it('everything but native targets runs', async () => {
    expect((await kmclProcess(['--target', 'reference', '--tier', 'smoke', '--quiet'], { env })).exitCode).toBe(0);
  });

  it.each([['run'], ['run', '--unsafe-in-process'], ['doctor']])('%s %s says how to get it', async (...words) => {
    // Node itself is a library for this machine as far as its first bytes tell.
    const { exitCode, stdout, stderr } = await kmclProcess([...words, '--target', `native:${process.execPath}`], {
      env,
    });
    const said = (stdout + stderr).split('\n').filter((line) => line.includes('koffi') && !line.startsWith('(see '));
    expect(said).toEqual([
      expect.stringMatching(/native targets need koffi, which is not installed[:;] npm install koffi/),
    ]);
    expect(exitCode).toBe(5);
  });
});

function dataUrl(module: string): string {
  return `data:text/javascript,${encodeURIComponent(module)}`;
}
