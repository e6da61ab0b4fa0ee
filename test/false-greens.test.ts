/**
 * The museum of false greens: runs that came out green, or looked greener than they were, without having earned it. One row each, with
 * the command, the exit code, and the words that every file of the run has to show.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmcl } from './cli/kmcl.ts';
import {
  begun,
  commandHeld,
  config,
  edited,
  FAULTY,
  oneSentence,
  QUICK,
  reportIn,
  openMuseum,
  program,
} from './museum.ts';
import type { Command } from './museum.ts';
import { moduleThat, RIGHT } from './status-only.ts';
import { RUNS } from './museum-runs.ts';
import type { Row } from './museum-runs.ts';

beforeAll(openMuseum);

describe('a run', () => {
  it.for(RUNS.map((row) => [row.name, row] as const).filter(([, { slow }]) => slow !== true))('%s', ([, row]) =>
    held(row),
  );
  it.for(RUNS.map((row) => [row.name, row] as const).filter(([, { slow }]) => slow === true))(
    '%s',
    { tags: ['slow'] },
    ([, row]) => held(row),
  );

  async function held({ words, exit, sentence, colour, never }: Row): Promise<void> {
    const cwd = begun();
    const known = readFileSync(join(cwd, 'known.yaml'), 'utf8');
    writeFileSync(join(cwd, 'expired.yaml'), known.replaceAll(/^( *)reason: .*$/gm, '$&\n$1expires: 2030-01-01'));
    mkdirSync(join(cwd, 'corpus'));
    writeFileSync(join(cwd, 'corpus', 'offer.kmcl'), 'allocate 0 server\nreadOffer 0\n');
    const { exitCode, stdout } = await kmcl([...words, '--out', 'out'], { cwd });
    expect(oneSentence(join(cwd, 'out'), stdout)).toMatch(sentence);
    expect(JSON.parse(readFileSync(join(cwd, 'out', 'badge.json'), 'utf8')).color).toBe(colour);
    if (never !== undefined) expect(stdout).not.toMatch(never);
    if (words.includes('corpus'))
      expect(stdout).toContain('corpus      1 program skipped: the target claims too little');
    expect(reportIn(join(cwd, 'out')).gate.exitCode).toBe(exit);
    expect(exitCode).toBe(exit);
  }
});

const NAME_ONE = /^error: no target is named.*Name a target: --target reference tries the built-in emulator/;

const WITHOUT_TARGET: readonly Command[] = [
  { name: 'the bare command', words: [], exit: 4, says: NAME_ONE },
  { name: 'run', words: ['run', ...QUICK], exit: 4, says: NAME_ONE },
  { name: 'an empty config', words: ['run'], exit: 4, says: NAME_ONE, before: config('{}') },
  {
    name: 'a foreign config',
    words: ['run'],
    exit: 4,
    says: /Unrecognized key/,
    before: config('{"testMatch":["*"]}'),
  },
  { name: 'the action without its input', words: ['run', '--out', 'kmcl-report'], exit: 4, says: NAME_ONE },
  { name: 'replay', words: ['replay', 'p.kmcl'], exit: 4, says: NAME_ONE, before: program },
  { name: 'doctor', words: ['doctor'], exit: 4, says: NAME_ONE },
  { name: 'sweep', words: ['sweep', '--to', '100'], exit: 4, says: NAME_ONE },
  { name: 'serve', words: ['serve', '--listen', 'stdio:'], exit: 4, says: NAME_ONE },
  { name: 'an empty name', words: ['run', '--target', ''], exit: 4, says: /unknown target ""/ },
  {
    name: 'replay, with one in the config',
    words: ['replay', 'p.kmcl'],
    exit: 1,
    says: /FAIL {2}refuse\.both-zero/,
    before: (cwd) => {
      program(cwd);
      config(JSON.stringify({ target: FAULTY }))(cwd);
    },
  },
];

const RERUNS: readonly Command[] = [
  {
    name: 'rerun tries the target of the report',
    words: ['rerun', 'bad/report.json'],
    exit: 1,
    says: /^reference:fault=both-zero-accepted /,
  },
  {
    name: 'rerun --failed too',
    words: ['rerun', 'bad/report.json', '--failed'],
    exit: 1,
    says: /1 still fail, 0 pass/,
  },
  {
    name: 'rerun --failed with nothing to run again',
    words: ['rerun', 'good/report.json', '--failed'],
    exit: 2,
    says: /no failure is in the report: nothing was run/,
  },
  {
    name: 'rerun keeps the requirements of the report',
    words: ['rerun', 'r/report.json', '--target', 'module:right.mjs'],
    exit: 2,
    says: /INCONCLUSIVE/,
    before: (cwd) => edited(cwd, 'status', 'r', (report) => (report.asked.requirements = '2026.2')),
  },
  {
    name: 'rerun keeps the baseline of the report',
    words: ['rerun', 'waived/report.json'],
    exit: 0,
    says: /DOES NOT CONFORM.*known in the baseline; the gate passes/,
  },
  {
    name: 'rerun --failed counts what no baseline knows',
    words: ['rerun', 'waived/report.json', '--failed'],
    exit: 0,
    says: /FAIL {2}refuse\.both-zero KM-[0-9A-F]{8} {2}known or not counted/,
  },
  {
    name: 'rerun does not go on without the baseline of the report',
    words: ['rerun', 'r/report.json'],
    exit: 4,
    says: /there is no such file/,
    before: (cwd) => edited(cwd, 'waived', 'r', (report) => (report.asked.baselineFile = 'gone.yaml')),
  },
  {
    name: 'a failure that never came twice passes again',
    words: ['rerun', 'r/report.json', '--failed', '--target', 'reference'],
    exit: 2,
    says: /it never failed twice/,
    before: (cwd) => edited(cwd, 'bad', 'r', (report) => (report.counterexamples[0].repeats = false)),
  },
  {
    name: 'a part run again is a part',
    words: ['rerun', 'half1/report.json'],
    exit: 2,
    says: /PART 1 of 2/,
  },
];

const half = (to: string, change: (report: any) => void) => (cwd: string) => edited(cwd, 'half2', to, change);
const otherPart = (name: string, change: (report: any) => void, says: RegExp): readonly Command[] =>
  [
    ['half1/report.json', 'other/report.json'],
    ['other/report.json', 'half1/report.json'],
  ].map((files, index) => ({
    name: `parts with different ${name}, ${index === 0 ? 'the other one last' : 'the other one first'}`,
    words: ['merge', ...files],
    exit: 4,
    says,
    before: half('other', change),
    ...(index === 0 ? {} : { slow: true as const }),
  }));

const MERGES: readonly Command[] = [
  { name: 'one part alone', words: ['merge', 'half1/report.json'], exit: 2, says: /1 of 2 parts are missing/ },
  {
    name: 'the results of a run that was interrupted',
    words: ['merge', 'cut.ndjson'],
    exit: 2,
    says: /INCONCLUSIVE.*interrupted/,
    before: (cwd) => {
      const text = readFileSync(join(cwd, 'good', 'results.ndjson'), 'utf8');
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      lines.at(-1).verdict.scope.cutShort = 'interrupted';
      writeFileSync(join(cwd, 'cut.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    },
  },
  ...otherPart('capabilities', (report) => report.target.capabilities.pop(), /part of another run: capabilities/),
  ...otherPart('--programs', (report) => (report.asked.programs = 5), /part of another run: programs/),
  ...otherPart('readings', (report) => (report.asked.reading = 'any'), /part of another run: reading/),
  ...otherPart('requirements', (report) => (report.asked.requirements = '2026.1'), /part of another run: requirements/),
  ...otherPart(
    '--tolerate-flaky',
    (report) => (report.asked.tolerateFlaky = 3),
    /part of another run: tolerate-flaky (3, and none|none, and 3) in /,
  ),
  ...otherPart('suites', (report) => (report.suite.version = '9.0.0'), /written by suite 9\.0\.0/),
  {
    name: 'a counterexample to what is not claimed is one all the same',
    words: ['merge', 'r/report.json'],
    exit: 1,
    says: /DOES NOT CONFORM: refuse\.null/,
    before: (cwd) =>
      edited(cwd, 'bad', 'r', (report) => {
        const name = 'refuse.null';
        const [one] = report.counterexamples;
        report.target.capabilities = [];
        report.counterexamples = [
          {
            ...one,
            clause: name,
            program: ['setMmioMegabytes null 1 0'],
            responses: [{ status: '0x00000000' }],
          },
        ];
      }),
  },
  { name: 'both halves', words: ['merge', 'half1/report.json', 'half2/report.json'], exit: 0, says: /CONFORMS in/ },
  {
    name: 'the baseline of the parts left out',
    words: ['merge', 'waived/report.json'],
    exit: 4,
    says: /run with a baseline; give it again/,
  },
];

const change = (from: string, by: (report: any) => void) => (cwd: string) => edited(cwd, from, 'r', by);
const VERIFIES: readonly Command[] = [
  { name: 'a true one', words: ['verify', 'good/report.json'], exit: 0, says: /STANDS {2}CONFORMS in/ },
  {
    name: 'a true one with a failure',
    words: ['verify', 'bad/report.json'],
    exit: 0,
    says: /STANDS {2}DOES NOT CONFORM/,
  },
  {
    name: 'a true one with a baseline',
    words: ['verify', 'waived/report.json', '--baseline', 'known.yaml'],
    exit: 0,
    says: /STANDS {2}DOES NOT CONFORM/,
  },
  {
    name: 'a baseline that is not at hand',
    words: ['verify', 'waived/report.json'],
    exit: 2,
    says: /NOT VERIFIED {2}the gate: .*--baseline/,
  },
  {
    name: 'an edited verdict',
    words: ['verify', 'r/report.json'],
    exit: 1,
    says: /FALLS {2}the verdict is told as "conforms", and "does not conform" follows/,
    before: change('bad', (report) => (report.verdict.kind = 'conforms')),
  },
  {
    name: 'an edited sentence',
    words: ['verify', 'r/report.json'],
    exit: 1,
    says: /FALLS {2}the sentence is told as/,
    before: change('bad', (report) => (report.verdict.sentence = 'CONFORMS in status')),
  },
  {
    name: 'an edited gate',
    words: ['verify', 'r/report.json'],
    exit: 1,
    says: /FALLS {2}the exit code is told as "0", and "1" follows/,
    before: change('bad', (report) => (report.gate = { exitCode: 0, reasons: [] })),
  },
  {
    name: 'edited counts',
    words: ['verify', 'r/report.json'],
    exit: 1,
    says: /FALLS {2}counts: other ones follow/,
    before: change('good', (report) => (report.counts.pass += 1)),
  },
  {
    name: 'strategies that do not add up',
    words: ['verify', 'r/report.json'],
    exit: 1,
    says: /they do not add up/,
    before: change('good', (report) => (report.programs += 1000)),
  },
  {
    name: 'a counterexample that was taken out',
    words: ['verify', 'r/report.json'],
    exit: 1,
    says: /refuse\.both-zero was broken, and no counterexample shows it/,
    before: change('bad', (report) => (report.counterexamples = [])),
  },
  {
    name: 'a counterexample that was taken out, with the count of its clause',
    words: ['verify', 'r/report.json'],
    exit: 1,
    says: /refuse\.both-zero is broken in one place and not in another/,
    before: change('bad', (report) => {
      report.counterexamples = [];
      report.clauses.find(({ id }: { id: string }) => id === 'refuse.both-zero').breached = 0;
    }),
  },
  {
    name: 'another suite',
    words: ['verify', 'r/report.json'],
    exit: 4,
    says: /written by suite 9\.0\.0, and this is/,
    before: change('good', (report) => (report.suite.version = '9.0.0')),
  },
  {
    name: 'another version of the report',
    words: ['verify', 'r/report.json'],
    exit: 4,
    says: /it is of report version 99, and this suite reads/,
    before: change('good', (report) => (report.report = 99)),
  },
];

/** A report in which the failure is not there, and could not be. */
const untried = (
  name: string,
  by: (report: any) => void,
  says = /^untried {3}refuse\.both-zero.*WORSE: no longer/ms,
) => ({
  name: `a failure that ${name}`,
  words: ['diff', 'bad/report.json', 'r/report.json'],
  exit: 1,
  says,
  before: change('bad', (report) => {
    report.counterexamples = [];
    by(report);
  }),
});
const outcomeOf = (report: any, outcome: string) =>
  (report.clauses.find(({ id }: { id: string }) => id === 'refuse.both-zero').outcome = outcome);
