/**
 * Where the value of a flag comes from, for every command that takes a target: the command line, a variable, the config file, the
 * default. A command that ignored one of them would give a verdict on something else than what its user meant.
 */
import {
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandLine } from '../../harness/cli/command-line.ts';
import { configAbove } from '../../harness/cli/config-file.ts';
import { misspelledVariables, settleFlags } from '../../harness/cli/flag-sources.ts';
import { FLAGS, variableOf } from '../../harness/cli/flags.ts';
import type { FlagTable } from '../../harness/cli/flag.ts';
import type { CommandName } from '../../harness/cli/flags.ts';
import { catalog } from '../../targets/catalog.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { emptyFolder, kmcl } from './kmcl.ts';

const SLOW = { tags: ['slow'] };

/** A worker is told by its campaign how its target is to be tried. */
const WITH_TARGET = Object.entries<FlagTable>(FLAGS)
  .filter(([name, table]) => 'target' in table && name !== 'worker')
  .map(([name]) => name as CommandName);

const cwdBefore = process.cwd();
let folder: string;
beforeEach(() => {
  folder = realpathSync(emptyFolder());
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(cwdBefore);
  vi.unstubAllEnvs();
});

const write = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

/** The flags of a command as they would reach it; `reported` is the target of the report that `rerun` is given. */
function settled(name: CommandName, words: readonly string[] = [], reported?: string) {
  const command = commandLine(catalog, () => {}).commands.find((one) => one.name() === name)!;
  command.parseOptions([...words]);
  return settleFlags(command, name, catalog, reported === undefined ? undefined : async () => reported);
}

describe.each(WITH_TARGET)('%s', (name) => {
  it('tries the target of the config file, and says so', async () => {
    write('kmcl.config.json', { target: 'native:./a.so', deadlineMs: 7 });
    const { flags, tried } = await settled(name);
    expect(flags).toMatchObject({ target: 'native:./a.so', deadlineMs: 7 });
    expect(tried).toBe('target native:./a.so, from kmcl.config.json');
  });

  it('takes the command line before a variable, a variable before the file, the file before the default', async () => {
    write('kmcl.config.json', { target: 'native:./file.so', deadlineMs: 7 });
    vi.stubEnv('KMCL_TARGET', 'native:./variable.so');
    vi.stubEnv('KMCL_DEADLINE_MS', '8');
    const byVariable = await settled(name);
    expect(byVariable.flags).toMatchObject({ target: 'native:./variable.so', deadlineMs: 8 });
    expect(byVariable.tried).toMatch(/^target native:\.\/variable\.so, from KMCL_TARGET; also from KMCL_DEADLINE_MS$/);
    const { flags, tried } = await settled(name, ['--target', 'reference', '--deadline-ms', '9']);
    expect(flags).toMatchObject({ target: 'reference', deadlineMs: 9 });
    expect(tried).toBe('target reference, from --target');
    vi.stubEnv('KMCL_DEADLINE_MS', '');
    expect((await settled(name, ['--target', 'reference'])).flags['deadlineMs']).toBe(7);
    write('kmcl.config.json', {});
    expect((await settled(name)).flags['deadlineMs']).toBe(5_000);
  });

  it('has --target first in its help', () => {
    const command = commandLine(catalog, () => {}).commands.find((one) => one.name() === name)!;
    expect(/Options:\n {2}(\S+)/.exec(command.helpInformation())?.[1]).toBe('--target');
  });
});

