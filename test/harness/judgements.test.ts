/** Every wrong answer at every call of some programs: how each is judged, by this judge, by the naive one, and counted in a ledger. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Trace } from '../../harness/execute/trace.ts';
import { AnswersSeen } from '../../harness/judge/answers-seen.ts';
import { findingSignature } from '../../harness/judge/finding-signature.ts';
import { judge, judgeAndCompare } from '../../harness/judge/judge.ts';
import { Ledger, ledgerOf, ledgersOf, placeOf } from '../../harness/judge/ledger.ts';
import type { Strategy } from '../../harness/generate/generate.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Capability } from '../../harness/target.ts';
import { printProgram } from '../../harness/program/program.ts';
import { naiveJudge } from './naive-judge.ts';
import { MISUSE, PROGRAMS, runsOf } from './wrong-answers.ts';

const capabilities = new Set(CAPABILITIES.filter((capability) => capability !== 'misuse'));
const withoutBytes = new Set([...capabilities].filter((one) => one !== 'offer-bytes'));
const RUNS = PROGRAMS.map(runsOf);
const MISUSED = MISUSE.map(runsOf);
const ALL_RUNS = RUNS.flat();

interface Case {
  readonly name: string;
  readonly runs: readonly Trace[];
  readonly claimed: ReadonlySet<Capability>;
  readonly roomMegabytes?: number;
}

const CASES: readonly Case[] = [
  ...RUNS.map((runs, index) => ({ name: `program ${index + 1}`, runs, claimed: capabilities })),
  ...RUNS.slice(3, 5).map((runs, index) => ({
    name: `program ${index + 4} in a room of 12 MB`,
    runs,
    claimed: withoutBytes,
    roomMegabytes: 12,
  })),
  ...MISUSED.map((runs, index) => ({ name: `misuse ${index + 1}`, runs, claimed: new Set(CAPABILITIES) })),
];

const json = (value: unknown) =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one));
const digest = (value: unknown) => createHash('sha256').update(json(value)).digest('hex').slice(0, 8);

/** How often what was found, and a hash of all that the judge says. */
function judged(runs: readonly Trace[], claimed: ReadonlySet<Capability>, roomMegabytes?: number): string {
  const rows = READINGS.map((reading) => {
    const steps: unknown[] = [];
    const onStep = (step: unknown) => void steps.push(step);
    const compared = runs.map((trace) =>
      judgeAndCompare(trace, { reading, capabilities: claimed, roomMegabytes, onStep }),
    );
    const counts = new Map<string, number>();
    for (const { judgement } of compared) {
      for (const finding of judgement.findings) {
        const words = `${finding.at} ${finding.outcome} ${finding.clause} ${findingSignature(finding).id}`;
        counts.set(words, (counts.get(words) ?? 0) + 1);
      }
    }
    const lines = [...counts].map(([words, count]) => `    ${words}: ${count}`).toSorted();
    return `  ${reading} ${digest([compared, steps])}\n${lines.join('\n')}`;
  });
  return `${printProgram(runs[0]!.program).replaceAll('\n', '; ')}\n${rows.join('\n')}`;
}

describe('a judgement', () => {
  it.each(CASES)(
    'of each wrong answer is as it was looked at: $name',
    async ({ name, runs, claimed, roomMegabytes }) => {
      const file = `judgements/${name.replaceAll(' ', '-')}.txt`;
      await expect(`${judged(runs, claimed, roomMegabytes)}\n`).toMatchFileSnapshot(file);
    },
  );

  it('is that of the naive judge', () => {
    for (const trace of ALL_RUNS) {
      for (const reading of READINGS) {
        const [finding] = judge(trace, { reading, capabilities }).findings;
        const naive = naiveJudge(trace.program, trace.responses, reading);
        expect(naive, json(trace)).toEqual({ at: finding?.at ?? -1, outcome: finding?.outcome ?? 'pass' });
      }
    }
  });

  it('ends with the answers, where a run did', () => {
    for (const { program, responses } of RUNS.map(([run]) => run!)) {
      for (let count = 0; count <= responses.length; count += 1) {
        const cut: Trace = {
          program,
          responses: responses.slice(0, count),
          end: { kind: 'crash', message: '', at: count },
        };
        expect(judge(cut, { reading: 'documented', capabilities }).judgedCalls).toBe(count);
      }
    }
  });
});

const ANY_STRATEGY: Strategy = { name: 'any', guarantee: '', programs: () => [] };

/** All that a ledger tells. */
function told(ledger: Ledger): Readonly<Record<string, unknown>> {
  return {
    clauses: CLAUSE_IDS.map((id) => [
      ledger.exercised(id),
      ledger.decisive(id),
      ledger.breached(id),
      [...ledger.variants(id)].toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ]),
    breaches: ledger.breaches,
    conflicts: ledger.conflicts,
    choices: ledger.choices,
    profile: ledger.profile,
    profiles: ledger.profiles,
    cells: [...ledger.cells],
    broken: [...ledger.brokenCells].map(([cell, clauses]) => [cell, [...clauses].toSorted()]).toSorted(),
    situations: ledger.situations,
    decisiveCalls: ledger.decisiveCalls,
    refusesEnable: ledger.refusesEnable,
    isSatisfied: ledger.isSatisfied,
    pairs: ledger.pairsTried.all,
    words: ledger.passedOver.words,
    passedOver: ledger.passedOver.told(ANY_STRATEGY),
  };
}

/** To compare the texts is much quicker than to compare the values. */
function differing(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): readonly string[] {
  return Object.keys(one).filter((name) => json(one[name]) !== json(other[name]));
}