const DIFFS_UNTRIED: readonly Command[] = [
  untried('is no longer claimed', (report) => outcomeOf(report, 'not-applicable')),
  untried('could not be looked for', (report) => outcomeOf(report, 'not-verified')),
  untried('is in another part', (report) => {
    outcomeOf(report, 'pass');
    report.extent = { kind: 'shard', index: 0, count: 2 };
  }),
  untried(
    'ends with a target that cannot be tried',
    (report) => (report.verdict.kind = 'target unusable'),
    /WORSE: .*the verdict is target unusable/,
  ),
];

const DIFFS: readonly Command[] = [
  { name: 'nothing', words: ['diff', 'good/report.json', 'good/report.json'], exit: 0, says: /nothing else changed/ },
  {
    name: 'clauses that are no longer claimed',
    words: ['diff', 'good/report.json', 'status/report.json'],
    exit: 1,
    says: /WORSE: no longer verified: .*held\.set.*the verdict is inconclusive/,
  },
  {
    name: 'a question that is answered otherwise',
    words: ['diff', 'good/report.json', 'r/report.json'],
    exit: 1,
    says: /WORSE: answered otherwise or no longer: after-disable/,
    before: change('good', (report) => {
      report.choices.find(({ id }: { id: string }) => id === 'after-disable').answer = 'reset';
    }),
  },
  {
    name: 'a failure that is gone',
    words: ['diff', 'bad/report.json', 'good/report.json'],
    exit: 0,
    says: /^fixed {5}refuse\.both-zero/m,
  },
  ...DIFFS_UNTRIED,
  {
    name: 'a clause that was left out',
    words: ['diff', 'good/report.json', 'r/report.json'],
    exit: 1,
    says: /WORSE: no longer verified: held\.set/,
    before: change('good', (report) => {
      report.clauses = report.clauses.filter(({ id }: { id: string }) => id !== 'held.set');
    }),
  },
];