describe('a config file', () => {
  it('is looked for in the folders above, up to the first; its paths are those from its own folder', async () => {
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    const config = { target: 'native:lib/channel.so', out: 'report', corpus: '/var/corpus', ca: 'ca.pem', seed: 3 };
    write('kmcl.config.json', config);
    process.chdir(join(folder, 'a', 'b'));
    const { flags, tried } = await settled('run');
    expect(flags).toMatchObject({
      target: 'native:../../lib/channel.so',
      out: '../../report',
      corpus: '/var/corpus',
      ca: '../../ca.pem',
      seed: 3,
    });
    expect(tried).toBe('target native:../../lib/channel.so, from ../../kmcl.config.json');
    write('a/kmcl.config.mjs', "export default { target: 'stdio:python3 adapter.py' };");
    expect((await settled('doctor')).tried).toBe('target stdio:cd .. && python3 adapter.py, from ../kmcl.config.mjs');
  });

  it.each([
    ['reference:fault=sum-wraps', 'reference:fault=sum-wraps'],
    ['module:./m.ts', 'module:above/m.ts'],
    ['module:/abs/m.ts', 'module:/abs/m.ts'],
    ['unix:s.sock', 'unix:above/s.sock'],
    ['tcp://h:1', 'tcp://h:1'],
    ['stdio:./run it', 'stdio:cd above && ./run it'],
    ['stdio:cd ../x && ./run it', 'stdio:cd x && ./run it'],
    ['stdio:cd .. && ./run it', 'stdio:./run it'],
    ['stdio:cd /x && ./run it', 'stdio:cd above && cd /x && ./run it'],
  ])('in another folder: %s is %s from here', async (name, moved) => {
    expect(await catalog.fromFolder(name, 'above')).toBe(moved);
  });

  it('above keeps corpus and report beside it, and the report is run again from anywhere', SLOW, async () => {
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    const adapter = join(import.meta.dirname, '../../targets/examples/node/adapter.mjs');
    write('adapter.mjs', `import ${JSON.stringify(adapter)};`);
    write('known.yaml', 'version: 1');
    write('kmcl.config.json', {
      target: 'stdio:node adapter.mjs',
      tier: 'smoke',
      out: 'report',
      baseline: 'known.yaml',
    });
    const run = await kmcl(['run', '--programs', '0', '--quiet'], { cwd: join(folder, 'a', 'b') });
    expect(run.stderr).toBe('');
    for (const cwd of [folder, join(folder, 'a'), join(folder, 'a', 'b')]) {
      const { stderr, stdout } = await kmcl(['rerun', join(relative(cwd, folder), 'report/report.json')], { cwd });
      expect(stderr).toMatch(/^target stdio:.*node adapter\.mjs, from the report/);
      expect(stdout.split('\n').filter((line) => /CONFORM/.test(line))).toEqual([run.stdout.trim()]);
    }
    expect((await settled('run')).flags['corpus']).toBe('kmcl-corpus');
    process.chdir(join(folder, 'a'));
    expect((await settled('run')).flags['corpus']).toBe('../kmcl-corpus');
    expect((await settled('run', ['--corpus', 'mine'])).flags['corpus']).toBe('mine');
  });

  it.each([
    'stdio:touch started',
    'native:./x.so',
    'module:./started.mjs',
    'unix:s.sock',
    'tcp://127.0.0.1:1',
    'http://u:p@h/',
  ])('is not there: %s, that the report alone names, is not started, but with --target', async (target) => {
    write('started.mjs', `import { writeFileSync } from 'node:fs'; writeFileSync('started', '');`);
    const sample = readFileSync(join(import.meta.dirname, '../report/sample-report.json'), 'utf8');
    const report = JSON.parse(sample) as Report;
    write('report.json', { ...report, asked: { ...report.asked, target } });
    for (const words of [[], ['--failed']]) {
      const { exitCode, stdout, stderr } = await kmcl(['rerun', 'report.json', ...words], { cwd: folder });
      expect([exitCode, stdout]).toEqual([4, '']);
      expect(stderr).toContain(`error: the target ${target.replace('u:p', '...')} is named by the report alone`);
    }
    expect(existsSync(join(folder, 'started'))).toBe(false);
    expect((await settled('rerun', ['--target', target], target)).flags['target']).toBe(target);
  });

  it('that lies above and belongs to somebody else is left alone', () => {
    const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    mkdirSync(join(folder, 'below'));
    write('kmcl.config.json', '{}');
    const uid = process.getuid!();
    if (uid === 0) chownSync(join(folder, 'kmcl.config.json'), 12_345, 12_345);
    const stranger = uid === 0 ? 0 : uid + 1;
    expect(configAbove(join(folder, 'below'), stranger)).toBeUndefined();
    expect(warned.mock.calls.join()).toContain('belongs to somebody else and is not read');
    expect(configAbove(folder, stranger)).toBe('kmcl.config.json');
    warned.mockRestore();
  });

  it('that leads to what belongs to somebody else is left alone, and one to what is of root is not', () => {
    const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    mkdirSync(join(folder, 'below'));
    write('elsewhere.json', '{}');
    symlinkSync(join(folder, 'elsewhere.json'), join(folder, 'kmcl.config.json'));
    const below = join(folder, 'below');
    const uid = process.getuid!();
    expect(configAbove(below, uid)).toBe('../kmcl.config.json');
    if (uid === 0) chownSync(join(folder, 'elsewhere.json'), 12_345, 12_345);
    expect(configAbove(below, uid === 0 ? 0 : uid + 1)).toBeUndefined();
    expect(warned.mock.calls.join()).toContain('belongs to somebody else and is not read');
    if (uid === 0) lchownSync(join(folder, 'kmcl.config.json'), 12_345, 12_345);
    expect(configAbove(below, uid === 0 ? 12_345 : uid)).toBe('../kmcl.config.json');
    warned.mockRestore();
  });

  it('says how its own target is reached, and nothing of how another one is', async () => {
    write('kmcl.config.json', { target: 'tcp://h:1', connections: 4, tier: 'smoke' });
    expect((await settled('run')).flags).toMatchObject({ connections: 4, tier: 'smoke' });
    expect((await settled('run', ['--target', 'tcp://h:1'])).flags['connections']).toBe(4);
    const { flags, tried } = await settled('run', ['--target', 'reference']);
    expect(flags).not.toHaveProperty('connections');
    expect(flags['tier']).toBe('smoke');
    expect(tried).toBe('target reference, from --target; also from kmcl.config.json');
    write('kmcl.config.json', { connections: 4 });
    expect((await settled('doctor', ['--target', 'tcp://h:1'])).flags['connections']).toBe(4);
  });

  it('has no certificate for the listener of serve', async () => {
    write('kmcl.config.json', { target: 'tls://h:1', cert: 'c.pem', key: 'k.pem', tokenVariable: 'T' });
    expect(Object.keys((await settled('serve', ['--listen', 'stdio:'])).flags).toSorted()).toEqual([
      'deadlineMs',
      'listen',
      'target',
    ]);
  });

  it('gives way to the report that is run again, but for how its target is reached', async () => {
    write('kmcl.config.json', { target: 'tcp://h:1', connections: 4, level: 'must', baseline: 'b.yaml' });
    const same = await settled('rerun', [], 'tcp://h:1');
    expect(same.flags).toEqual({ target: 'tcp://h:1', connections: 4, deadlineMs: 5_000 });
    expect(same.tried).toBe('target tcp://h:1, from the report; also from kmcl.config.json');
    const elsewhere = /tcp:\/\/h:2 is named by the report alone/;
    await expect(settled('rerun', [], 'tcp://h:2')).rejects.toThrow(elsewhere);
    const other = await settled('rerun', [], 'reference');
    expect(other.flags).toEqual({ target: 'reference', deadlineMs: 5_000 });
    expect(other.tried).toBe('target reference, from the report');
    vi.stubEnv('KMCL_TARGET', 'native:./v.so');
    expect((await settled('rerun', [], 'reference')).tried).toBe('target native:./v.so, from KMCL_TARGET');
  });

  it('is the one that --config or KMCL_CONFIG names, where one is named', async () => {
    write('kmcl.config.json', { target: 'reference' });
    mkdirSync(join(folder, 'ci'));
    write('ci/other.json', { target: 'native:./o.so' });
    const named = 'target native:ci/o.so, from ci/other.json';
    expect((await settled('replay', ['--config', 'ci/other.json'])).tried).toBe(named);
    vi.stubEnv('KMCL_CONFIG', 'ci/other.json');
    expect((await settled('sweep')).tried).toBe(`${named}; also from KMCL_CONFIG`);
    await expect(settled('doctor', ['--config', 'none.json'])).rejects.toThrow(
      /cannot read the config .*none\.json: there is no such file/,
    );
  });
});