const source = (index: number) => ({
  strategy: index % 3 === 0 ? 'random' : index % 5 === 0 ? 'lines' : 'boundary',
  index,
});
const RUNS_BY_TURNS = ALL_RUNS.map((_, index) => ALL_RUNS[(index * 89 + 7) % ALL_RUNS.length]!);

describe('a ledger', () => {
  const whole = (runs = RUNS_BY_TURNS) => {
    const ledgers = ledgersOf({ capabilities });
    for (const [index, trace] of runs.entries()) for (const ledger of ledgers) ledger.enter(trace, source(index));
    return ledgers;
  };

  it('tells what it was looked at for', async () => {
    const rows = whole().map((ledger) => {
      const all = told(ledger);
      const breaches = ledger.breaches.map(
        ({ finding, place }) => `  ${finding.clause} at ${finding.at} of program ${place}`,
      );
      return [
        ledger.reading,
        ...breaches,
        ...Object.entries(all).map(([name, one]) => `  ${name} ${digest(one)}`),
      ].join('\n');
    });
    await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('ledgers.txt');
  });

  it.each([1, 3])('put together out of what %i others have shown, bit by bit, tells the same', (count) => {
    const runs = RUNS_BY_TURNS.filter((_, index) => index % 3 === 0);
    const due = whole(runs);
    for (const [at, reading] of READINGS.entries()) {
      const parts = Array.from({ length: count }, () => new Ledger(reading, { capabilities }));
      const sum = new Ledger(reading, { capabilities });
      for (const part of parts) sum.add(part.take());
      for (const [index, trace] of runs.entries()) {
        const part = parts[index % count]!;
        part.enter(trace, source(index));
        if (index % 16 < 2) sum.add(part.take());
      }
      for (const part of parts.toReversed()) sum.add(part.take());
      for (const part of parts) {
        const { calls, breaches, cells, witnesses, pairs, situations } = part.take();
        expect([calls, breaches, cells, witnesses, pairs, situations]).toEqual([0, [], [], [], [], []]);
      }
      const names = differing(told(sum), told(due[at]!));
      expect(names).toEqual([]);
    }
  });

  it('counts runs that are answered alike as that many runs', () => {
    const right = RUNS.map(([run]) => run!);
    const [once, often] = [new Ledger('documented', { capabilities }), new Ledger('documented', { capabilities })];
    for (const trace of right) {
      once.enterAlike(trace, 3);
      for (let time = 0; time < 3; time += 1) often.enterAlike(trace, 1);
    }
    expect(differing(told(once), told(often))).toEqual([]);
    expect(once.situations).toBeUndefined();
  });

  it('is gone by where its reading is asked for, or where it has the least to object', () => {
    const ledgers = whole();
    const [documented, stateModel] = ledgers as [Ledger, Ledger];
    expect(READINGS.map((reading) => ledgerOf(reading, ledgers))).toEqual([documented, stateModel]);
    const second = ledgersOf({ capabilities });
    const onDisabled = RUNS[2]![2]!;
    for (const ledger of second) ledger.enter(onDisabled, source(1));
    expect(second.map(({ isSatisfied }) => isSatisfied)).toEqual([false, true]);
    expect(ledgerOf('any', second).reading).toBe('state-model');
    expect(ledgerOf('any', ledgersOf({ capabilities })).reading).toBe('documented');
    expect([placeOf(0, 3), placeOf(2, 5)]).toEqual([3, 2 ** 33 + 5]);
  });
});

it('what a pair was answered with is kept by state, as far as it is known', () => {
  const seen = new AnswersSeen();
  for (const run of RUNS_BY_TURNS) seen.note(run);
  const rows = seen.all.map(
    ({ state, pair, statuses }) =>
      `${state} ${pair.mmioMegabytes}/${pair.mmioMegabytesOptional}: ${statuses.map((status) => status.toString(16)).join(' ')}`,
  );
  expect(rows).toMatchInlineSnapshot(`
    [
      "fresh 0/0: 0 103 c0000001 c000000d c00000ef",
      "fresh 0/3: 0 103 c0000001 c000000d c00000ef",
      "fresh 1/0: 0 103 c0000001 c000000d c00000ef",
      "fresh 2/0: 0 103 c0000001 c000000d c00000ef",
      "fresh 2/65534: 0 103 c0000001 c000000d c00000ef",
      "fresh 4/4: 0 103 c0000001 c000000d c00000ef",
      "fresh 4/8: 0 103 c0000001 c000000d c00000ef",
      "fresh 7/0: 0 103 c0000001 c000000d c00000ef",
      "enabled 0/0: 0 103 c0000001 c000000d c00000ef",
      "enabled 1/0: 0 103 c0000001 c000000d c00000ef",
      "open 9/9: 0 103 c0000001 c000000d c00000ef",
      "closed 9/9: 0 103 c0000001 c000000d c00000ef",
      "disabled 1/0: 0 103 c0000001 c000000d c00000ef",
      "freed 0/0: 0 103 c0000001 c000000d c00000ef",
      "freed 1/0: 0 103 c0000001 c000000d c00000ef",
      "freed 4/0: 0 103 c0000001 c000000d c00000ef",
      "null 0/0: 0 103 c0000001 c000000d c00000ef",
      "null 1/0: 0 103 c0000001 c000000d c00000ef",
      "forged 0/0: 0 103 c0000001 c000000d c00000ef",
      "forged 0/1: 0 103 c0000001 c000000d c00000ef",
      "client 0/0: 0 103 c0000001 c000000d c00000ef",
      "client 4/0: 0 103 c0000001 c000000d c00000ef",
    ]
  `);
  const again = new AnswersSeen();
  for (const one of seen.take().toReversed()) expect(again.add(one)).toBe(true);
  expect(again.all).toEqual(seen.all);
  expect(seen.take()).toEqual([]);
  expect(again.take()).toEqual([]);
});
