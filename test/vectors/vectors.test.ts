/**
 * Vector files through the command line: what a device answered offline is judged as it would have been live, and what is missing,
 * cut off, out of order or of another file is told and never green.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../spec/call.ts';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { printCall } from '../../harness/program/program.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { fromSession } from '../../harness/target.ts';
import type { Capability, Target } from '../../harness/target.ts';
import { rowsOf } from '../../harness/vectors/call-rows.ts';
import { readRecording } from '../../harness/vectors/offline-target.ts';
import type { Recording } from '../../harness/vectors/recording.ts';
import { vectorBytes, vectorOfBytes } from '../../harness/vectors/vectors.ts';
import { catalog } from '../../targets/catalog.ts';
import { encodeCalls } from '../../targets/abi/layout.ts';
import { buildLibrary } from '../build-library.ts';
import { emptyFolder, kmcl } from '../cli/kmcl.ts';
import { requireTool } from '../require-tool.ts';
import { answersOf, EXAMPLES, exampleRunner, STRICT } from './record.ts';

const ALL =
  'reservation,offer,offer-bytes,mmio-space,guest,start-pause,client-endpoint,null-handle,stale-handle,forged-handle,misuse';
const FEW: readonly Capability[] = ['reservation', 'null-handle'];

const SLOW = { tags: ['slow'] };
const cwd = emptyFolder();
/** What one test finds is not to be run first in another one. */
let corpora = 0;
const here = (...words: readonly string[]) =>
  kmcl([...words, ...(['run', 'judge'].includes(words[0]!) ? ['--corpus', `corpus-${(corpora += 1)}`] : [])], { cwd });
const file = (name: string) => join(cwd, name);
const bytesOf = (name: string) => readFileSync(file(name));
const reportIn = (folder: string) => JSON.parse(bytesOf(`${folder}/report.json`).toString()) as Report;
const exported = (out: string, claims: string, ...more: readonly string[]) =>
  here('export', '--tier', 'smoke', '--claims', claims, '--out', out, ...more);

/** A reference that claims little, so that its files are short. */
async function reference(spelling = '', claims = FEW): Promise<Target> {
  const whole = await catalog.open(`reference${spelling}`, { deadlineMs: 1_000 });
  return fromSession({ ...whole.info, name: 'small', capabilities: claims }, whole.open!);
}

function recorded(target: Target, vectors: string, answers: string): void {
  writeFileSync(file(answers), answersOf(bytesOf(vectors), target));
}

beforeAll(async () => {
  await exported('few.bin', FEW.join(','));
  recorded(await reference(), 'few.bin', 'few.kmca');
});

describe('a vector file', () => {
  it('is the same packed, as it is and in lines, and its rows are those of the native contract', async () => {
    await exported('few.kmcv', FEW.join(','));
    await exported('few.ndjson', FEW.join(','));
    const { programs, id } = vectorOfBytes(bytesOf('few.bin'));
    expect(gunzipSync(bytesOf('few.kmcv'))).toEqual(bytesOf('few.bin'));
    const [header, ...lines] = bytesOf('few.ndjson').toString().trimEnd().split('\n');
    expect(JSON.parse(header!)).toMatchObject({ vectors: 1, id, programs: programs.length });
    expect(lines.map((line) => JSON.parse(line).calls)).toEqual(programs);
    for (const program of programs.slice(0, 50)) {
      const rows = Buffer.alloc(program.length * 8);
      encodeCalls(program, new DataView(rows.buffer, rows.byteOffset), 0);
      expect(rowsOf(program)).toEqual(rows);
    }
  });

  it('of tier ci has at most two megabytes, whatever is claimed', SLOW, async () => {
    const { stdout, exitCode } = await here('export', '--claims', ALL, '--out', 'ci.kmcv');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ci\.kmcv {2}4\d,\d{3} programs, 1,0\d\d,\d{3} calls/);
    expect(stdout).toContain('lines       left out: ');
    expect(stdout).toContain('instances   left out: ');
    expect(bytesOf('ci.kmcv').length).toBeLessThan(2 * 2 ** 20);
  });

  it.each([
    ['no claims', ['--out', 'x.bin'], /--claims says/],
    ['a name that ends in nothing known', ['--claims', 'offer', '--out', 'x.txt'], /ends in none of/],
    ['files without --shrink', ['few.bin', '--claims', 'offer', '--out', 'x.bin'], /files are for --shrink/],
    ['--shrink with one file', ['few.bin', '--shrink', '--out', 'x.bin'], /takes the vector files and the answers/],
    [
      'claims with --shrink',
      ['few.bin', 'few.kmca', '--shrink', '--claims', 'offer', '--out', 'x.bin'],
      /leave out --claims/,
    ],
    ['--shrink onto a file that it reads', ['few.bin', 'few.kmca', '--shrink', '--out', './few.bin'], /would be lost/],
    ['a folder that is not there', ['--claims', 'offer', '--out', 'none/x.bin'], /cannot write/],
  ])('is refused with 4: %s', async (_, words, says) => {
    const { exitCode, stderr } = await here('export', '--tier', 'smoke', ...words);
    expect([exitCode, stderr]).toEqual([4, expect.stringMatching(says)]);
  });
});