describe('a variable', () => {
  it.each([
    ['KMCL_CLAUSE', 'held.*  refuse.*', 'clause', ['held.*', 'refuse.*']],
    ['KMCL_REQUIRE', 'status,offer', 'require', ['status', 'offer']],
    ['KMCL_SHARD', '2/4', 'shard', { index: 1, count: 4 }],
    ['KMCL_QUIET', '1', 'quiet', true],
    ['KMCL_QUIET', 'false', 'quiet', false],
    ['KMCL_OUT', 'a folder', 'out', 'a folder'],
    ['KMCL_CORPUS', '', 'corpus', 'kmcl-corpus'],
  ])('%s=%s', async (variable, text, name, value) => {
    vi.stubEnv(variable, text);
    expect((await settled('run', ['--target', 'reference'])).flags[name]).toEqual(value);
  });

  it.each([
    ['KMCL_TIER', 'smok', /^KMCL_TIER, which stands for --tier, is invalid: "smok"\. .*; did you mean "smoke"\?$/],
    ['KMCL_DEADLINE_MS', 'soon', /^KMCL_DEADLINE_MS, .* "soon"\. It is a whole number from 1 to 3600000\.$/],
    ['KMCL_QUIET', 'maybe', /^KMCL_QUIET, .* is 1 or 0, and not "maybe"$/],
  ])('%s=%s is refused by its own name', async (variable, text, message) => {
    vi.stubEnv(variable, text);
    await expect(settled('run', ['--target', 'reference'])).rejects.toThrow(message);
    await expect(
      settled('run', ['--target', 'reference', '--tier', 'ci', '--deadline-ms', '9', '--quiet']),
    ).resolves.toBeDefined();
  });

  it('holds for commands without a target too', async () => {
    vi.stubEnv('KMCL_OUT', 'there');
    expect(await settled('matrix')).toEqual({ flags: { out: 'there' } });
  });

  it('stands for every flag, each for one', () => {
    const names = new Set(Object.values<FlagTable>(FLAGS).flatMap(Object.keys));
    expect(new Set([...names].map(variableOf)).size).toBe(names.size);
    expect(variableOf('deadlineMs')).toBe('KMCL_DEADLINE_MS');
  });

  it.each([
    ['KMCL_TEIR', 'KMCL_TIER'],
    ['KMCL_TARGETS', 'KMCL_TARGET'],
    ['KMCL_DEADLINE', 'KMCL_DEADLINE_MS'],
  ])('%s is told, since it would be ignored', (name, meant) => {
    expect(misspelledVariables({ [name]: 'x' })).toEqual([
      `${name} is the variable of no flag; did you mean "${meant}"?`,
    ]);
  });

  it('that is another one of ours, or somebody else’s, is not', () => {
    const others = [
      'KMCL_CHROMIUM',
      'KMCL_VERSION',
      'KMCL_CONFORMANCE_SUPERVISED',
      'KMCL_ONCE',
      'KMCL_TARGET',
      'KMCL_ROOT',
    ];
    expect(misspelledVariables(Object.fromEntries(others.map((name) => [name, 'x'])))).toEqual([]);
  });
});

