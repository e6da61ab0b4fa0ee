/** `run` as a user runs it: verdicts, what a failure looks like, and exit codes. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

describe('a verdict', () => {
  it('is given on the reference, with every clause honoured', { tags: ['slow'] }, async () => {
    const { exitCode, stdout } = await kmcl(['--target', 'reference']);
    expect(stdout).toMatch(/^CONFORMS in status, reservation, offer, space: 37 of 37 clauses verified$/m);
    expect(stdout).not.toMatch(/^(fail|deviation|not-verified|not-applicable)/m);
    expect(exitCode).toBe(0);
  });

  it('is the same on the reference under the other reading, made for that reading', async () => {
    const target = 'reference:reading=state-model';
    const { exitCode, stdout } = await kmcl(['--target', target, '--reading', 'state-model', '--tier', 'smoke']);
    expect(stdout).toContain('readings    satisfied: documented no, state-model yes');
    expect(exitCode).toBe(0);
  });

  it.each([
    ['reference', 'state-model', 'accept.disabled'],
    ['reference:reading=state-model', 'documented', 'refuse.disabled'],
  ])(
    'on %s under %s blames the clause in which the readings differ, and no other',
    { tags: ['slow'] },
    async (target, reading, clause) => {
      const { exitCode, stdout } = await kmcl(['--target', target, '--reading', reading, '--json', '--seed', '3']);
      const report = JSON.parse(stdout);
      const broken = report.clauses.filter((row: { outcome: string }) => ['fail', 'deviation'].includes(row.outcome));
      expect(broken.map(({ id }: { id: string }) => id)).toContain(clause);
      for (const { id } of broken) expect(DIFFERENT_UNDER_READINGS).toContain(id);
      expect(exitCode).toBe(1);
    },
  );

  it('under any reading is that of the one that the target satisfies', { tags: ['slow'] }, async () => {
    const { exitCode, stdout } = await kmcl(['--target', 'reference:reading=state-model', '--reading', 'any']);
    expect(stdout).toContain('reading state-model');
    expect(exitCode).toBe(0);
  });

  it('is inconclusive where Enable fails and nothing beyond it can be seen', async () => {
    const { exitCode, stdout } = await kmcl(['--target', 'reference:enable=always-fails', '--tier', 'smoke']);
    expect(stdout).toMatch(/^INCONCLUSIVE in .* not verified \(/m);
    expect(exitCode).toBe(2);
  });

  it('is a deviation where the guest has too little room, which level must forgives', { tags: ['slow'] }, async () => {
    const words = ['--target', 'reference:mmio-megabytes=100', '--tier', 'smoke', '--seed', '1'];
    expect((await kmcl(words)).exitCode).toBe(1);
    const forgiven = await kmcl([...words, '--level', 'must']);
    expect(forgiven.stdout).toContain(
      'DOES NOT CONFORM: space.required (SHOULD), not counted by the policy; the gate passes',
    );
    expect(forgiven.exitCode).toBe(0);
  });
});

/** A target that takes the other reading also sets, holds and offers on a channel that was disabled. */
const DIFFERENT_UNDER_READINGS = [
  'accept.disabled',
  'refuse.disabled',
  'refuse.either-code',
  'refuse.both-zero',
  'held.refused',
  'held.independent',
  'held.after-disable',
  'offer.at-enable',
  'offer.after-disable',
];