describe('answers', () => {
  beforeAll(async () => {
    const few = vectorOfBytes(bytesOf('few.bin'));
    writeFileSync(file('other.bin'), vectorBytes({ ...few, seed: 2 }, few.programs));
    writeFileSync(
      file('later.bin'),
      vectorBytes({ ...few, round: 2, follows: '0123456789abcdef' }, few.programs.slice(0, 9)),
    );
    writeFileSync(file('another-tier.bin'), vectorBytes({ ...few, tier: 'ci' }, few.programs.slice(0, 9)));
    recorded(await reference(), 'another-tier.bin', 'another-tier.kmca');
    writeFileSync(file('begun.kmca'), bytesOf('few.kmca').subarray(0, -100));
    writeFileSync(file('small.txt'), 'hello');
    writeFileSync(file('less.kmca'), answersOf(bytesOf('few.bin'), await reference('', ['reservation'])));
    recorded(await reference(), 'later.bin', 'later.kmca');
    writeFileSync(file('damaged.bin'), bytesOf('few.bin').fill(1, 500, 501));
    writeFileSync(file('bomb.gz'), gzipSync(Buffer.alloc(300 * 2 ** 20), { level: 1 }));
  });

  it('are judged as the run would have been', async () => {
    const target = `module:${file('small.mjs')}`;
    writeFileSync(
      file('small.mjs'),
      `import { catalog } from '${import.meta.dirname}/../../dist/targets/catalog.js';
       const whole = await catalog.open('reference', { deadlineMs: 1000 });
       export default { info: { ...whole.info, name: 'small', capabilities: ${JSON.stringify(FEW)} }, run: (program) => whole.run(program) };`,
    );
    const live = await here('run', '--target', target, '--tier', 'smoke', '--seed', '1', '--out', 'live');
    const judged = await here('judge', 'few.bin', 'few.kmca', '--out', 'judged');
    expect([judged.exitCode, judged.stdout.split('\n').find((line) => line.startsWith('CONFORMS'))]).toEqual([
      live.exitCode,
      live.stdout.split('\n').find((line) => line.startsWith('CONFORMS')),
    ]);
    const [lived, offline] = [reportIn('live'), reportIn('judged')];
    expect(offline.verdict.scope.recorded).toEqual({
      programs: vectorOfBytes(bytesOf('few.bin')).programs.length,
      calls: vectorOfBytes(bytesOf('few.bin')).programs.flat().length,
      leftOut: [],
    });
    expect(sameOf(offline)).toEqual(sameOf(lived));
    expect(judged.stdout).toContain('recorded    ');
    expect((await here('verify', 'judged/report.json')).stdout).toContain('STANDS  CONFORMS');
    expect((await here('merge', 'judged/report.json', '--json')).stdout).toContain('"recorded"');
  });

  it('in lines are judged alike, and packed ones too', async () => {
    const { programs, id } = vectorOfBytes(bytesOf('few.bin'));
    const target = await reference();
    const lines = [JSON.stringify({ answers: 1, vectors: id, ...target.info })];
    const { responseToJson } = await import('../../harness/execute/response-json.ts');
    for (const [program, calls] of programs.entries())
      lines.push(JSON.stringify({ program, responses: (await target.run(calls)).map(responseToJson) }));
    writeFileSync(file('lines.ndjson'), [...lines, JSON.stringify({ end: programs.length }), ''].join('\n'));
    writeFileSync(file('packed.gz'), gzipSync(bytesOf('few.kmca')));
    for (const answers of ['lines.ndjson', 'packed.gz'])
      expect((await here('judge', answers, 'few.bin', '--quiet')).exitCode).toBe(0);
    writeFileSync(file('cut.ndjson'), lines.slice(0, 90).join('\n').slice(0, -5));
    const cut = await here('judge', 'few.bin', 'cut.ndjson', '--quiet');
    expect([cut.exitCode, cut.stdout]).toEqual([2, expect.stringContaining('the answers end in program 89 of')]);
    writeFileSync(file('swapped.ndjson'), lines.with(7, lines[8]!).with(8, lines[7]!).join('\n'));
    const swapped = await here('judge', 'few.bin', 'swapped.ndjson');
    expect([swapped.exitCode, swapped.stderr]).toEqual([4, expect.stringContaining('out of order')]);
  });

  it('that end anywhere are inconclusive, and say where; a run goes on where they end', SLOW, async () => {
    const whole = bytesOf('few.kmca');
    for (const part of [0.2, 0.5, 0.8]) {
      writeFileSync(file('cut.kmca'), whole.subarray(0, Math.floor(whole.length * part)));
      const { exitCode, stdout } = await here('judge', 'few.bin', 'cut.kmca', '--quiet');
      expect([part, exitCode]).toEqual([part, 2]);
      expect(stdout).toMatch(/INCONCLUSIVE.*the answers\s+end\s+in\s+program\s+\d+\s+of\s+\d+, at\s+call\s+\d+/s);
    }
    // Behind the programs of the documented reading stand those that only the other one asks.
    writeFileSync(file('cut.kmca'), whole.subarray(0, whole.length - 50));
    const last = await here('judge', 'few.bin', 'cut.kmca', '--quiet');
    expect([last.exitCode, last.stderr]).toEqual([
      0,
      expect.stringMatching(/^notice: \d+ programs? of the vector files/),
    ]);
    expect((await here('judge', 'few.bin', 'cut.kmca', '--quiet', '--reading', 'state-model')).exitCode).not.toBe(0);
    writeFileSync(file('cut.kmca'), whole.subarray(0, whole.length >> 1));
    writeFileSync(file('rest.kmca'), answersOf(bytesOf('few.bin'), await reference(), 100));
    expect((await here('judge', 'few.bin', 'cut.kmca', 'rest.kmca', '--quiet')).exitCode).toBe(0);
    // Where a second one ended too, it is told of the program at hand where they end, in whatever order they are given.
    writeFileSync(file('rest-cut.kmca'), bytesOf('rest.kmca').subarray(0, -5_000));
    const [cut, both] = await Promise.all(
      [['cut.kmca'], ['rest-cut.kmca', 'cut.kmca']].map((names) => readRecording(['few.bin', ...names].map(file))),
    );
    const endsIn = ({ unanswered }: Recording) => Number(/end in program (\d+) /.exec(unanswered.why)?.[1]);
    expect(endsIn(cut!)).toBe(cut!.programs + 1);
    expect(endsIn(both!)).toBeGreaterThan(endsIn(cut!));
    // The same vector file in two forms is one.
    await exported('few-again.kmcv', FEW.join(','));
    const again = await readRecording(['few.bin', 'few-again.kmcv', 'few.kmca'].map(file));
    expect(again.programs).toBe(vectorOfBytes(bytesOf('few.bin')).programs.length);
    // Of a target of which nothing is there to be judged, nothing is known.
    const rest = await here('judge', 'few.bin', 'rest.kmca', '--quiet');
    expect([rest.exitCode, rest.stderr]).toEqual([5, expect.stringMatching(/the answers end in program 1 of/)]);
  });

  it('that show a failure before they end fail the target', async () => {
    recorded(await reference(':fault=both-zero-accepted'), 'few.bin', 'wrong.kmca');
    writeFileSync(file('wrong.kmca'), bytesOf('wrong.kmca').subarray(0, -2_000));
    const { exitCode, stdout } = await here('judge', 'few.bin', 'wrong.kmca', '--quiet');
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('DOES NOT CONFORM: refuse.both-zero (MUST)')]);
  });

  it.each([1, 9, 20, 40, 60, 200, 1_000, 5_000, -2, -9])('with a bit changed at byte %i are refused', async (at) => {
    const changed = Buffer.from(bytesOf('few.kmca'));
    changed[at < 0 ? changed.length + at : at]! ^= 4;
    writeFileSync(file('changed.kmca'), changed);
    const { exitCode, stderr } = await here('judge', 'few.bin', 'changed.kmca');
    expect([exitCode, stderr]).toEqual([
      4,
      expect.stringMatching(/damaged|out of order|of no kind|another vector|neither/),
    ]);
  });

  it('with two programs exchanged, or one left out, are refused', async () => {
    const [a, b, c] = recordsOf(bytesOf('few.kmca'), 60);
    const whole = bytesOf('few.kmca');
    const [first, second] = [whole.subarray(a!, b!), whole.subarray(b!, c!)];
    for (const middle of [[second, first], [second], [first, first]]) {
      writeFileSync(file('moved.kmca'), Buffer.concat([whole.subarray(0, a), ...middle, whole.subarray(c)]));
      const { exitCode, stderr } = await here('judge', 'few.bin', 'moved.kmca');
      expect([exitCode, stderr]).toEqual([4, expect.stringMatching(/out of order|damaged/)]);
    }
  });

  it.each([
    ['to another vector file', ['other.bin', 'few.kmca'], /answers to another vector file/],
    ['that are missing', ['few.bin'], /none of the files is one of answers/],
    ['without their vector file', ['few.kmca'], /none of the files is a vector file/],
    ['beside a file that is something else', ['few.bin', 'small.txt'], /neither a vector file nor one of answers/],
    ['of a target that claims less', ['few.bin', 'less.kmca'], /small does not claim null-handle/],
    ['to a vector file that is damaged', ['damaged.bin', 'few.kmca'], /programs are damaged/],
    ['given twice', ['few.bin', 'few.kmca', 'few.kmca'], /byte for byte what .*leave it out/],
    [
      'with how they begin',
      ['few.kmca', 'few.bin', 'begun.kmca'],
      /^error: begun.kmca says byte for byte what few.kmca/m,
    ],
    ['to two tiers', ['few.bin', 'few.kmca', 'another-tier.bin', 'another-tier.kmca'], /do not belong together/],
    [
      'with a round left out',
      ['few.bin', 'few.kmca', 'later.bin', 'later.kmca'],
      /follows 0123456789abcdef, which was not given/,
    ],
  ])('%s are refused with 4', areRefused);

  it.each([['packed to a thousandth', ['few.bin', 'bomb.gz'], /comes to too much/]])(
    '%s are refused with 4',
    SLOW,
    areRefused,
  );

  async function areRefused(_: string, words: readonly string[], says: RegExp): Promise<void> {
    const { exitCode, stderr } = await here('judge', ...words);
    expect([exitCode, stderr]).toEqual([4, expect.stringMatching(says)]);
  }

  it('of an adapter that could not make a call end as a run on it does', async () => {
    const target = await reference();
    const broken = fromSession(target.info, () => {
      const session = target.open!();
      const perform = (call: Call) => {
        if (call.kind === 'disable') throw new Error('the adapter cannot');
        return session.perform(call);
      };
      return { perform };
    });
    recorded(broken, 'few.bin', 'broken.kmca');
    const { exitCode, stdout } = await here('judge', 'few.bin', 'broken.kmca', '--quiet');
    expect([exitCode, stdout]).toEqual([5, expect.stringContaining('TARGET UNUSABLE')]);
  });

  it(
    'of a target that chooses otherwise than the file takes for usual are completed by the next file',
    SLOW,
    async () => {
      const claims: readonly Capability[] = ['reservation', 'offer', 'guest'];
      const target = await reference(':after-disable=reset', claims);
      await exported('more.bin', claims.join(','));
      recorded(target, 'more.bin', 'reset.kmca');
      const first = await here('judge', 'more.bin', 'reset.kmca', '--quiet');
      expect([first.exitCode, first.stdout]).toEqual([
        2,
        expect.stringMatching(/is in no\s+vector file: export --shrink/),
      ]);
      await here('export', '--shrink', 'more.bin', 'reset.kmca', '--out', 'reset-1.bin');
      recorded(target, 'reset-1.bin', 'reset-1.kmca');
      const both = ['more.bin', 'reset.kmca', 'reset-1.bin', 'reset-1.kmca'];
      expect((await here('judge', ...both, '--quiet')).exitCode).toBe(0);
      expect((await here('export', '--shrink', ...both, '--out', 'reset-2.bin')).stdout).toContain('nothing is left');
    },
  );

  it('of a fault that makes two answers of one question come to those of a run on it', SLOW, async () => {
    const target = await reference(':fault=disabled-accepted', ['reservation', 'misuse']);
    const { counterexamples } = await runCampaign(target, { tier: 'smoke', seed: 1 });
    const live = counterexamples.map((one) => [brokenClause(one), one.minimized.program.map(printCall)]);
    expect(live).toHaveLength(1);
    await exported('0.bin', 'reservation,misuse', '--seed', '1');
    const files: string[] = [];
    for (let round = 0, said = ''; !said.startsWith('nothing is left'); round += 1) {
      expect(round).toBeLessThanOrEqual(5);
      recorded(target, `${round}.bin`, `${round}.kmca`);
      files.push(`${round}.bin`, `${round}.kmca`);
      said = (await here('export', '--shrink', ...files, '--out', `${round + 1}.bin`)).stdout;
    }
    await here('judge', ...files, '--out', 'two-answers-offline');
    const offline = reportIn('two-answers-offline').counterexamples;
    expect(offline.map(({ clause, program }) => [clause, program])).toEqual(live);
  });

  it('that were wrong once and not again are told so', async () => {
    recorded(await reference(':fault=both-zero-accepted'), 'few.bin', 'once.kmca');
    await here('export', '--shrink', 'few.bin', 'once.kmca', '--out', 'once-1.bin');
    recorded(await reference(), 'once-1.bin', 'once-1.kmca');
    const { exitCode, stdout } = await here('judge', 'few.bin', 'once.kmca', 'once-1.bin', 'once-1.kmca');
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('DOES NOT CONFORM: refuse.both-zero (MUST)')]);
    expect(stdout).toMatch(/unrepeated/);
  });

  it('of two runs that contradict each other are all heard, in whatever order they are given', SLOW, async () => {
    for (const [name, spelling] of [
      ['wrong', ':fault=both-zero-accepted'],
      ['resets', ':after-disable=reset'],
    ] as const) {
      recorded(await reference(spelling), 'few.bin', `${name}.kmca`);
      for (const files of [
        ['few.kmca', `${name}.kmca`],
        [`${name}.kmca`, 'few.kmca'],
      ]) {
        const { exitCode } = await here('judge', 'few.bin', ...files, '--out', 'contradict', '--quiet');
        const { counterexamples } = reportIn('contradict');
        const [failure] = counterexamples.map(({ clause, repeats }) => [clause, repeats]);
        const expected = name === 'wrong' ? ['refuse.both-zero', false] : ['held.after-disable', false];
        expect([files, exitCode, failure]).toEqual([files, 1, expected]);
      }
    }
  });

  it('refuse flags of theirs for a trace, and a trace its own for them', async () => {
    writeFileSync(file('trace.json'), '{"trace":1}');
    const { exitCode, stderr } = await here('judge', 'trace.json', '--verbose');
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('--verbose means nothing for a trace')]);
  });
});