describe('the command itself', () => {
  it('tries what the config file names, and says so first, wherever it is', SLOW, async () => {
    write('kmcl.config.json', { target: 'reference:fault=sum-wraps', tier: 'smoke', seed: 7 });
    mkdirSync(join(folder, 'below'));
    const ended = await kmcl(['run'], { cwd: join(folder, 'below'), env: { KMCL_TEIR: 'ci' } });
    expect(ended.stderr.split('\n').slice(0, 2)).toEqual([
      'warning: KMCL_TEIR is the variable of no flag; did you mean "KMCL_TIER"?',
      'target reference:fault=sum-wraps, from ../kmcl.config.json',
    ]);
    expect(ended.stdout).toMatch(/^reference:fault=sum-wraps .* tier smoke, .* seed 7$/m);
    expect(ended.exitCode).toBe(1);
    const looked = await kmcl(['doctor'], { cwd: folder });
    expect(looked.stderr).toBe('target reference:fault=sum-wraps, from kmcl.config.json\n');
    expect(looked.stdout).toMatch(/^ok +name and version: reference:fault=sum-wraps /m);
    write('kmcl.config.json', '{ "tier": "smoke" }');
    const unnamed = await kmcl(['sweep'], { cwd: join(folder, 'below') });
    expect(unnamed.stderr).toMatch(
      /^error: no target is named in \.\.\/kmcl\.config\.json either, so there is nothing/,
    );
    expect(unnamed.exitCode).toBe(4);
    const refused = await kmcl(['doctor'], { cwd: folder, env: { KMCL_DEADLINE_MS: '0' } });
    expect(refused.stderr).toMatch(/^error: KMCL_DEADLINE_MS, /);
    expect(refused.exitCode).toBe(4);
  });
});
