/** The matrix says no more than its reports: what was not asked, or holds only so far, is a pass nowhere in it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellWords } from '../../harness/report/matrix/cell-words.ts';
import { matrixMarkdown } from '../../harness/report/matrix/matrix-markdown.ts';
import { matrixOf } from '../../harness/report/matrix/matrix.ts';
import type { Matrix } from '../../harness/report/matrix/matrix.ts';
import { rowTotal, verifiedWords } from '../../harness/report/matrix/totals.ts';
import type { Report } from '../../harness/report/report-schema.ts';

const SAMPLE = readFileSync(new URL('sample-report.json', import.meta.url), 'utf8');

function edited(name: string, edit: (report: Report) => void = () => {}): Report {
  const report = JSON.parse(SAMPLE) as Report;
  report.target.name = name;
  edit(report);
  return report;
}

const PART = (report: Report): void => {
  report.extent = { kind: 'shard', index: 0, count: 2 };
  report.verdict.kind = 'part';
};
const SELECTION = (report: Report): void => {
  const left = report.clauses.filter(({ id }) => !id.startsWith('held.'));
  report.clauses = report.clauses.filter(({ id }) => id.startsWith('held.'));
  report.deselected = left.map(({ id, exercised, decisive, breached }) => ({ id, exercised, decisive, breached }));
  report.verdict.scope.selection = ['held.*'];
};

/** The words of one clause, by implementation. */
function wordsOf({ clauses, implementations }: Matrix, id: string): readonly string[] {
  const { cells } = clauses.find((row) => row.id === id)!;
  return cells.map((cell, index) => cellWords(cell, implementations[index]!.isProvisional));
}

describe('a cell', () => {
  const CELLS: readonly (readonly [name: string, edit: (report: Report) => void, clause: string, words: string])[] = [
    ['of a part', PART, 'held.set', 'pass so far'],
    ['of a part that is broken', PART, 'accept.unbounded', 'fail'],
    [
      'of a run that ended early',
      (report: Report) => (report.extent = { kind: 'partial', why: 'x' }),
      'held.set',
      'pass so far',
    ],
    [
      'of a target that cannot be used',
      (report: Report) => (report.verdict.kind = 'target unusable'),
      'held.set',
      'pass so far',
    ],
    ['of a clause that was not selected', SELECTION, 'offer.absent', 'not selected'],
    ['of one that was broken all the same', SELECTION, 'accept.unbounded', 'broken, not selected'],
    ['of one that is known', () => {}, 'space.required', 'deviation, waived'],
    [
      'of one that is broken in several ways',
      (report: Report) =>
        (report.clauses.find(({ id }) => id === 'accept.unbounded')!.ways = ['KM-00000001', 'KM-00000002']),
      'accept.unbounded',
      'fail in 2 ways',
    ],
    [
      'of one that is not claimed',
      (report: Report) => (report.clauses.find(({ id }) => id === 'held.set')!.outcome = 'not-applicable'),
      'held.set',
      'not-applicable',
    ],
    [
      'of the other reading',
      (report: Report) => {
        report.reading = 'state-model';
        report.clauses = report.clauses.filter(({ id }) => id !== 'refuse.disabled');
      },
      'refuse.disabled',
      'not under its reading',
    ],
    [
      'of a clause that its suite did not have',
      (report: Report) => (report.clauses = report.clauses.filter(({ id }) => id !== 'held.set')),
      'held.set',
      'not in its suite',
    ],
  ];
  it.each(CELLS)('%s', (_, edit, clause, words) => {
    const matrix = matrixOf([edited('whole'), edited('other', edit)]);
    expect(wordsOf(matrix, clause)[1]).toBe(words);
    expect(matrixMarkdown(matrix)).toContain(`| ${words} |`);
  });
});

it('a row is verified by those that verified it, of those for which it stands', () => {
  const other = (report: Report) => {
    report.reading = 'state-model';
    report.clauses = report.clauses.filter(({ id }) => id !== 'refuse.disabled');
  };
  const { clauses, implementations } = matrixOf([
    edited('whole'),
    edited('part', PART),
    edited('selection', SELECTION),
    edited('reading', other),
  ]);
  const total = (id: string) => rowTotal(clauses.find((row) => row.id === id)!.cells, implementations);
  expect(total('held.set')).toEqual({ verified: 3, broken: 0, of: 4 });
  expect(total('refuse.disabled')).toEqual({ verified: 1, broken: 0, of: 3 });
  expect(total('accept.unbounded')).toEqual({ verified: 0, broken: 4, of: 4 });
});

it('a column adds up to what its report counts, and says so far where that is all', () => {
  const { implementations } = matrixOf([edited('whole'), edited('part', PART), edited('selection', SELECTION)]);
  const [whole, part, selection] = implementations;
  const report = edited('whole');
  for (const outcome of ['pass', 'choice', 'fail', 'not-verified', 'not-applicable'] as const)
    expect(whole!.counts[outcome]).toBe(report.clauses.filter((clause) => clause.outcome === outcome).length);
  const verified = whole!.counts.pass + whole!.counts.choice;
  expect(verifiedWords(whole!)).toBe(`${verified} of ${report.clauses.length}`);
  expect(verifiedWords(part!)).toBe(`${verified} of ${report.clauses.length} so far`);
  expect(part!.limits).toContain('part 1 of 2');
  expect(selection!.clausesTotal).toBe(report.clauses.length);
  expect(selection!.limits).toContain('a selection: --clause held.*');
});

