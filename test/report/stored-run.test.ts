/**
 * What is read back of `results.ndjson`: all that fits its schema, and of the rest how many lines it was.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRun } from '../../harness/report/stored/read-run.ts';
import { emptyFolder, kmcl } from '../cli/kmcl.ts';

const folder = mkdtempSync(join(tmpdir(), 'kmcl-stored-'));
let lines: readonly string[];

beforeAll(async () => {
  const cwd = emptyFolder();
  const words = ['--target', 'reference:fault=both-zero-accepted', '--tier', 'smoke', '--seed', '1', '--out', 'out'];
  await kmcl(words, { cwd });
  lines = readFileSync(join(cwd, 'out', 'results.ndjson'), 'utf8')
    .trim()
    .split('\n');
});

function stored(changed: readonly string[]): string {
  const file = join(folder, 'results.ndjson');
  writeFileSync(file, `${changed.join('\n')}\n`);
  return file;
}

const kindOf = (line: string): unknown => JSON.parse(line).kind;

/** The lines of the run, the first of one kind with a field changed. */
function withField(kind: string, change: object): readonly string[] {
  const at = lines.findIndex((line) => kindOf(line) === kind);
  return lines.with(at, JSON.stringify({ ...JSON.parse(lines[at]!), ...change }));
}

it('is the run, where nothing is wrong with it', async () => {
  const run = await readRun(stored(lines));
  expect(run).toMatchObject({ extent: { kind: 'whole' }, unreadableLines: 0, claimedClauses: ['refuse.both-zero'] });
  expect(run.result.counterexamples).toMatchObject([{ kind: 'fail', finding: { clause: 'refuse.both-zero' } }]);
  expect(run.result.clauses.find(({ id }) => id === 'refuse.both-zero')?.breached).toBeGreaterThan(0);
});

describe('a line that does not fit is counted, left out, and keeps the run from counting as whole', () => {
  it.each([
    ['a number where the calls stand', 'program', { program: 7 }],
    ['a call that there is not', 'program', { program: ['frobnicate 0'] }],
    ['a response too few', 'program', { responses: [] }],
    [
      'a response that answers two things',
      'program',
      { responses: [{ status: '0x00000000', offer: { mmioMegabytes: 1, mmioMegabytesOptional: 0 } }] },
    ],
    ['a status that is none', 'program', { responses: [{ status: 0 }] }],
    ['an end that there is not', 'program', { end: { kind: 'bored' } }],
    [
      'a clause that there is not',
      'program',
      { findings: [{ outcome: 'fail', clause: 'x', signature: 'KM-0000', at: 0 }] },
    ],
    ['a source without an index', 'program', { source: { strategy: 'random' } }],
    ['a kind that there is not', 'program', { kind: 'rumour' }],
    ['counts that are text', 'snapshot', { calls: 'many' }],
    ['a reading that there is not', 'snapshot', { reading: 'sideways' }],
  ])('%s', async (_, kind, change) => {
    const whole = await readRun(stored(lines));
    const { result, extent, unreadableLines } = await readRun(stored(withField(kind, change)));
    expect(unreadableLines).toBe(1);
    expect(extent).toEqual({ kind: 'partial', why: '1 of its lines could not be read' });
    expect(result.clauses.map(({ id }) => id)).toEqual(whole.result.clauses.map(({ id }) => id));
  });

  it('with its failure, where no other line has the same', async () => {
    const isOther = (line: string) => kindOf(line) !== 'program';
    const one = lines.find((line) => !isOther(line))!;
    const { result, unreadableLines } = await readRun(
      stored([lines[0]!, one.replace('"kind":"program"', '"kind":"programme"'), ...lines.slice(1).filter(isOther)]),
    );
    expect([result.counterexamples, unreadableLines]).toEqual([[], 1]);
  });

  it('a run whose end does not fit was killed', async () => {
    const { extent, unreadableLines } = await readRun(stored(withField('end', { strategies: 'all' })));
    expect([extent.kind, unreadableLines]).toEqual(['partial', 1]);
    expect(extent).toHaveProperty('why', expect.stringContaining('it was killed'));
  });
});

it.each([
  ['of another version', { results: 1 }, /results/],
  ['without a target', { target: null }, /target/],
])('a first line %s is told', async (_, change, words) => {
  const running = readRun(stored(withField('begin', change)));
  await expect(running).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(words) });
});