/** What has to be the same offline. Times, the target's spelling, and what is said of the record are not. */
function sameOf(report: Report): unknown {
  const same = structuredClone(report) as unknown as Record<string, Record<string, unknown>>;
  delete same['times'];
  delete same['asked']!['target'];
  delete same['asked']!['out'];
  delete (same['verdict']!['scope'] as Record<string, unknown>)['recorded'];
  delete same['strength']!['mutants'];
  return same;
}

/** Where the records of three programs begin. */
function recordsOf(answers: Buffer, first: number): readonly number[] {
  const { programs } = vectorOfBytes(bytesOf('few.bin'));
  let at = 36;
  for (let texts = 0; texts < 2; texts += 1) at += 1 + answers[at]!;
  at += 4;
  const begins: number[] = [];
  for (const [index, program] of programs.entries()) {
    if (index >= first && index <= first + 2) begins.push(at);
    at += 4;
    for (let call = 0; call < program.length; call += 1) at += 1 + (answers[at] === 0 ? 0 : 4);
    at += 4;
  }
  return begins;
}

describe.runIf(requireTool('gcc'))('the C reader', () => {
  it('answers for the C example as a run on it does', async () => {
    const library = buildLibrary('c', join(EXAMPLES, 'c/channel.c'));
    await exported('c.bin', ALL);
    execFileSync(exampleRunner(), [file('c.bin'), file('c.kmca')]);
    const judged = await here('judge', 'c.bin', 'c.kmca', '--out', 'c-judged');
    const live = await here(
      'run',
      '--target',
      `native:${library}`,
      '--tier',
      'smoke',
      '--seed',
      '1',
      '--out',
      'c-live',
    );
    expect([judged.exitCode, live.exitCode]).toEqual([0, 0]);
    expect(sameOf(reportIn('c-judged'))).toEqual(sameOf(reportIn('c-live')));
  });

  it.each([
    ['packed', () => gzipSync(bytesOf('few.bin')), -2001],
    ['no vector file', () => Buffer.alloc(200, 1), -2002],
    ['empty', () => Buffer.alloc(0), -2002],
    ['cut off', () => bytesOf('few.bin').subarray(0, -8), -2003],
    ['changed', () => Buffer.from(bytesOf('few.bin')).fill(1, 500, 501), -2003],
    ['changed in its header', () => Buffer.from(bytesOf('few.bin')).fill(1, 12, 13), -2003],
    [
      'asking what is not claimed',
      () => {
        const few = vectorOfBytes(bytesOf('few.bin'));
        return vectorBytes({ ...few, claims: ['threads'] }, few.programs);
      },
      -2004,
    ],
  ])('refuses a file that is %s', (_, content, result) => {
    writeFileSync(file('given.bin'), content());
    const { status, stderr } = spawnSync(exampleRunner(), [file('given.bin'), file('given.kmca')], {
      encoding: 'utf8',
    });
    expect([status, stderr.trim()]).toEqual([1, `kmcl_vectors_run returned ${result}`]);
    expect(bytesOf('given.kmca').length).toBe(0);
  });

  it('has at most 150 lines, and calls nothing of a C library in a build as of a kernel', () => {
    const header = readFileSync(join(STRICT.at(-1)!, 'kmcl_vectors.h'), 'utf8');
    expect(header.split('\n').length - 1).toBeLessThanOrEqual(150);
    const words = ['-ffreestanding', '-fno-builtin', '-mgeneral-regs-only', '-c', join(EXAMPLES, 'vectors/kernel.c')];
    execFileSync('gcc', [...STRICT, ...words, '-o', file('kernel.o')]);
    const undefinedNames = execFileSync('nm', ['-u', file('kernel.o')], { encoding: 'utf8' });
    expect(undefinedNames.replaceAll(/\s*U (_binary_vectors_bin_\w+|_GLOBAL_OFFSET_TABLE_)\n/g, '')).toBe('');
  });

  it.runIf(process.platform === 'linux')(
    'runs in the kernel-style example, and in the UEFI-style one by its serial line',
    SLOW,
    async () => {
      const claims = ['reservation', 'client-endpoint', 'null-handle'];
      await exported('vectors.bin', claims.join(','));
      execFileSync('ld', ['-r', '-b', 'binary', '-o', 'vectors.o', 'vectors.bin'], { cwd });
      const bare = [
        '-ffreestanding',
        '-fno-builtin',
        '-mgeneral-regs-only',
        '-nostdlib',
        '-static',
        '-Wl,-z,noexecstack',
      ];
      const kernel = (...more: readonly string[]) => {
        execFileSync(
          'gcc',
          [...STRICT, ...bare, ...more, join(EXAMPLES, 'vectors/kernel.c'), 'vectors.o', '-o', 'kernel'],
          { cwd },
        );
        writeFileSync(file('kernel.kmca'), execFileSync(file('kernel'), { maxBuffer: 1 << 26 }));
      };
      kernel();
      execFileSync('gcc', [...STRICT, join(EXAMPLES, 'vectors/uefi.c'), '-o', file('uefi')]);
      execFileSync(file('uefi'), ['vectors.bin', 'uefi.kmca'], { cwd });
      for (const name of ['kernel', 'uefi']) {
        const { exitCode, stdout } = await here('judge', 'vectors.bin', `${name}.kmca`);
        expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`${name}-example 1.0`)]);
      }
      kernel('-DFAULT_SUM_IN_16_BITS');
      const { exitCode, stdout } = await here('judge', 'vectors.bin', 'kernel.kmca', '--quiet');
      expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/DOES NOT CONFORM: .*\(MUST\)/)]);
    },
  );

  it.each(['FIRST_CALL_WINS'])(
    'brings %s down to what a live run comes to, in at most five files',
    SLOW,
    async (fault) => {
      const library = buildLibrary('c', join(EXAMPLES, 'c/channel.c'), { flags: [`-DFAULT_${fault}`] });
      const live = ['run', '--target', `native:${library}`, '--tier', 'smoke', '--seed', '1', '--out', 'shrunk-live'];
      await here(...live);
      await exported('round-0.bin', ALL);
      const files: string[] = [];
      const found = (folder: string) =>
        reportIn(folder).counterexamples.map(({ clause, program }) => [clause, program]);
      for (let round = 0; round <= 5; round += 1) {
        execFileSync(exampleRunner(fault), [file(`round-${round}.bin`), file(`round-${round}.kmca`)]);
        files.push(`round-${round}.bin`, `round-${round}.kmca`);
        const { stdout } = await here('export', '--shrink', ...files, '--out', `round-${round + 1}.bin`);
        if (stdout.startsWith('nothing is left')) break;
      }
      const { exitCode } = await here('judge', ...files, '--out', 'shrunk');
      expect(exitCode).toBe(1);
      expect(found('shrunk')).toEqual(found('shrunk-live'));
      const { certificate, repeats } = reportIn('shrunk').counterexamples[0]!;
      expect([certificate, repeats]).toEqual(['globally shortest', true]);
      expect(files.length).toBeLessThanOrEqual(12);
      const again = await here(
        'replay',
        join('shrunk', reportIn('shrunk').counterexamples[0]!.folder, 'replay.kmcl'),
        '--target',
        `offline:${files.join(',')}`,
      );
      expect(again.exitCode).toBe(1);
    },
  );
});