it('what was not asked alike is told, and what was is not', () => {
  const matrix = matrixOf([
    edited('a'),
    edited('b', (report) => {
      report.tier = 'smoke';
      report.suite.version = '0.0.9';
      report.seed = 12;
    }),
    edited('c', PART),
  ]);
  expect(matrix.unequal.map(({ name }) => name)).toEqual(['suite', 'tier', 'extent']);
  const markdown = matrixMarkdown(matrix);
  expect(markdown).toContain('- not asked alike: tier ci (2 of 3); smoke (b 1.0.0)');
  expect(matrixOf([edited('a'), edited('b')]).unequal).toEqual([]);
});

it('a reading that nothing has gone against yet is satisfied so far', () => {
  const satisfied = (report: Report) => {
    PART(report);
    report.readings = [{ reading: 'documented', satisfied: true }];
  };
  expect(matrixOf([edited('a', satisfied)]).readings).toEqual([{ id: 'documented', answers: ['yes so far'] }]);
});

it('implementations that have one name are told apart', () => {
  const labels = (...reports: Report[]) => matrixOf(reports).implementations.map(({ label }) => label);
  expect(labels(edited('a'), edited('b'))).toEqual(['a 1.0.0', 'b 1.0.0']);
  expect(
    labels(
      edited('a'),
      edited('a', (report) => (report.seed = 2)),
    ),
  ).toEqual(['a 1.0.0 (ci, documented, seed 1)', 'a 1.0.0 (ci, documented, seed 2)']);
  expect(labels(edited('a'), edited('b'), edited('a'))).toEqual(['a 1.0.0 #1', 'b 1.0.0', 'a 1.0.0 #3']);
});

it('failures that look alike are one cause, whoever has them and whatever the amounts', () => {
  const other = edited('b', ({ counterexamples: [one] }) => {
    one!.program = one!.program.map((call) => call.replace('65535 1', '32768 32768'));
    one!.signature.id = 'KM-00000001';
    one!.signature.clause = 'accept.both';
  });
  const { causes } = matrixOf([edited('a'), other]);
  expect(causes[0]).toMatchObject({
    clauses: ['accept.unbounded', 'accept.both'],
    failures: [
      { of: 0, signature: 'KM-63526FE6' },
      { of: 1, signature: 'KM-00000001' },
    ],
  });
  const unlike = edited('c', ({ counterexamples: [one] }) => (one!.saw = 'STATUS_PENDING'));
  expect(
    matrixOf([edited('a'), unlike]).causes.filter(({ clauses }) => clauses[0] === 'accept.unbounded'),
  ).toHaveLength(2);
});

describe('a way of ending', () => {
  const crashed = (report: Report) => {
    const [one] = report.counterexamples;
    Object.assign(one!, {
      kind: 'crash',
      signature: { ...one!.signature, clause: 'crash' },
      message: 'killed by SIGSEGV',
    });
    delete one!.clause;
  };
  const seenOnce = (kind: 'crash' | 'timeout' | 'defect') => (report: Report) => {
    report.verdict.scope.unrepeated = [{ kind, message: 'x', count: 1 }];
  };
  it.each([
    ['that a program shows', crashed, 'crash', 'crash'],
    ['that came once, and was seen all the same', seenOnce('crash'), 'crash', 'crash'],
    ['that came once, and is in doubt', seenOnce('timeout'), 'timeout', 'timeout, unrepeated'],
    ['that no program brought about', seenOnce('defect'), 'adapter-fault', 'adapter-fault'],
  ] as const)('%s', (_, edit, id, word) => {
    const { endings } = matrixOf([edited('a'), edited('b', edit)]);
    expect(endings.map((row) => [row.id, row.cells.map((cell) => cell.word)])).toEqual([[id, ['none seen', word]]]);
  });

  it('is no row where nothing ended so', () => {
    expect(matrixOf([edited('a')]).endings).toEqual([]);
  });
});

it('a name that turns the text, or is markup, is a text in every table', () => {
  const name = '\u202e|evil`<b>[x](javascript:alert(1))\u0000\n# head';
  const markdown = matrixMarkdown(matrixOf([edited(name), edited('b')], 'implementations', ['reports/a/report.html']));
  for (const never of ['\u0000', '\u202e', '<b>', '\n# head', '](javascript']) expect(markdown).not.toContain(never);
  const cells = (row: string) => row.replace(/`[^`]*`/g, '').split('|').length;
  const clauses = markdown.split('\n').filter((line) => /^\| `(accept|held)\./.test(line));
  expect(new Set(clauses.map(cells))).toEqual(new Set([6]));
  expect(markdown).toContain('](reports/a/report.html)');
});

it('a series tells each step from one run to the next', () => {
  const better = edited('a', (report) => {
    report.counterexamples = report.counterexamples.filter(({ clause }) => clause !== 'accept.unbounded');
    Object.assign(
      report.clauses.find(({ id }) => id === 'accept.unbounded')!,
      { outcome: 'pass', ways: [] },
    );
    for (const strategy of report.strategies) strategy.endedEarly = false;
  });
  const matrix = matrixOf([edited('a'), better, edited('a')], 'series');
  expect(matrix.steps.map(({ added, fixed }) => [added.length, fixed.length])).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(matrixMarkdown(matrix)).toContain('## Over time');
  expect(matrixOf([edited('a'), better]).steps).toEqual([]);
});