describe('a failure', () => {
  it('reads like this', async () => {
    const cwd = emptyFolder();
    const words = ['run', '--target', 'reference:fault=both-zero-accepted', '--seed', '1', '--tier', 'smoke'];
    const { exitCode, stdout } = await kmcl(words, { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "reference:fault=both-zero-accepted 1.0.0  tier smoke, reading documented, seed 1
      would have shown at least 239 of 290 planted faults

      clauses     34 pass, 2 choice, 1 fail; --verbose has a row for each
      choices     either-code:null channel-first, either-code:forged channel-first, either-code:stale channel-first, either-code:state channel-first, after-disable kept
      readings    satisfied: documented no, state-model no
      calls       28,603 made, 28,000 judged
      boundary    1,087 programs, 18,952 calls: every pair of a pool of 36 in every state of a channel's life, and a life in every slot
      complete-0  869 programs, 9,651 calls: kills every implementation whose states are those of the page, under assumptions that --verbose names
      not tried   claimed, and judged in no call: misuse, threads

      FAIL  refuse.both-zero  MUST  two zero amounts on a good channel return STATUS_INVALID_PARAMETER

          1  allocate ch0 server                              -> STATUS_SUCCESS
          2  setMmioMegabytes ch0 MmioMegabytes=0 Optional=0  -> STATUS_SUCCESS  <- here
            saw        0x00000000 STATUS_SUCCESS (success)
            permitted  0xC000000D STATUS_INVALID_PARAMETER (error)

        source    VmbServerChannelInitSetMmioMegabytes (learn.microsoft.com), return value
        position  Stated in so many words.
        program   2 calls, globally shortest; from 6 calls, at the cost of 8 calls, and 39 more calls to be sure
        signature KM-C7E1F38E
        saved     kmcl-corpus/refuse.both-zero-143ce5d2.kmcl

      DOES NOT CONFORM: refuse.both-zero (MUST)

      next:
        replay    kmcl-conformance replay kmcl-corpus/refuse.both-zero-143ce5d2.kmcl --target reference:fault=both-zero-accepted
        report    none was asked for: --out FOLDER writes one
        explain   kmcl-conformance explain refuse.both-zero
      "
    `);
  });

  it('is saved, fails again under replay, and passes on the reference', async () => {
    const cwd = emptyFolder();
    await kmcl(['--target', 'reference:fault=sum-wraps', '--tier', 'smoke'], { cwd });
    const [file] = readdirSync(join(cwd, 'kmcl-corpus'));
    expect(file).toMatch(/^accept\.unbounded-[0-9a-f]{8}\.kmcl$/);
    const saved = join('kmcl-corpus', file!);
    expect((await kmcl(['replay', saved, '--target', 'reference:fault=sum-wraps'], { cwd })).exitCode).toBe(1);
    expect((await kmcl(['replay', saved, '--target', 'reference'], { cwd })).exitCode).toBe(0);
    const again = await kmcl(['--target', 'reference:fault=sum-wraps', '--tier', 'smoke'], { cwd });
    expect(again.stdout).toMatch(/^corpus +1 program, 2 calls/m);
  });
});

describe('bad usage', () => {
  it.each([
    ['an unknown flag', ['--bogus'], /unknown option '--bogus'/],
    ['an unknown command', ['frobnicate'], /too many arguments|unknown command/],
    ['an unknown target', ['--target', 'acme'], /unknown target "acme"; it is one of reference/],
    ['a scheme with nothing behind it', ['--target', 'module:'], /unknown target "module:"/],
    ['an unknown fault', ['--target', 'reference:fault=sum-wrap'], /the nearest are sum-wraps, /],
    ['an unknown tier', ['--tier', 'galactic'], /Allowed choices are smoke, ci/],
    ['a seed that is none', ['--seed', 'lucky'], /whole number/],
    [
      'a clause that is none',
      ['--target', 'reference', '--clause', 'accept.nothing'],
      /no clause matches "accept.nothing"/,
    ],
    ['a shard beyond the last', ['--shard', '3/2'], /i from 1 to n/],
    [
      'a file that is not there',
      ['replay', 'nowhere.kmcl', '--target', 'reference'],
      /cannot read the program nowhere.kmcl: there is no such file/,
    ],
    ['a folder for a file', ['replay', '.', '--target', 'reference'], /it is a folder/],
    ['a list that is none', ['list', 'secrets'], /Allowed choices are clauses/],
    [
      'a shard without a program',
      ['--target', 'reference', '--tier', 'smoke', '--shard', '9999/9999'],
      /no program was selected/,
    ],
  ])('%s: exit 4, and why on stderr', async (_, words, message) => {
    const { exitCode, stdout, stderr } = await kmcl(words);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(4);
  });

  it('in a corpus file costs that file alone, and names it and the line', async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'kmcl-corpus'));
    writeFileSync(join(cwd, 'kmcl-corpus', 'bad.kmcl'), 'allocate 0 server\nfly 0\n');
    const { exitCode, stderr } = await kmcl(['--target', 'reference', '--tier', 'smoke'], { cwd });
    expect(stderr).toMatch(/^notice: skipped: kmcl-corpus\/bad\.kmcl is no program: line 2: unknown call "fly"/m);
    expect(exitCode).toBe(0);
  });
});

describe('a module', () => {
  const run = async (text: string, words: readonly string[] = []) => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'target.mjs'), text);
    return kmcl(['--target', 'module:target.mjs', '--tier', 'smoke', '--deadline-ms', '1000', ...words], { cwd });
  };
  const info = "{ name: 't', version: '1', capabilities: [] }";

  it.each([
    ['that throws when it is loaded', 'throw new Error("no licence");', 5, /no licence/],
    ['that gives no target', 'export default 3;', 5, /target/],
    [
      'that claims what does not exist',
      "export default { info: { name: 't', version: '1', capabilities: ['magic'] }, run: async () => [] };",
      5,
      /magic/,
    ],
    [
      'that answers too little',
      `export default { info: ${info}, run: async () => [] };`,
      5,
      /0 responses to \d+ calls?/,
    ],
    [
      'that answers nonsense',
      `export default { info: ${info}, run: async (p) => p.map(() => ({ kind: 'status', status: -1 })) };`,
      5,
      /status must be an integer/,
    ],
    [
      'that throws at a call',
      `export default { info: ${info}, run: async () => { throw new RangeError('boom'); } };`,
      1,
      /CRASH[\s\S]*boom/,
    ],
    ['that never answers', `export default { info: ${info}, run: () => new Promise(() => {}) };`, 1, /TIMEOUT/],
    ['that loops for ever', `export default { info: ${info}, run: async () => { for (;;); } };`, 1, /TIMEOUT/],
    ['that exits', `export default { info: ${info}, run: async () => process.exit(0) };`, 1, /CRASH/],
  ])('%s', { tags: ['slow'] }, async (_, text, exit, words) => {
    const { exitCode, stdout, stderr } = await run(text);
    expect(stdout + stderr).toMatch(words);
    expect(exitCode).toBe(exit);
  });

  it('that does not exist', async () => {
    const { exitCode, stderr } = await kmcl(['--target', 'module:./nowhere.ts']);
    expect(stderr).toMatch(/nowhere\.ts/);
    expect(exitCode).toBe(5);
  });
});

it('gives a partial result and exit 2 at Ctrl-C', { tags: ['slow'] }, async () => {
  const cwd = emptyFolder();
  const words = ['--target', 'reference', '--programs', '50000000', '--out', 'out', '--verbose'];
  const child = spawn(process.execPath, [MAIN, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise((done) => child.on('close', done));
  // Not before the last strategy is under way: what is told of the clauses is then the same, however slow the machine is.
  const results = join(cwd, 'out', 'results.ndjson');
  while (!existsSync(results) || !readFileSync(results, 'utf8').includes('"strategy":"random"')) await pause(50);
  child.kill('SIGINT');
  const exitCode = await ended;
  expect(stdout).toMatch(/^INCONCLUSIVE in .*: the run ended early: interrupted/m);
  expect(stdout).toMatch(/^pass +accept\.required/m);
  expect(stderr).toMatch(/^interrupted: summing up what there is; once more to quit at once$/m);
  expect(stderr).not.toContain('strategy');
  expect(exitCode).toBe(2);
});

it('writes no colour into a pipe, and none where NO_COLOR is set', { tags: ['slow'] }, async () => {
  const { stdout } = await kmcl(['--target', 'reference', '--tier', 'smoke'], { env: { NO_COLOR: '1' } });
  expect(stdout).not.toContain('\u001b');
  expect((await kmcl(['--target', 'reference', '--tier', 'smoke'])).stdout).not.toContain('\u001b');
  expect((await kmcl(['--target', 'reference', '--tier', 'smoke'], { env: { FORCE_COLOR: '1' } })).stdout).toContain(
    '\u001b',
  );
});

it('lists what there is', async () => {
  const rows = async (what: string) => (await kmcl(['list', what])).stdout.trim().split('\n');
  expect(await rows('clauses')).toHaveLength(38);
  expect((await rows('faults')).length).toBeGreaterThan(60);
  expect(await rows('capabilities')).toHaveLength(12);
  expect((await rows('tiers'))[0]).toMatch(/^smoke /);
});
