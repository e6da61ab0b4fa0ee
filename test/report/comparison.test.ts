/**
 * What is called new, fixed or gone between two runs: each way in which one of them could not have known is a row. All begin with one
 * report, in which one clause is broken in one way, and with another that differs in what the row says.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { comparison } from '../../harness/report/comparison.ts';
import { comparisonLines } from '../../harness/report/comparison-lines.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { sincePrevious, sinceWords } from '../../harness/report/since-previous.ts';

const CLAUSE = 'accept.unbounded';
const SAMPLE = readFileSync(new URL('sample-report.json', import.meta.url), 'utf8');

type Edit = (report: Report) => void;

const clauseOf = (report: Report) => report.clauses.find(({ id }) => id === CLAUSE)!;

/** A whole run of tier ci in which the boundary pairs broke the one clause. */
function broken(edit: Edit = () => {}): Report {
  const report = JSON.parse(SAMPLE) as Report;
  const [one] = report.counterexamples;
  one!.original.strategy = 'boundary';
  report.counterexamples = [one!];
  for (const clause of report.clauses) {
    if (clause.id === CLAUSE) clause.ways = [one!.signature.id];
    else Object.assign(clause, { outcome: clause.level === 'choice' ? 'choice' : 'pass', ways: [], waived: false });
  }
  for (const strategy of report.strategies) strategy.endedEarly = false;
  edit(report);
  return report;
}

/** The same run, in which nothing failed. */
function good(edit: Edit = () => {}): Report {
  return broken((report) => {
    report.counterexamples = [];
    Object.assign(clauseOf(report), { outcome: 'pass', ways: [] });
    report.verdict.kind = 'conforms';
    edit(report);
  });
}

const found = (strategy: string) => broken(({ counterexamples: [one] }) => (one!.original.strategy = strategy));
const strategyOf = (report: Report, name: string) => report.strategies.find((strategy) => strategy.name === name)!;

/** Found by a soak in this round. */
const inRound = (number: number) =>
  broken((report) => {
    Object.assign(report.counterexamples[0]!.original, { strategy: 'random', round: { number, seed: 5 } });
    soaked(number)(report);
  });

function soaked(rounds: number): Edit {
  const counts = { rounds, programsBehind: 0, programs: 1_040, calls: 30_000, passedOver: 0, isRefusedAlone: false };
  return ({ verdict }) => (verdict.scope.soak = { ...counts, end: { kind: 'time' } });
}

type List = 'added' | 'fixed' | 'otherwise' | 'unseen' | 'untried';
const LISTS: readonly List[] = ['added', 'fixed', 'otherwise', 'unseen', 'untried'];
const isTriedAgain = true;

interface Row {
  readonly name: string;
  readonly old?: Report;
  readonly recent: Report;
  readonly isTriedAgain?: true;
  readonly list: List;
  readonly why?: RegExp;
}

/** What came only behind another program in its process. */
const behindAnother = broken(({ counterexamples: [one] }) => {
  const history = { cause: 'leak', reason: 'a leak', processes: 2, isMinimal: true } as const;
  one!.history = { ...history, programs: [['allocate 0 server'], one!.program] };
});

