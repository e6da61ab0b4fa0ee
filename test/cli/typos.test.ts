/**
 * What is mistyped is told with what was most likely meant, and with the help of the command that it was meant for.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clauseSelector } from '../../harness/cli/clause-selector.ts';
import { main } from '../../harness/cli/main.ts';
import { catalog } from '../../targets/catalog.ts';
import { emptyFolder } from './kmcl.ts';

afterEach(() => vi.restoreAllMocks());

/** The command line in this process, as far as its first error. */
async function refused(...words: readonly string[]): Promise<string> {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said += String(text)), true));
  expect(await main(words, catalog)).toBe(4);
  return said;
}

describe('a word that there is not', () => {
  it.each([
    [['doctr'], 'unknown command "doctr"; did you mean "doctor"?', 'kmcl-conformance --help'],
    [['reprot'], 'unknown command "reprot"; did you mean "report"?', 'kmcl-conformance --help'],
    [['./channel.so'], 'did you mean "run --target native:./channel.so"?', 'kmcl-conformance --help'],
    [['baseline', 'prun'], 'Did you mean prune?', 'kmcl-conformance baseline --help'],
    [['list', 'claues'], 'did you mean "clauses"?', 'kmcl-conformance list --help'],
    [['run', '--tagret', 'reference'], 'Did you mean --target?', 'kmcl-conformance run --help'],
    [['sweep', '--tier', 'ci'], "unknown option '--tier'", 'kmcl-conformance sweep --help'],
    [['run', '--tier', 'SMOKE'], 'did you mean "smoke"?', 'kmcl-conformance run --help'],
    [['run', '--reading', 'document'], 'did you mean "documented"?', 'kmcl-conformance run --help'],
    [['run', '--require', 'status,ofer'], 'did you mean "offer"?', 'kmcl-conformance run --help'],
    [['init', '--language', 'pyhton'], 'did you mean "python"?', 'kmcl-conformance init --help'],
    [['baseline', 'add', 'r', '--kind', 'known-failures'], 'did you mean "known-failure"?', 'baseline add --help'],
    [['complete', 'fihs'], 'did you mean "fish"?', 'kmcl-conformance --help'],
    [['serve', '--target', 'reference'], "required option '--listen' is not given", 'kmcl-conformance serve --help'],
    [['doctor'], 'no target is named', 'kmcl-conformance doctor --help'],
    [['help', 'runn'], 'unknown command "runn"; did you mean "run"?', 'kmcl-conformance --help'],
    [['run', 'reference'], 'takes no word "reference" there; did you mean "--target reference"?', 'run --help'],
    [['doctor', './bus.so'], 'did you mean "--target native:./bus.so"?', 'kmcl-conformance doctor --help'],
    [['replay', 'a.kmcl', 'my bus.py'], `did you mean "--target 'stdio:python3 my bus.py'"?`, 'replay --help'],
    [['list', 'clauses', 'all'], 'list takes no word "all" there\n', 'kmcl-conformance list --help'],
    [['baseline', 'prune', 'a.json', 'b.json'], 'baseline prune takes no word "b.json" there', 'baseline prune --help'],
    [['run', '--target', 'reference', '--out', ''], 'It is empty', 'kmcl-conformance run --help'],
    [['run', '--target', 'reference', '--clause', ''], 'It is empty', 'kmcl-conformance run --help'],
  ])('%s', async (words, hint, help) => {
    const said = await refused(...words);
    expect(said).toContain(hint);
    expect(said).toContain(`${help})`);
  });

  it('is not guessed at where nothing is near', async () => {
    expect(await refused('frobnicate')).not.toContain('did you mean');
    expect(await refused('run', '--tier', 'galactic')).not.toContain('did you mean');
  });
});

