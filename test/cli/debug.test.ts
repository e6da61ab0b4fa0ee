/**
 * `debug`: what a debugger is started with and where it stops, by a stand-in that writes down its words and by the real gdb; and what is
 * told of adapters, whose commands are run as they are printed.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { debuggerWords } from '../../harness/cli/debugger.ts';
import { buildLibrary } from '../build-library.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

const EXAMPLES = join(import.meta.dirname, '../../targets/examples');
const HISTORY = join(import.meta.dirname, '../targets/native/history.c');
const FAULTY = ['--target', 'reference:fault=both-zero-accepted', '--tier', 'smoke', '--seed', '1'];
const BOTH_ZERO = 'allocate 0 server\nsetMmioMegabytes 0 0 0\nreadReservation 0\n';

/** A folder with a report, whose one failure is KM-C7E1F38E. */
let cwd: string;
beforeAll(async () => {
  cwd = emptyFolder();
  await kmcl(['run', ...FAULTY, '--out', 'kmcl-report'], { cwd });
  writeFileSync(join(cwd, 'both-zero.kmcl'), BOTH_ZERO);
});

const STDIO = `stdio:node ${join(EXAMPLES, 'node/adapter.mjs')}`;
const debug = (...words: readonly string[]) => kmcl(['debug', ...words], { cwd });

describe('what cannot be debugged is bad usage, and says why', () => {
  it.each([
    [['KM-00000000', '--target', STDIO], 'kmcl-report/report.json tells of no failure KM-00000000'],
    [
      ['KM-C7', '--target', STDIO, '--report', 'none.json'],
      'cannot read the report none.json: there is no such file; a run with --out',
    ],
    [['KM-C7E1F38E', '--target', STDIO, '--call', '3'], 'there is no call 3: the program has 2'],
    [['both-zero.kmcl', '--target', STDIO], 'both-zero.kmcl passes on this target: --call N stops'],
    [['none.kmcl', '--target', STDIO], 'cannot read the program none.kmcl'],
    [['KM-C7E1F38E', '--target', 'reference'], 'debug is for native and remote targets'],
    [['KM-C7E1F38E', '--target', 'module:./none.mjs'], 'debug is for native and remote targets'],
    [['KM-C7E1F38E', '--target', STDIO, '--sanitizer', 'asan'], '--sanitizer means nothing for a target of kind stdio'],
    [['KM-C7E1F38E'], 'no target is named'],
  ])('%j', async (words, says) => {
    const { exitCode, stdout, stderr } = await debug(...words);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(exitCode).toBe(4);
  });

  it('a beginning that several signatures have', async () => {
    const several = emptyFolder();
    const faults = ['--target', 'reference:fault=sum-wraps', '--tier', 'smoke', '--seed', '1'];
    await kmcl(['run', ...faults, '--out', 'kmcl-report'], { cwd: several });
    const report = JSON.parse(readFileSync(join(several, 'kmcl-report/report.json'), 'utf8'));
    report.counterexamples.push({ ...report.counterexamples[0], folder: 'failures/again' });
    writeFileSync(join(several, 'kmcl-report/report.json'), JSON.stringify(report));
    const { exitCode, stderr } = await kmcl(['debug', 'km-', '--target', STDIO], { cwd: several });
    expect(stderr).toContain('KM- begins 2 signatures of kmcl-report/report.json');
    expect(exitCode).toBe(4);
  });
});