const SWEEPS: readonly Command[] = [
  {
    name: 'whose failure cannot be saved',
    words: ['sweep', '--target', FAULTY, '--to', '10', '--corpus', 'known.yaml/corpus'],
    exit: 1,
    says: /saved +nowhere[^]*replay +nothing was saved[^]*warning: the corpus known\.yaml\/corpus could not be written/,
  },
  {
    name: 'taken up again on a module that has changed',
    words: ['sweep', '--target', 'module:m.mjs', '--to', '10', '--resume', 'done.json'],
    exit: 4,
    says: /done\.json belongs to m\.mjs sha256:0, and this is m\.mjs sha256:[0-9a-f]{64}/,
    before: (cwd) => {
      writeFileSync(join(cwd, 'm.mjs'), moduleThat(RIGHT, "'reservation'"));
      writeFileSync(join(cwd, 'done.json'), '{"version":1,"identity":"m.mjs sha256:0","done":[[0,10]]}');
    },
  },
  {
    name: 'taken up again on what is behind a wire',
    words: ['sweep', '--target', 'tcp://127.0.0.1:1', '--to', '10', '--resume', 'done.json'],
    exit: 4,
    says: /nobody can tell whether what is behind tcp:\/\/127\.0\.0\.1:1 is the same as before/,
  },
];