describe('a target', () => {
  it.each([
    ['referense', 'reference'],
    ['refrence:fault=sum-wraps', 'reference:fault=sum-wraps'],
    ['./channel.so', 'native:./channel.so'],
    ['lib/channel.so.1.2', 'native:lib/channel.so.1.2'],
    ['C:\\bus\\channel.DLL', 'native:C:\\bus\\channel.DLL'],
    ['nativ:./channel.so', 'native:./channel.so'],
    ['my-target.ts', 'module:my-target.ts'],
    ['channel.py', 'stdio:python3 channel.py'],
    ['adapter.go', 'stdio:go run adapter.go'],
    ['localhost:7007', 'tcp://localhost:7007'],
    ['127.0.0.1:7007', 'tcp://127.0.0.1:7007'],
    ['tpc://localhost:7007', 'tcp://localhost:7007'],
    ['htpp://localhost/', 'http://localhost/'],
    ['/run/bus.sock', 'unix:/run/bus.sock'],
    ['acme', undefined],
    ['', undefined],
  ])('%s: %s', async (name, meant) => {
    const said = await refused('doctor', '--target', name);
    expect(said).toContain(`unknown target "${name}"; it is one of reference`);
    if (meant === undefined) expect(said).not.toContain('did you mean');
    else expect(said).toContain(`did you mean "${meant}"?`);
  });

  it.each(['run', 'doctor', 'sweep'])('with a fault that there is not names three, to %s', async (command) => {
    const said = await refused(command, '--target', 'reference:reading=documented,fault=sum-warps');
    expect(said).toMatch(
      /there is no fault "sum-warps"; the nearest are sum-wraps(, [\w-]+){2}; kmcl-conformance list faults has all$/m,
    );
  });

  it.each([
    ['./channel.c', 'compile it (cc -O2 -shared -fPIC ./channel.c -o ./channel.so), then --target native:./channel.so'],
    ['module:./channel.c', 'then --target native:./channel.so'],
    ['native:a b/channel.cpp', "(c++ -std=c++20 -O2 -shared -fPIC 'a b/channel.cpp' -o 'a b/channel.so')"],
    ['lib.rs', '-C panic=abort lib.rs -o lib.so), then --target native:lib.so'],
  ])('that is source is told how it becomes one: %s', async (name, words) => {
    expect(await refused('run', '--target', name)).toContain(words);
  });

  it('that is a folder is told what in it may be meant', async () => {
    const folder = emptyFolder();
    for (const name of [folder, `module:${folder}`]) {
      expect(await refused('run', '--target', name)).toContain(
        `${folder} is a folder, and no file in it looks like a target`,
      );
    }
    for (const name of ['channel.so', 'kmcl.config.ts', 'notes.txt']) writeFileSync(join(folder, name), '');
    expect(await refused('doctor', '--target', folder)).toContain(
      `in it may be meant: --target native:${folder}/channel.so\n`,
    );
  });

  it('that is a command or a socket on the disk is told by what it is', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'adapter'), '');
    expect(catalog.meant(join(folder, 'adapter'))).toBeUndefined();
    chmodSync(join(folder, 'adapter'), 0o755);
    expect(catalog.meant(join(folder, 'adapter'))).toBe(`stdio:${join(folder, 'adapter')}`);
    const server = createServer().listen(join(folder, 's'));
    await new Promise((done) => server.on('listening', done));
    expect(catalog.meant(join(folder, 's'))).toBe(`unix:${join(folder, 's')}`);
    server.close();
  });
});

it.each([
  ['refuse.bothzero', 'refuse.both-zero'],
  ['held.sett', 'held.set'],
])('the clause %s: %s', (typed, meant) => {
  expect(() => clauseSelector([typed])).toThrow(`did you mean "${meant}"?`);
});

describe('a flag that is given twice', () => {
  it.each([
    [['run', '--target', 'reference', '--target', 'native:./c.so'], '--target'],
    [['doctor', '--target=reference', '--target=reference'], '--target'],
    [['sweep', '--target', 'reference', '--to', '8', '--to', '9'], '--to'],
    [['baseline', 'check', '--baseline', 'a', '--baseline', 'b'], '--baseline'],
  ])('and takes one value is refused: %s', async (words, flag) => {
    expect(await refused(...words)).toContain(`error: ${flag} is given twice, and takes one value`);
  });

  it('and takes several, or none, is not', async () => {
    const said = await refused(
      'run',
      '--quiet',
      '--quiet',
      '--clause',
      'held.*',
      '--clause',
      'nothing.*',
      '--target',
      'reference',
    );
    expect(said).toContain('no clause matches "nothing.*"');
  });
});