const GONE: readonly Row[] = [
  { name: 'that needs what ran before it', old: behindAnother, recent: good(), list: 'unseen', why: /before it/ },
  { name: 'that needs it, and was tried again', old: behindAnother, recent: good(), isTriedAgain, list: 'fixed' },
  { name: 'from a run of the same kind', recent: good(), list: 'fixed' },
  { name: 'from a higher tier', recent: good((report) => (report.tier = 'deep')), list: 'fixed' },
  {
    name: 'from a lower tier',
    recent: good((report) => (report.tier = 'smoke')),
    list: 'untried',
    why: /tier smoke is less than ci/,
  },
  { name: 'under the other reading', recent: good((report) => (report.reading = 'state-model')), list: 'untried' },
  {
    name: 'from one part',
    recent: good((report) => (report.extent = { kind: 'shard', index: 0, count: 2 })),
    list: 'untried',
    why: /one part/,
  },
  {
    name: 'from a run that ended early',
    recent: good((report) => (report.extent = { kind: 'partial', why: 'x' })),
    list: 'untried',
  },
  {
    name: 'with the target itself',
    recent: good((report) => (report.verdict.kind = 'target unusable')),
    list: 'untried',
  },
  {
    name: 'with the clause, which was not selected',
    recent: good((report) => (report.clauses = report.clauses.filter(({ id }) => id !== CLAUSE))),
    list: 'untried',
    why: /not selected/,
  },
  ...(['not-applicable', 'not-verified'] as const).map((outcome): Row => ({
    name: `and the clause is ${outcome}`,
    recent: good((report) => (clauseOf(report).outcome = outcome)),
    list: 'untried',
  })),
  {
    name: 'from a target that no longer claims what its program takes',
    old: broken(({ counterexamples: [one] }) => one!.program.push('enable 0', 'guestOpen 0')),
    recent: good(({ target }) => (target.capabilities = target.capabilities.filter((claim) => claim !== 'guest'))),
    list: 'untried',
    why: /not claimed: guest/,
  },
  {
    name: 'from a run that left its strategy out',
    recent: good((report) => (strategyOf(report, 'boundary').isLeftOut = true)),
    list: 'untried',
    why: /boundary was not run to its end/,
  },
  {
    name: 'from a run whose strategy ended early',
    recent: good((report) => (strategyOf(report, 'boundary').endedEarly = true)),
    list: 'untried',
  },
  {
    name: 'that chance had found, with another seed',
    old: found('random'),
    recent: good((report) => (report.seed = 2)),
    list: 'unseen',
    why: /found by random with seed 1, and the other run had 2/,
  },
  {
    name: 'that a soak had found, and there was none',
    old: inRound(3),
    recent: good(),
    list: 'unseen',
    why: /found in round 3 of a soak, of seed 5, and the other run had not that one/,
  },
  {
    name: 'that a soak had found, from a soak that came that far under another seed',
    old: inRound(3),
    recent: good((report) => ((report.seed = 2), soaked(3)(report))),
    list: 'unseen',
  },
  { name: 'that a soak had found, from a shorter one', old: inRound(3), recent: good(soaked(2)), list: 'unseen' },
  {
    name: 'that a soak had found, from one that came that far',
    old: inRound(3),
    recent: good(soaked(3)),
    list: 'fixed',
  },
  { name: 'that chance had found, with the same seed', old: found('random'), recent: good(), list: 'fixed' },
  {
    name: 'that chance had found, with fewer programs',
    old: found('random'),
    recent: good((report) => (strategyOf(report, 'random').programs -= 1)),
    list: 'unseen',
  },
  {
    name: 'that was in a corpus, which has lost programs',
    old: found('corpus'),
    recent: good((report) => (strategyOf(report, 'corpus').programs = 0)),
    list: 'unseen',
    why: /corpus/,
  },
  {
    name: 'that never came twice',
    old: broken(({ counterexamples: [one] }) => (one!.repeats = false)),
    recent: good(),
    list: 'unseen',
  },
  {
    name: 'and the clause is broken in another way',
    recent: broken(({ counterexamples: [one], clauses }) => {
      one!.signature.id = 'KM-00000001';
      clauses.find(({ id }) => id === CLAUSE)!.ways = ['KM-00000001'];
    }),
    list: 'otherwise',
  },
  {
    name: 'of a lower tier that tried it again',
    recent: good((report) => (report.tier = 'smoke')),
    isTriedAgain,
    list: 'fixed',
  },
  {
    name: 'that chance had found, tried again with another seed',
    old: found('random'),
    recent: good((report) => (report.seed = 2)),
    isTriedAgain,
    list: 'fixed',
  },
  {
    name: 'of a part that tried it again',
    recent: good((report) => (report.extent = { kind: 'shard', index: 0, count: 2 })),
    isTriedAgain,
    list: 'untried',
  },
  {
    name: 'of a corpus that ended before all of it was tried again',
    old: found('random'),
    recent: good((report) => {
      report.seed = 2;
      strategyOf(report, 'corpus').endedEarly = true;
    }),
    isTriedAgain,
    list: 'unseen',
  },
];