describe('an adapter', () => {
  it('is told by the lines alone on stdout, and the commands on stderr', async () => {
    const { exitCode, stdout, stderr } = await debug('KM-C7E1', '--target', STDIO);
    writeFileSync(join(cwd, 'alone.kmcl'), 'allocate 0 server\nsetMmioMegabytes 0 0 0\n');
    expect(stdout).toBe((await kmcl(['emit', 'alone.kmcl'], { cwd })).stdout);
    expect(stderr).toContain('call 2 of 2: setMmioMegabytes ch0 MmioMegabytes=0 Optional=0\n');
    expect(stderr).toContain(`node --inspect-brk ${join(EXAMPLES, 'node/adapter.mjs')} < lines.ndjson\n`);
    expect(exitCode).toBe(0);
  });

  it.each([
    ["stdio:sh -c 'cd there && ./it'", "--args sh -c 'sh -c '\\''cd there && ./it'\\'''"],
    ['stdio:./adapter --fast', "gdb -ex 'run < lines.ndjson' --args ./adapter --fast"],
    ['stdio:python3 -m adapter', "gdb -ex 'run < lines.ndjson' --args python3 -m adapter"],
    [
      'stdio:java -jar a.jar',
      'java -agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:5005 -jar a.jar <',
    ],
    ['tcp://192.0.2.1:7', "where the adapter runs:\n    gdb -p PROCESS\n  then:\n    nc '192.0.2.1' 7 < lines.ndjson"],
    ['unix:./bus', "nc -U './bus' < lines.ndjson"],
    ['https://192.0.2.1/', 'where the adapter runs:\n    gdb -p PROCESS'],
    ['stdio:./a\u001b[31m', '\\x1b[31m'],
  ])('%s', async (target, says) => {
    const { stderr } = await debug('KM-C7E1', '--target', target);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('\u001b');
  });

  it.runIf(requireTool('python3') && requireTool('script'))(
    'in Python has pdb at the terminal',
    { tags: ['slow'] },
    async () => {
      const adapter = join(EXAMPLES, 'python/adapter.py');
      const { stdout, stderr } = await debug('KM-C7E1', '--target', `stdio:python3 -u ${adapter}`);
      writeFileSync(join(cwd, 'lines.ndjson'), stdout);
      const [, command] = /^ {4}(python3 -u -c .*)$/m.exec(stderr)!;
      writeFileSync(join(cwd, 'pdb.sh'), command!);
      const line =
        readFileSync(adapter, 'utf8')
          .split('\n')
          .findIndex((text) => text.startsWith('import sys')) + 1;
      const input = `b ${adapter}:${line}\nc\np "stopped in " + __name__\nc\n`;
      const { stdout: shown } = spawnSync('script', ['-qec', 'sh pdb.sh', '/dev/null'], {
        cwd,
        input,
        encoding: 'utf8',
      });
      expect(shown).toContain("'stopped in __main__'");
      expect(shown).toContain('"id": 2');
    },
  );
});

