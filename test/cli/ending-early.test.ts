/**
 * Flags and signals that end a command before it is done, and the forms in which it can say what it saw: for people, for tools, as JSON.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { durationMs } from '../../harness/cli/duration.ts';
import { githubReport } from '../../harness/report/files/github-annotations.ts';
import { tapReport } from '../../harness/report/files/tap.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

const FAULTY = 'reference:fault=both-zero-accepted';
const QUICK = ['--tier', 'smoke', '--seed', '1'] as const;
const run = (target: string, ...words: readonly string[]) => ['run', '--target', target, ...QUICK, ...words];
/** Of whoever runs these tests. */
const env = { CI: undefined, GITHUB_ACTIONS: undefined, GITHUB_STEP_SUMMARY: undefined, SOURCE_DATE_EPOCH: undefined };

/** Reports of a target that does not conform and of one that does, and what was printed meanwhile. */
const cwd = emptyFolder();
beforeAll(async () => {
  await Promise.all([
    kmcl(run(FAULTY, '--out', 'bad', '--corpus', 'bad-corpus'), { cwd, env }),
    kmcl(run('reference', '--out', 'good', '--corpus', 'good-corpus'), { cwd, env }),
  ]);
});

it.each([
  ['90s', 90_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['0', undefined],
  ['0s', undefined],
  ['0.000m', undefined],
  ['10', undefined],
  ['-1s', undefined],
  ['1d', undefined],
  ['1e3s', undefined],
])('%s as a duration is %s ms', (text, ms) => expect(durationMs(text)).toBe(ms));

describe('bad usage is', () => {
  const ROWS: readonly (readonly [readonly string[], RegExp])[] = [
    [['--timeout', '0'], /duration above zero/],
    [['--fail-fast', '--max-failures', '2'], /leave out one of them/],
    [['--max-failures', '0'], /whole number from 1/],
    [['--reporter', 'tap', '--json'], /--json and --reporter: stdout is for one of them/],
    [['--reporter', 'tap', '--quiet'], /--quiet and --reporter: stdout is for one of them/],
    [['--reporter', 'dots'], /Allowed choices are github, tap, junit/],
    [['--open'], /name a folder/],
  ];

  async function refused([words, message]: (typeof ROWS)[number]): Promise<void> {
    const { exitCode, stdout, stderr } = await kmcl(run('reference', ...words), { cwd });
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(4);
  }
  it.each(ROWS.slice(0, 2))('%j', (...row) => refused(row));
  it.each(ROWS.slice(2))('%j', { tags: ['slow'] }, (...row) => refused(row));

  it('a SOURCE_DATE_EPOCH that is none', { tags: ['slow'] }, async () => {
    const { exitCode, stderr } = await kmcl(run('reference', '--out', 'o'), { env: { SOURCE_DATE_EPOCH: 'today' } });
    expect(stderr).toMatch(/SOURCE_DATE_EPOCH is no number of seconds/);
    expect(exitCode).toBe(4);
  });
});

describe('a run', () => {
  it('with --fail-fast is told as cut short in every file, and is not verified to be more', async () => {
    const own = emptyFolder();
    const { exitCode, stdout } = await kmcl(run(FAULTY, '--fail-fast', '--out', 'out'), { cwd: own, env });
    const report = JSON.parse(readFileSync(join(own, 'out', 'report.json'), 'utf8'));
    const sentence =
      'DOES NOT CONFORM: refuse.both-zero (MUST); the run ended early: it was to end at the first failure';
    expect(stdout).toContain(`\n${sentence}\n`);
    expect(report.verdict.sentence).toBe(sentence);
    expect(report.extent).toEqual({ kind: 'partial', why: 'it was to end at the first failure' });
    expect(report.strength.kind).toBe('not stated');
    expect(exitCode).toBe(1);
    const merged = await kmcl(['merge', 'out/results.ndjson'], { cwd: own });
    expect(merged.stdout).toContain(sentence);
    expect(merged.exitCode).toBe(1);
    expect((await kmcl(['verify', 'out/report.json'], { cwd: own })).stdout).toMatch(/^STANDS {2}DOES NOT CONFORM/m);
  });

  it('with --timeout ends in order, and never with 0', async () => {
    const { exitCode, stdout } = await kmcl(run('reference', '--timeout', '1ms'), { env });
    expect(stdout).toMatch(/^INCONCLUSIVE in .*: the run ended early: its time was up, 0\.001 s; /m);
    expect(exitCode).toBe(2);
  });

  it('with --timeout in the config file too', { tags: ['slow'] }, async () => {
    const own = emptyFolder();
    writeFileSync(join(own, 'kmcl.config.json'), '{ "target": "reference", "timeout": "1ms", "tier": "smoke" }');
    expect((await kmcl(['run'], { cwd: own })).exitCode).toBe(2);
    writeFileSync(join(own, 'kmcl.config.json'), '{ "target": "reference", "timeout": "0ms", "tier": "smoke" }');
    expect((await kmcl(['run'], { cwd: own })).exitCode).toBe(4);
  });
});

/** Ends the command once it is `ready`; gives its exit code and what it had printed. `cwd`: a folder of its own. */
async function signalled(words: readonly string[], ready: (text: string, cwd: string) => boolean) {
  const own = emptyFolder();
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: own, stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const watch = setInterval(() => {
    if (!child.killed && ready(text, own)) child.kill('SIGHUP');
  }, 1);
  const exitCode = await new Promise((done) => child.on('close', done));
  clearInterval(watch);
  return { exitCode, text };
}

describe('SIGHUP ends in order', () => {
  it('serve', async () => {
    const words = ['serve', '--target', 'reference', '--listen', 'tcp://127.0.0.1:0'];
    expect(await signalled(words, (text) => text.includes('serving'))).toMatchObject({ exitCode: 0 });
  });

  it('a run', { tags: ['slow'] }, async () => {
    const words = ['run', '--target', 'reference', '--programs', '50000000', '--out', 'out'];
    const isUnderWay = (_: string, own: string) => existsSync(join(own, 'out/results.ndjson'));
    const { exitCode, text } = await signalled(words, isUnderWay);
    expect(text).toMatch(/^INCONCLUSIVE in .*: the run ended early: interrupted/m);
    expect(exitCode).toBe(2);
  });

  it('a sweep', { tags: ['slow'] }, async () => {
    const words = ['sweep', '--target', 'reference', '--resume', 'done.json'];
    const { exitCode, text } = await signalled(words, (_, own) => existsSync(join(own, 'done.json')));
    expect(text).toMatch(/^INCONCLUSIVE {2}interrupted/m);
    expect(exitCode).toBe(2);
  });
});

describe('--reporter', () => {
  const reported = (target: string, name: string, ...words: readonly string[]) =>
    kmcl(run(target, '--reporter', name, ...words), { cwd: emptyFolder(), env });

  it('tap: a test a clause, the counterexample in YAML, and the verdict beside it', () => {
    const stdout = tapReport(JSON.parse(readFileSync(join(cwd, 'bad', 'report.json'), 'utf8')));
    const tap = readTap(stdout);
    expect(tap.plan).toBe(tap.tests.length);
    expect(tap.tests.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
      'refuse.both-zero: two zero amounts on a good channel return STATUS_INVALID_PARAMETER',
    ]);
    expect(tap.tests.find(({ ok }) => !ok)!.yaml).toMatchObject({
      outcome: 'fail',
      message:
        'call 2, setMmioMegabytes ch0 MmioMegabytes=0 Optional=0: saw STATUS_SUCCESS, permitted STATUS_INVALID_PARAMETER',
      detail: expect.stringMatching(/1 {2}allocate ch0 server/),
    });
    expect(stdout).toMatch(/^# DOES NOT CONFORM: refuse\.both-zero \(MUST\)$/m);
  });

  it('tap: what was not verified is not ok, and a run that was cut short is never all green', async () => {
    const { exitCode, stdout } = await reported('reference', 'tap', '--timeout', '1ms');
    const { tests } = readTap(stdout);
    expect(tests.at(-1)).toMatchObject({ ok: false, name: 'leaves nothing open', yaml: { outcome: 'not-verified' } });
    expect(exitCode).toBe(2);
  });

  it('tap: no clause that was not verified is ok', { tags: ['slow'] }, async () => {
    const inconclusive = readTap((await reported('reference:enable=always-fails', 'tap')).stdout);
    expect(inconclusive.tests.filter(({ yaml }) => yaml?.outcome === 'not-verified').length).toBeGreaterThan(1);
    for (const { ok, yaml } of inconclusive.tests) if (yaml?.outcome === 'not-verified') expect(ok).toBe(false);
  });

  it(
    'tap: what a baseline knows is TODO, and what is not claimed is skipped for a reason',
    { tags: ['slow'] },
    async () => {
      const own = emptyFolder();
      const baseline = join(own, 'b.yaml');
      await kmcl(['baseline', 'add', 'bad/report.json', '--reason', 'to #7', '--baseline', baseline], { cwd });
      const { exitCode, stdout } = await reported(FAULTY, 'tap', '--baseline', baseline);
      expect(stdout).toMatch(/^not ok 6 - refuse\.both-zero.* # TODO known-failure KM-[0-9A-F]{8}: to \\#7$/m);
      expect(exitCode).toBe(0);
      const adapter = `stdio:node '${join(import.meta.dirname, '../../targets/examples/node/adapter.mjs')}'`;
      expect((await reported(adapter, 'tap')).stdout).toMatch(
        /^ok \d+ - space\.required.* # SKIP needs .*, which the target does not claim$/m,
      );
    },
  );

  it('github: commands with title and file, escaped, and nothing twice', async () => {
    const own = emptyFolder();
    const words = run(FAULTY, '--reporter', 'github', '--out', 'out');
    const { exitCode, stdout, stderr } = await kmcl(words, { cwd: own, env: { ...env, GITHUB_ACTIONS: 'true' } });
    expect(stdout).toBe(
      '::error file=kmcl-corpus/refuse.both-zero-143ce5d2.kmcl,title=refuse.both-zero::call 2, ' +
        'setMmioMegabytes ch0 MmioMegabytes=0 Optional=0: saw STATUS_SUCCESS, permitted STATUS_INVALID_PARAMETER\n' +
        '::error title=kmcl-conformance::DOES NOT CONFORM: refuse.both-zero (MUST)\n',
    );
    expect(existsSync(join(own, 'kmcl-corpus/refuse.both-zero-143ce5d2.kmcl'))).toBe(true);
    expect(existsSync(join(own, 'out/report.json'))).toBe(true);
    expect(stderr).not.toContain('::');
    expect(exitCode).toBe(1);
    expect(githubReport(JSON.parse(readFileSync(join(cwd, 'good', 'report.json'), 'utf8')))).toMatch(
      /^::notice title=kmcl-conformance::CONFORMS in .*\n$/,
    );
  });

  it('junit: what --out leaves in junit.xml, and nothing else', { tags: ['slow'] }, async () => {
    const own = emptyFolder();
    const dated = { ...env, SOURCE_DATE_EPOCH: '1700000000' };
    const { stdout } = await kmcl(run(FAULTY, '--reporter', 'junit', '--out', 'out'), { cwd: own, env: dated });
    expect(stdout).toBe(readFileSync(join(own, 'out/junit.xml'), 'utf8'));
  });

  it('says of a target that cannot be used that it cannot', { tags: ['slow'] }, async () => {
    const { exitCode, stdout } = await reported('module:./nowhere.mjs', 'tap');
    expect(readTap(stdout).tests.at(-1)!.ok).toBe(false);
    expect(stdout).toMatch(/^# TARGET UNUSABLE/m);
    expect(exitCode).toBe(5);
  });

  it('keeps the exit code where the reader goes away', { tags: ['slow'] }, () => {
    const command = `'${process.execPath}' '${MAIN}' ${run(`${FAULTY}`, '--reporter', 'tap').join(' ')} | head -1`;
    const { status, stdout } = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
      cwd: emptyFolder(),
      encoding: 'utf8',
    });
    expect(stdout).toBe('TAP version 14\n');
    expect(status).toBe(1);
  });
});

interface Tap {
  readonly plan: number;
  readonly tests: readonly { ok: boolean; name: string; directive?: string; yaml?: Record<string, unknown> }[];
}

/** A reader of TAP 14 that knows no more than its grammar: version, plan, points, YAML blocks, comments. */
function readTap(text: string): Tap {
  const lines = text.trimEnd().split('\n');
  expect(lines.shift()).toBe('TAP version 14');
  const tests: Tap['tests'][number][] = [];
  let plan = -1;
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, not, number, name, directive] = /^(not )?ok (\d+) - (.*?)(?: # ((?:TODO|SKIP) .+))?$/.exec(line) ?? [];
    if (name !== undefined) {
      tests.push({ ok: not === undefined, name, ...(directive === undefined ? {} : { directive }) });
      expect(Number(number)).toBe(tests.length);
    } else if (line === '  ---') {
      const block: string[] = [];
      for (let next = lines.shift(); next !== '  ...'; next = lines.shift()) block.push(next!.slice(2));
      tests.at(-1)!.yaml = parse(block.join('\n'));
    } else if (line.startsWith('1..')) plan = Number(line.slice(3));
    else expect(line).toMatch(/^# /);
  }
  return { plan, tests };
}

describe('--json prints one JSON text, and the exit code stays', () => {
  const ROWS: readonly (readonly [string, readonly string[], number, object])[] = [
    [
      'list clauses',
      ['list', 'clauses'],
      0,
      expect.arrayContaining([{ name: 'refuse.null', level: 'MUST', gist: expect.any(String) }]),
    ],
    ['list faults', ['list', 'faults'], 0, expect.arrayContaining([{ name: 'sum-wraps', gist: expect.any(String) }])],
    [
      'doctor',
      ['doctor', '--target', 'reference'],
      0,
      { problems: 0, checks: expect.arrayContaining([expect.objectContaining({ kind: 'ok' })]) },
    ],
    [
      'doctor of what is not there',
      ['doctor', '--target', 'module:./n.mjs'],
      5,
      { exitCode: 5, checks: expect.arrayContaining([expect.objectContaining({ kind: 'problem' })]) },
    ],
    [
      'diff',
      ['diff', 'good/report.json', 'bad/report.json'],
      1,
      {
        new: [expect.stringMatching(/^refuse\.both-zero KM-/)],
        clauses: [{ name: 'refuse.both-zero', before: 'pass', after: 'fail' }],
      },
    ],
    ['diff of one and the same', ['diff', 'good/report.json', 'good/report.json'], 0, { new: [], worse: [] }],
    [
      'matrix',
      ['matrix', 'good/report.json', 'bad/report.json'],
      0,
      { implementations: [{ verdict: 'conforms' }, { verdict: 'does not conform' }] },
    ],
    [
      'matrix into a folder',
      ['matrix', 'good/report.json', 'bad/report.json', '--out', 'm'],
      0,
      { clauses: expect.any(Array) },
    ],
    [
      'judge',
      ['judge', 'bad/report.json'],
      1,
      {
        objected: 1,
        traces: [
          {
            findings: [
              { clause: 'refuse.both-zero', at: 1, saw: 'STATUS_SUCCESS', permitted: ['STATUS_INVALID_PARAMETER'] },
            ],
          },
        ],
      },
    ],
    ['judge of nothing', ['judge', 'good/report.json'], 0, { objected: 0, traces: [] }],
  ];

  async function printed([, words, exit, shape]: (typeof ROWS)[number]): Promise<void> {
    const { exitCode, stdout } = await kmcl([...words, '--json'], { cwd, env });
    const value = JSON.parse(stdout);
    if (Array.isArray(value)) expect(value).toEqual(shape);
    else expect(value).toMatchObject(shape);
    expect(exitCode).toBe(exit);
  }
  const QUICK_ONES = ['list clauses', 'doctor', 'diff', 'matrix', 'judge'];
  const rows = (isQuick: boolean) => ROWS.filter(([name]) => QUICK_ONES.includes(name) === isQuick);
  it.each(rows(true))('%s', (...row) => printed(row));
  it.each(rows(false))('%s', { tags: ['slow'] }, (...row) => printed(row));
});

it('two runs of one seed leave the same bytes where SOURCE_DATE_EPOCH says when they were', async () => {
  const own = emptyFolder();
  const leave = async () => {
    const dated = { ...env, SOURCE_DATE_EPOCH: '1700000000' };
    await kmcl(run(FAULTY, '--out', 'out'), { cwd: own, env: dated });
    // What failed before would be run first.
    rmSync(join(own, 'kmcl-corpus'), { recursive: true });
    const names = readdirSync(join(own, 'out'), { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return new Map(files.map((file) => [file.slice(own.length), readFileSync(file, 'utf8')]));
  };
  const [one, other] = [await leave(), await leave()];
  expect([...one.keys()].toSorted()).toEqual([...other.keys()].toSorted());
  expect(one.size).toBeGreaterThanOrEqual(12);
  for (const [name, text] of one) expect(other.get(name) === text, name).toBe(true);
  expect(JSON.parse(one.get('/out/report.json')!).times).toMatchObject({
    startedAt: '2023-11-14T22:13:20.000Z',
    durationMs: 0,
  });
});

describe.runIf(requireTool('sh') && process.platform === 'linux')('--open', { tags: ['slow'] }, () => {
  it.each<[string, NodeJS.ProcessEnv, RegExp, boolean]>([
    ['shows the report', { DISPLAY: ':0' }, /^opened \/.*out\/report\.html$/m, true],
    [
      'says where it is in CI',
      { DISPLAY: ':0', CI: 'true' },
      /^not opened, since this is CI: \/.*report\.html$/m,
      false,
    ],
    ['says where it is without a display', {}, /^not opened, since there is no display: \/.*report\.html$/m, false],
    [
      'says where it is without an opener',
      { DISPLAY: ':0', PATH: '/nowhere' },
      /^not opened, since .*ENOENT: \/.*report\.html$/m,
      false,
    ],
  ])('%s', async (_, own, says, isOpened) => {
    const folder = emptyFolder();
    writeFileSync(
      join(folder, 'xdg-open'),
      `#!/bin/sh\necho "$1" > '${folder}/opened.part'\nmv '${folder}/opened.part' '${folder}/opened'\n`,
    );
    chmodSync(join(folder, 'xdg-open'), 0o755);
    const PATH = `${folder}:${process.env['PATH']}`;
    const given = { ...env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, PATH, ...own };
    const { exitCode, stderr } = await kmcl(run('reference', '--out', 'out', '--open', '--quiet'), {
      cwd: folder,
      env: given,
    });
    expect(stderr).toMatch(says);
    expect(exitCode).toBe(0);
    // What shows it lives on by itself.
    const isThere = () => expect(existsSync(join(folder, 'opened'))).toBe(isOpened);
    await (isOpened ? vi.waitFor(isThere, { timeout: 30_000 }) : isThere());
    if (isOpened) expect(readFileSync(join(folder, 'opened'), 'utf8').trim()).toBe(join(folder, 'out/report.html'));
  });
});