describe.each([
  ['no target', WITHOUT_TARGET],
  ['again', RERUNS],
  ['merge', MERGES],
  ['verify', VERIFIES],
  ['diff', DIFFS],
  ['a sweep', SWEEPS],
])('%s:', (_, commands) => {
  const rows = (isSlow: boolean) =>
    commands.filter((row) => (row.slow === true) === isSlow).map((row) => [row.name, row] as const);
  it.each(rows(false))('%s', async (__, row) => {
    await commandHeld(row);
  });
  it.each(rows(true))('%s', { tags: ['slow'] }, async (__, row) => {
    await commandHeld(row);
  });
});

it('what a killed run had written shows one sentence', { tags: ['slow'] }, async () => {
  const cwd = begun();
  const lines = readFileSync(join(cwd, 'good', 'results.ndjson'), 'utf8')
    .trim()
    .split('\n');
  writeFileSync(join(cwd, 'killed.ndjson'), lines.slice(0, -1).join('\n'));
  const { exitCode, stdout } = await kmcl(['merge', 'killed.ndjson', '--out', 'out'], { cwd });
  expect(oneSentence(join(cwd, 'out'), stdout)).toMatch(/^INCONCLUSIVE in .*: the run ended early: /);
  expect(exitCode).toBe(2);
});

it('npm run conformance names its target, and the action adds none', () => {
  const scripts = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')).scripts;
  expect(scripts.conformance).toMatch(/ run --target reference$/);
  const action = readFileSync(join(import.meta.dirname, '..', 'action.yml'), 'utf8');
  expect(action).not.toMatch(/KMCL_TARGET:-|default: reference/);
});

it('a failure that needs a history is run again with it', { tags: ['slow'] }, async () => {
  const cwd = emptyFolder();
  writeFileSync(
    join(cwd, 'm.mjs'),
    `let runs = 0;\n${moduleThat(`(call, state) => (${RIGHT})(call, state) === 0xc000000d && (runs += 1) === 7 ? 0 : (${RIGHT})(call, state)`)}`,
  );
  const words = [
    'run',
    '--target',
    'module:m.mjs',
    ...QUICK,
    '--require',
    'status',
    '--clause',
    'refuse.*',
    '--out',
    'out',
  ];
  expect((await kmcl(words, { cwd })).stdout).toContain('DOES NOT CONFORM');
  const { exitCode, stdout } = await kmcl(['rerun', 'out/report.json', '--failed', '--target', 'module:m.mjs'], {
    cwd,
  });
  expect(stdout).toMatch(/1 of 1 failures run again: 1 still fail, 0 pass/);
  expect(exitCode).toBe(1);
});