describe('a library, by what the debugger is given', () => {
  it.runIf(requireTool('gcc'))(
    'the first debugger that is there gets the program and the call',
    { tags: ['slow'] },
    async () => {
      const bin = emptyFolder();
      writeFileSync(
        join(bin, 'lldb'),
        '#!/bin/sh\nfor last; do :; done\ncp "$last" seen.json\nprintf "%s\\n" "$@" > words\n',
        { mode: 0o755 },
      );
      const env = { PATH: [bin, '/bin'].join(delimiter) };
      const library = buildLibrary('c', join(EXAMPLES, 'c/channel.c'));
      const words = ['debug', 'KM-C7E1', '--target', `native:${library}`];
      // Where /bin has a gdb it would be taken first.
      const { exitCode, stderr } = await kmcl([...words, '--debugger', 'lldb'], { cwd, env });
      expect(stderr).toContain('call 2 of 2: setMmioMegabytes ch0');
      expect(exitCode).toBe(0);
      expect(JSON.parse(readFileSync(join(cwd, 'seen.json'), 'utf8'))).toEqual({
        path: library,
        programs: [
          [
            { kind: 'allocate', channel: 0, endpoint: 'server' },
            { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 0, mmioMegabytesOptional: 0 },
          ],
        ],
        at: 1,
      });
      const given = readFileSync(join(cwd, 'words'), 'utf8');
      expect(given).toContain('-o\nprocess launch\n-o\nbreakpoint set --name kmcl_perform\n-o\ncontinue\n');
      expect(existsSync(given.trimEnd().split('\n').at(-1)!)).toBe(false);
      const without = await kmcl(words, { cwd, env: { PATH: emptyFolder() } });
      expect(without.stderr).toContain('gdb or lldb is not on this machine');
      expect(without.exitCode).toBe(4);
    },
  );

  it.runIf(requireTool('gcc'))('a program that the target does not claim is not run', { tags: ['slow'] }, async () => {
    writeFileSync(join(cwd, 'wild.kmcl'), 'allocate 0 server\nsetMmioMegabytes forged 1 0\n');
    const library = buildLibrary('c', HISTORY);
    const { exitCode, stderr } = await debug('wild.kmcl', '--call', '2', '--target', `native:${library}`);
    expect(stderr).toContain('wild.kmcl makes calls that history does not claim, or that KMCL does not allow');
    expect(exitCode).toBe(4);
  });

  it('a sanitizer is in the environment of what is debugged, and of no shell around it', () => {
    const debugged = {
      kind: 'process',
      words: ['it'],
      argument: '',
      environment: { LD_PRELOAD: 'asan.so' },
      symbol: 's',
    } as const;
    const gdb = debuggerWords('gdb', debugged);
    expect(gdb.indexOf('set environment LD_PRELOAD asan.so')).toBeLessThan(gdb.indexOf('run'));
    expect(gdb.indexOf('set startup-with-shell off')).toBeLessThan(gdb.indexOf('run'));
    expect(debuggerWords('lldb', debugged)).toContain('settings append target.env-vars LD_PRELOAD=asan.so');
  });
});

describe.runIf(requireTool('gdb') && requireTool('gcc'))('gdb itself', { tags: ['slow'] }, () => {
  /** Opens a saved program on a faulty library whose name has a space, with nobody at the terminal. */
  function gdb(source: string, flag: string, programs: string) {
    const folder = emptyFolder();
    copyFileSync(buildLibrary('c', source, { flags: [`-D${flag}`] }), join(folder, 'faulty one.so'));
    writeFileSync(join(folder, 'saved.kmcl'), programs);
    const words = [MAIN, 'debug', 'saved.kmcl', '--target', 'native:./faulty one.so', '--debugger', 'gdb'];
    return spawnSync(process.execPath, words, { cwd: folder, input: '', encoding: 'utf8' });
  }

  it('stands at the call that goes wrong, and shows its arguments', () => {
    const { status, stdout, stderr } = gdb(join(EXAMPLES, 'c/channel.c'), 'FAULT_BOTH_ZERO_ACCEPTED', BOTH_ZERO);
    expect(stdout).toContain('    1  allocate 0  -> {"status":"0x00000000"}\n');
    expect(stdout).toMatch(/hit Breakpoint 1, kmcl_perform \(instance=0x\w+,\s+call=0x\w+/);
    expect(stdout).toMatch(/kind = 1 .*mmio_megabytes = 0,\s+mmio_megabytes_optional = 0/s);
    // The implementer's own function is the next stop.
    expect(stdout).toMatch(/Temporary breakpoint 2 at 0x\w+: file .*channel\.c/);
    expect(stdout).not.toContain('    2  setMmioMegabytes');
    expect(stderr).toContain('call 2 of 3: setMmioMegabytes ch0 MmioMegabytes=0 Optional=0\n');
    expect(status).toBe(0);
  });

  it('stands before the call of the last of several programs in one process', () => {
    const { stdout, stderr } = gdb(
      HISTORY,
      'LEAK',
      'allocate 0 server\nsetMmioMegabytes 0 3 7\n---\nallocate 0 server\nreadReservation 0\n',
    );
    expect(stderr).toMatch(/^call 2 of 2, after 1 other program in the same process: readReservation ch0$/m);
    expect(stdout).toMatch(/hit Breakpoint 1, kmcl_perform/);
    expect(stdout).toMatch(/kind = 9 /);
  });
});