const NEW: readonly Row[] = [
  { name: 'after a run of the same kind', old: good(), recent: broken(), list: 'added' },
  {
    name: 'after a lower tier, which may have passed it by',
    old: good((report) => (report.tier = 'smoke')),
    recent: broken(),
    list: 'added',
    why: /tier smoke is less than ci/,
  },
  {
    name: 'after a run that did not select it',
    old: good((report) => (report.clauses = report.clauses.filter(({ id }) => id !== CLAUSE))),
    recent: broken(),
    list: 'added',
    why: /not selected/,
  },
  {
    name: 'by chance, after another seed',
    old: good((report) => (report.seed = 2)),
    recent: found('random'),
    list: 'added',
    why: /by random/,
  },
];

describe.each([
  ['a failure is gone', GONE],
  ['a failure is new', NEW],
])('%s', (_, rows) => {
  it.each(rows.map((row) => [row.name, row] as const))(
    '%s',
    (__, { old = broken(), recent, list, why, ...options }) => {
      const compared = comparison(old, recent, options.isTriedAgain ? { isTriedAgain } : {});
      const having = LISTS.filter((name) => compared[name].some(({ id }) => id === 'KM-63526FE6'));
      expect(having).toEqual([list]);
      const told = compared[list].find(({ id }) => id === 'KM-63526FE6')!.why;
      if (list === 'fixed' || (list === 'added' && why === undefined)) expect(told).toBeUndefined();
      else expect(told).toMatch(why ?? /./);
    },
  );
});

it('a failure that a clause names beside the one it shows is neither new nor gone', () => {
  const both = (shown: string) =>
    broken(({ counterexamples: [one], clauses }) => {
      one!.signature.id = shown;
      clauses.find(({ id }) => id === CLAUSE)!.ways = ['KM-00000001', 'KM-00000002'];
    });
  const compared = comparison(both('KM-00000001'), both('KM-00000002'));
  expect(LISTS.flatMap((list) => compared[list])).toEqual([]);
  expect(compared.worse).toEqual([]);
});

it('a crash is gone only where the same is claimed', () => {
  const crashed = broken((report) => {
    const [one] = report.counterexamples;
    Object.assign(one!, { kind: 'crash', signature: { ...one!.signature, clause: 'crash' } });
    delete one!.clause;
  });
  expect(comparison(crashed, good()).fixed).toHaveLength(1);
  const fewer = good(({ target }) => (target.capabilities = ['reservation']));
  expect(comparison(crashed, fewer).untried[0]?.why).toMatch(/^not claimed: offer/);
});

it('one run beside itself has changed in nothing', () => {
  const compared = comparison(broken(), broken());
  expect(comparisonLines(compared)).toEqual([]);
  expect(sinceWords(sincePrevious({ file: 'a', report: broken() }, broken()))).toMatch(/: nothing changed$/);
});

it('what holds in a part holds so far', () => {
  const part = good((report) => (report.extent = { kind: 'shard', index: 0, count: 2 }));
  const { clauses, readings } = comparison(broken(), part);
  expect(clauses).toEqual([{ name: CLAUSE, before: 'fail', after: 'pass so far' }]);
  for (const { after } of readings) expect(after).toMatch(/so far$|^not/);
});

it('the line of a run tells what is new, what is gone and how surely, and what was not asked alike', () => {
  const old = good((report) => {
    report.tier = 'smoke';
    report.target.version = '0.9';
  });
  const words = sinceWords(sincePrevious({ file: 'a', report: old }, broken()));
  expect(words).toContain('0.9: 1 new: accept.unbounded KM-63526FE6 (tier smoke is less than ci)');
  expect(words).toContain('not asked alike: tier smoke -> ci');
});
