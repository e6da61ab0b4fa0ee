/**
 * Failures that depend on what the process did before, and failures that come once: what is found, as a person reads it, and that
 * the saved file shows it again in a fresh process.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildLibrary } from '../../build-library.ts';
import { emptyFolder, kmcl } from '../../cli/kmcl.ts';
import { requireTool } from '../../require-tool.ts';

const SOURCE = join(import.meta.dirname, 'history.c');

const SMALL = ['--tier', 'smoke', '--programs', '200'];

async function run(flag: string, words: readonly string[] = [], size: readonly string[] = SMALL) {
  const cwd = emptyFolder();
  const target = `native:${buildLibrary('c', SOURCE, { flags: [`-D${flag}`] })}`;
  const usual = ['--target', target, '--seed', '1', ...size];
  const ended = await kmcl(['run', ...usual, ...words], { cwd, env: { KMCL_ONCE: join(cwd, 'once') } });
  return { ...ended, cwd, target };
}

/** The exit codes of a replay of each saved file. */
async function replayed({
  cwd,
  target,
}: {
  readonly cwd: string;
  readonly target: string;
}): Promise<readonly number[]> {
  const codes: number[] = [];
  for (const file of readdirSync(join(cwd, 'kmcl-corpus'))) {
    codes.push((await kmcl(['replay', join('kmcl-corpus', file), '--target', target], { cwd })).exitCode);
  }
  return codes;
}

/** The first failure without what differs from machine to machine. */
function firstFailure(stdout: string): string {
  return /^(?:CRASH|FAIL|DEVIATION)[^]*?\n {2}signature/m.exec(stdout)?.[0].replace(/\n {2}signature$/, '') ?? stdout;
}

describe.runIf(requireTool('gcc'))('a library that depends on what its process did', { tags: ['slow'] }, () => {
  it('crashes at the 7th call of a process', async () => {
    const ended = await run('CRASH_AT=7', ['--out', 'out']);
    expect(firstFailure(ended.stdout)).toMatchInlineSnapshot(`
      "CRASH  the target crashed

            programs 1 to 6, each
          1  allocate ch0 server
            program 7, in the same process
          1  allocate ch0 server  <- here
            the process of the library was killed by SIGABRT

        program   1 call, 7 programs in one process; none shorter among 2 processes tried; from 8 calls, at the cost of 16 calls
        reason    fails at the 7th call of a process, behind programs that only allocate: a count of calls, programs or channels"
    `);
    expect(ended.stdout).toMatch(
      /^DOES NOT CONFORM: the target crashed; the run ended early: the target crashed 10 times/m,
    );
    expect(ended.exitCode).toBe(1);
    expect(await replayed(ended)).toEqual([1]);
    const again = await kmcl(['rerun', 'out/report.json', '--failed', '--target', ended.target], { cwd: ended.cwd });
    expect(again.stdout).toMatch(/^FAIL {2}crash KM-[0-9A-F]{8}\n\n1 of 1 failures run again: 1 still fail/m);
    expect(again.exitCode).toBe(1);
  });

  it.each([300])('crashes at the %ith', async (wanted) => {
    const ended = await run(`CRASH_AT=${wanted}`);
    expect(ended.stdout).toContain(
      `fails at the ${wanted}th call of a process, behind programs that only allocate: a count of calls, programs or channels`,
    );
    expect(ended.exitCode).toBe(1);
    expect(await replayed(ended)).toEqual([1]);
  });

  it('leaks an amount into the next instance', async () => {
    const ended = await run('LEAK', ['--clause', 'held.initial']);
    expect(firstFailure(ended.stdout)).toMatchInlineSnapshot(`
      "DEVIATION  held.initial  SHOULD  a channel for which nothing was set holds 0/0

            program 1
          1  allocate ch0 server
          2  setMmioMegabytes ch0 MmioMegabytes=3 Optional=7
            program 2, in the same process
          1  allocate ch0 server  -> STATUS_SUCCESS
          2  readReservation ch0  -> reservation MmioMegabytes=3 Optional=0  <- here
            saw        reservation MmioMegabytes=3 Optional=0
            permitted  reservation MmioMegabytes=0 Optional=0

        source    devices that never call it offer 0/0 (vpci and the rest)
        position  No call, no reservation.
        program   2 calls, 2 programs in one process; none shorter among 23 processes tried; from 3 calls, at the cost of 194 calls
        reason    something of an earlier program is left in the process: a leak between instances"
    `);
    expect(ended.exitCode).toBe(1);
    expect(await replayed(ended)).toEqual([1]);
  });

  it('leaks into every clause on what is held, and is told once', async () => {
    const { stdout } = await run('LEAK', ['--clause', 'held.*'], ['--tier', 'smoke']);
    expect(stdout.match(/^DEVIATION /gm)).toHaveLength(1);
    expect(stdout.match(/^ {2}also {6}held\.\w+ \(SHOULD\)/gm)!.length).toBeGreaterThan(1);
    expect(stdout).toContain('a leak between instances');
  });

  it.each([
    ['--workers', '1'],
    ['--shard', '2/2'],
    ['--workers', '2'],
  ])(
    'fails sooner where nothing ran before: told by the smallest program that fails by itself, and as no more than that, with %s %s',
    async (...words) => {
      const ended = await run('SOONER_AT_FIRST', ['--clause', 'refuse.both-zero', ...words]);
      expect(firstFailure(ended.stdout)).toMatch(
        /^ {4}1 {2}allocate ch0 server .*\n {4}2 {2}setMmioMegabytes ch0 MmioMegabytes=0 Optional=0 .*<- here$/m,
      );
      expect(ended.stdout).toMatch(/^ {2}program {3}2 calls, 1-minimal; /m);
      expect(ended.stdout).toMatch(
        /^ {2}reason {4}fails where nothing ran before it in the process, and passed where/m,
      );
      expect(ended.exitCode).toBe(1);
      expect(await replayed(ended)).toEqual([1]);
    },
  );

  it('leaks beside a fault that has nothing to do with it: no search in such a process is believed', async () => {
    const { stdout } = await run('LEAK_AND_ZERO', [], ['--tier', 'smoke']);
    expect(stdout).toMatch(/^FAIL {2}refuse\.both-zero[^]*?^ {2}program {3}2 calls, 1-minimal; /m);
    expect(stdout).toContain('a leak between instances');
    expect(stdout).not.toMatch(/globally shortest|shortest over its own calls/);
  });

  it('answers every 300th set wrongly', async () => {
    const ended = await run('WRONG_EVERY_SET=300', ['--clause', 'accept.both']);
    expect(ended.stdout).toContain('fails the 300th time that this program is run in a process: a count');
    expect(ended.stdout).toMatch(/^DOES NOT CONFORM/m);
    expect(ended.exitCode).toBe(1);
    expect(await replayed(ended)).toEqual([1]);
  });

  it('answers wrongly once in 100,000 calls', async () => {
    const ended = await run('WRONG_EVERY=100000', [], ['--tier', 'ci', '--programs', '20000']);
    expect(ended.stdout).toMatch(
      /^ {2}program {3}\d+ calls?, seen once, and not again when the same program was run again$/m,
    );
    expect(ended.exitCode).toBe(1);
  });
});

describe.runIf(requireTool('gcc'))(
  'a sweep of a library that goes wrong at the 300,000th set of its process',
  { tags: ['slow'] },
  () => {
    it.each([
      [
        'CRASH',
        1,
        /crash: the process of the library was killed by SIGABRT, at one of the pairs \d+ to \d+/,
        'DOES NOT CONFORM',
      ],
      ['HANG', 2, /timeout: no answer from the library within \d+ ms, at one of the pairs \d+ to \d+/, 'INCONCLUSIVE'],
      [
        'WRONG',
        1,
        /STATUS_UNSUCCESSFUL at MmioMegabytes=\d+ Optional=\d+, among others in one process/,
        'DOES NOT CONFORM',
      ],
    ])('tells what it saw, though it passes when it is run again: %s', async (flag, exitCode, saw, verdict) => {
      const cwd = emptyFolder();
      const library = buildLibrary('c', SOURCE, { flags: [`-D${flag}_AT_SET=300000`] });
      const span = ['--state', 'fresh', '--to', '1000000', '--processes', '1', '--deadline-ms', '500'];
      const ended = await kmcl(['sweep', '--target', `native:${library}`, ...span], { cwd });
      expect(ended.stdout).toMatch(saw);
      expect(ended.stdout).toMatch(/^ {2}unrepeated it did not happen again/m);
      expect(ended.stdout).toMatch(new RegExp(`^${verdict}  `, 'm'));
      expect(ended.exitCode).toBe(exitCode);
      expect(readdirSync(cwd)).toEqual([]);
    });
  },
);

describe.runIf(requireTool('gcc'))('a library that does once', { tags: ['slow'] }, () => {
  it('what is no answer: inconclusive, unless it is tolerated', async () => {
    for (const [flag, words] of [
      ['HANG_ONCE', '1 hang did not repeat'],
      ['GARBLE_ONCE', '1 broken answer did not repeat'],
    ] as const) {
      const strict = await run(flag, ['--deadline-ms', '500', '--out', 'out']);
      expect(strict.stdout).toMatch(new RegExp(`^INCONCLUSIVE .*${words}`, 'm'));
      expect(strict.stdout).toMatch(/^unrepeated {2}1 (hang|broken answer), not repeated: /m);
      expect(strict.exitCode).toBe(2);
      const lenient = await run(flag, ['--deadline-ms', '500', '--tolerate-flaky', '1']);
      expect(lenient.stdout).toMatch(new RegExp(`^INCONCLUSIVE .*${words}.*; the gate passes$`, 'm'));
      expect(lenient.exitCode).toBe(0);
    }
  });

  it('what was seen: a failure, called unrepeated', async () => {
    const exits = await run('EXIT_ONCE');
    expect(exits.stdout).toMatch(/^DOES NOT CONFORM: the target crashed$/m);
    expect(exits.stdout).toMatch(
      /^unrepeated {2}1 crash, not repeated: the process of the library exited with code 3$/m,
    );
    expect(exits.exitCode).toBe(1);
    const lies = await run('WRONG_ONCE', ['--tolerate-flaky', '9']);
    expect(lies.stdout).toMatch(
      /^FAIL {2}accept\.\S+ {2}MUST[^]*saw {8}0xC0000001 STATUS_UNSUCCESSFUL[^]*seen once, and not again/m,
    );
    expect(lies.stdout).toMatch(/^unrepeated {2}1 wrong answer, not repeated: accept\./m);
    expect(lies.exitCode).toBe(1);
  });
});
