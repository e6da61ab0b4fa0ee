/**
 * Facts to verdict to gate, row by row: one thing is otherwise in each row than in a run in which everything is as it should be, and each
 * is put before a gate under several policies. What is said is in `verdicts.txt`, for a reader to agree with.
 */
import { describe, expect, it } from 'vitest';
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Counterexample } from '../../harness/campaign/counterexample.ts';
import type { CellFacts, Facts, StrategyResult } from '../../harness/campaign/facts.ts';
import { signatureOf } from '../../harness/campaign/signature.ts';
import { COMPLETE } from '../../harness/execute/trace.ts';
import { CELL_STATES, COLUMNS } from '../../harness/judge/cells.ts';
import { judge } from '../../harness/judge/judge.ts';
import { CAPABILITIES, UNREPEATED_KINDS } from '../../harness/target.ts';
import type { Capability } from '../../harness/target.ts';
import { parseProgram } from '../../harness/program/program.ts';
import { driftOf, waiverOf, waysOf } from '../../harness/verdict/baseline.ts';
import type { RunOutcome, Waiver } from '../../harness/verdict/baseline.ts';
import { capabilitiesTried } from '../../harness/verdict/capabilities-tried.ts';
import { countsUnder, gate } from '../../harness/verdict/gate.ts';
import type { Policy } from '../../harness/verdict/gate.ts';
import { CAPABILITIES_OF_POINT, POINTS, pointsObserved } from '../../harness/verdict/points.ts';
import { MEASURED_PROFILES, profilesWithin } from '../../harness/verdict/profiles.ts';
import { callsPerFault, randomFaultsLine, rateBound, unseenLine } from '../../harness/verdict/random-faults.ts';
import { readRequirements, requirementsOf, revisions } from '../../harness/verdict/requirements.ts';
import { faultsShown, strengthOf } from '../../harness/verdict/run-strength.ts';
import { strengthLine } from '../../harness/verdict/strength-line.ts';
import { defectWords, unrepeatedLine } from '../../harness/verdict/unrepeated-words.ts';
import { isScored, usualWeight, WEIGHTS } from '../../harness/verdict/weight.ts';

const DOCUMENTED = CLAUSE_IDS.filter((id) => (CLAUSES[id].reading ?? 'documented') === 'documented');
const tried = (id: ClauseId) => ({ id, exercised: 9, decisive: 5, breached: 0 });
const strategy = (name: string, more: Partial<StrategyResult> = {}): StrategyResult => ({
  name,
  guarantee: 'all of it',
  programs: 10,
  calls: 100,
  durationMs: 1,
  endedEarly: false,
  ...more,
});
const CELLS: readonly CellFacts[] = CELL_STATES.flatMap((state) =>
  COLUMNS.map((call) => ({ state, call, calls: 2, broken: [] })),
);

const WHOLE: Facts = {
  target: {
    name: 'any',
    version: '1',
    capabilities: CAPABILITIES.filter((one) => one !== 'misuse' && one !== 'threads'),
  },
  tier: 'ci',
  seed: 1,
  reading: 'documented',
  readings: [{ reading: 'documented', satisfied: true }],
  clauses: DOCUMENTED.map(tried),
  deselected: [],
  selection: [],
  shard: undefined,
  programsAsked: undefined,
  choices: [{ id: 'either-code:null', answer: 'channel-first' }],
  counterexamples: [],
  strategies: ['boundary', 'complete-0', 'complete-1', 'random'].map((name) => strategy(name)),
  programs: 40,
  calls: 400,
  decisiveCalls: 300,
  situations: { calls: 100, metOnce: 3 },
  cells: CELLS,
  answersSeen: [],
  answersSampled: [],
  cutShort: undefined,
  unrepeated: [],
  corpusSkipped: 0,
};

const claiming = (...capabilities: readonly Capability[]): Partial<Facts> => ({
  target: { ...WHOLE.target, capabilities },
});
const clausesWith = (more: Partial<Record<ClauseId, object>>): Partial<Facts> => ({
  clauses: WHOLE.clauses.map((clause) => ({ ...clause, ...more[clause.id] })),
});

/** A program whose last call is answered as it must not be. */
function broken(text: string, status: number): Counterexample {
  const program = parseProgram(text.replaceAll('; ', '\n'));
  const responses = program.map((_, at) => ({
    kind: 'status' as const,
    status: at === program.length - 1 ? status : 0,
  }));
  const trace = { program, responses, end: COMPLETE };
  const finding = judge(trace, { reading: 'documented', capabilities: new Set(CAPABILITIES) }).findings[0]!;
  return { ...around(trace), kind: finding.outcome, finding, repeats: true };
}

function around(trace: Counterexample['trace']) {
  const { program } = trace;
  const spent = { spentPrograms: 1, spentCalls: 1, certifyingCalls: 0, searchCalls: 0 };
  const minimized = { program, certificate: '1-minimal', ...spent } as const;
  return { original: program, source: { strategy: 'random', index: 0 }, minimized, trace };
}

function ended(kind: 'crash' | 'timeout' | 'adapter-fault', repeats = true): Counterexample {
  const program = parseProgram('allocate 0 server');
  const end = { kind, message: 'killed by SIGSEGV', at: 0 };
  return { ...around({ program, responses: [], end }), kind, end, repeats };
}

const ZERO_ACCEPTED = broken('allocate 0 server; setMmioMegabytes 0 0 0', 0);
const OTHER_CODE = broken('allocate 0 server; enable 0; setMmioMegabytes 0 1 0', 0xc000_0001);
const NULL_ACCEPTED = broken('setMmioMegabytes null 1 0', 0);
const FORGED_ACCEPTED = broken('setMmioMegabytes forged 1 0', 0);
const CHANGED_ITS_MIND: Counterexample = {
  ...around({
    program: parseProgram('setMmioMegabytes null 0 0'),
    responses: [{ kind: 'status', status: 0xc000_000d }],
    end: COMPLETE,
  }),
  kind: 'inconsistent',
  clause: 'refuse.either-code',
  earlier: { program: [], responses: [] },
  repeats: true,
};
const once = (kind: (typeof UNREPEATED_KINDS)[number], count = 1) => ({ kind, message: `a ${kind}`, count });
const part = { shard: { index: 1, count: 3 } };

const ROWS: Readonly<Record<string, Partial<Facts>>> = {
  'nothing claimed': { ...claiming(), cells: CELLS.filter(({ call }) => call.startsWith('set')) },
  'nothing claimed, and a hang': {
    ...claiming(),
    cells: CELLS.filter(({ call }) => call.startsWith('set')),
    unrepeated: [once('timeout')],
  },
  'the reservation claimed': claiming('reservation'),
  'the offer claimed and its bytes not': claiming(...WHOLE.target.capabilities.filter((one) => one !== 'offer-bytes')),
  'everything claimed': claiming(...CAPABILITIES),
  'cells without calls': { cells: CELLS.map((cell) => ({ ...cell, calls: 0 })) },
  'a MUST broken': { counterexamples: [ZERO_ACCEPTED] },
  'a SHOULD broken': { counterexamples: [OTHER_CODE] },
  'both, the SHOULD told first': { counterexamples: [OTHER_CODE, ZERO_ACCEPTED] },
  'four things broken': {
    counterexamples: [OTHER_CODE, NULL_ACCEPTED, ZERO_ACCEPTED, FORGED_ACCEPTED, ended('crash')],
  },
  'an open question answered in two ways': { counterexamples: [CHANGED_ITS_MIND] },
  'the same in two parts': {
    choices: [
      { id: 'either-code:null', answer: 'channel-first' },
      { id: 'either-code:null', answer: 'amounts-first' },
    ],
  },
  'a clause broken in ways that are not shown': {
    counterexamples: [ZERO_ACCEPTED],
    ...clausesWith({ 'refuse.both-zero': { breached: 3, ways: [signatureOf(ZERO_ACCEPTED).id, 'KM-00000001'] } }),
  },
  'a clause never decisive': clausesWith({ 'held.set': { decisive: 0 } }),
  'four clauses never decisive': clausesWith({
    'held.set': { decisive: 0 },
    'held.initial': { decisive: 0 },
    'held.refused': { decisive: 0 },
    'held.lifecycle': { decisive: 0 },
  }),
  'a clause behind one that is broken': {
    counterexamples: [ZERO_ACCEPTED],
    ...clausesWith({ 'held.refused': { maskedBy: 'refuse.both-zero' } }),
  },
  'two clauses behind each other': clausesWith({
    'held.refused': { maskedBy: 'held.set' },
    'held.set': { maskedBy: 'held.refused' },
  }),
  'a clause breached and not shown': clausesWith({ 'held.set': { breached: 2 } }),
  'a crash': { counterexamples: [ended('crash')], endWays: [{ clause: 'crash', id: signatureOf(ended('crash')).id }] },
  'a crash that did not come again': { counterexamples: [ended('crash', false)] },
  'a hang and a crash': { counterexamples: [ended('timeout'), ended('crash')] },
  'a broken contract': { counterexamples: [ended('adapter-fault')] },
  'a broken contract and a MUST': { counterexamples: [ended('adapter-fault'), ZERO_ACCEPTED] },
  'no program run': { programs: 0 },
  'no program run, cut short': { programs: 0, cutShort: 'interrupted' },
  'cut short': { cutShort: 'interrupted' },
  'cut short after a MUST': { cutShort: 'interrupted', counterexamples: [ZERO_ACCEPTED] },
  'a part': part,
  'a part cut short': { ...part, cutShort: 'interrupted' },
  'a part with a MUST broken': { ...part, counterexamples: [ZERO_ACCEPTED] },
  'a selection': {
    selection: ['held.*'],
    clauses: WHOLE.clauses.filter(({ id }) => id.startsWith('held.')),
    deselected: WHOLE.clauses.filter(({ id }) => !id.startsWith('held.')),
  },
  'a selection, and one broken outside of it': {
    selection: ['held.*', 'accept.both'],
    clauses: WHOLE.clauses.filter(({ id }) => id.startsWith('held.')),
    deselected: WHOLE.clauses
      .filter(({ id }) => !id.startsWith('held.'))
      .map((clause) => (clause.id === 'refuse.null' ? { ...clause, breached: 1 } : clause)),
  },
  'a selection of nothing that applies': {
    ...claiming(),
    selection: ['space.*'],
    clauses: WHOLE.clauses.filter(({ id }) => id.startsWith('space.')),
  },
  'a selection with a MUST broken': {
    selection: ['refuse.*'],
    clauses: WHOLE.clauses.filter(({ id }) => id.startsWith('refuse.')),
    counterexamples: [ZERO_ACCEPTED],
  },
  'so many random programs': { programsAsked: 50 },
  'a strategy that ended early': { strategies: [strategy('boundary'), strategy('random', { endedEarly: true })] },
  'calls behind a refusal': {
    strategies: [strategy('boundary', { passedOver: 2 }), strategy('random', { passedOver: 1 })],
  },
  'one call behind a refusal': { strategies: [strategy('boundary', { passedOver: 1 })] },
  'Allocate refused alone': {
    strategies: [strategy('boundary', { passedOver: 2, isRefusedAlone: true }), strategy('random')],
  },
  'a budget that leaves something out': {
    budgetMs: 90_000,
    strategies: [strategy('boundary'), strategy('lines', { isLeftOut: true }), strategy('wear', { isLeftOut: true })],
  },
  'a budget that leaves nothing out': { budgetMs: 90_000 },
  'a record of answers': {
    recorded: { programs: 3, calls: 30 },
    strategies: [strategy('boundary'), strategy('lines', { isLeftOut: true })],
  },
  'few decisive calls': { decisiveCalls: 4 },
  'seven decisive calls': { decisiveCalls: 7 },
  'tier smoke': { tier: 'smoke', strategies: [strategy('boundary'), strategy('complete-0')] },
  'tier deep': { tier: 'deep', strategies: [strategy('complete-3'), strategy('two-channels-1')] },
  'the other reading': { reading: 'state-model' },
  'a hang and two broken answers': { unrepeated: [once('timeout'), once('adapter-fault', 2)] },
  'a connection that broke': { unrepeated: [once('connection', 2)] },
  'a crash once': { unrepeated: [once('crash')] },
  'a wrong answer once': { unrepeated: [once('answer')] },
  'an adapter that breaks by itself': { unrepeated: [once('defect')] },
  'an adapter that breaks by itself three times': { unrepeated: [once('defect', 3)] },
};

const waiver = (counterexample: Counterexample, more: Partial<Waiver> = {}): Waiver => {
  const { clause, id } = signatureOf(counterexample);
  return { clause, signature: id, kind: 'known-failure', reason: 'known', ...more };
};
const knowing = (...waivers: readonly Waiver[]): Policy => ({
  today: '2026-06-01',
  baseline: { file: 'b.yaml', waivers },
});

const POLICIES: Readonly<Record<string, Policy>> = {
  'no policy': {},
  'MUST alone': { level: 'must' },
  'SHOULD too': { level: 'should' },
  'status is enough': { require: ['status'] },
  'space and offer required': { require: ['space', 'offer'] },
  'one flaky tolerated': { tolerateFlaky: 1 },
  'three flaky tolerated': { tolerateFlaky: 3 },
  'both zero known': knowing(waiver(ZERO_ACCEPTED)),
  'both zero flaky, and the other code': knowing(
    waiver(ZERO_ACCEPTED, { kind: 'flaky' }),
    waiver(OTHER_CODE, { kind: 'wont-fix', expires: '2026-06-01' }),
  ),
  'the crash known, until yesterday': knowing(waiver(ended('crash'), { expires: '2026-05-31' })),
  'a broken contract known': knowing({
    clause: 'adapter-fault',
    signature: signatureOf(ended('adapter-fault')).id,
    kind: 'known-failure',
    reason: 'no',
  }),
  'another way known': {
    ...knowing({ clause: 'refuse.both-zero', signature: 'KM-0000', kind: 'known-failure', reason: 'old' }),
    isSelected: (clause) => clause !== 'held.set',
  },
  'a set that asks for space': {
    requirements: requirementsOf(
      "revision: '9'\npoints: [space]\nclauses: { refuse.both-zero: informational, held.set: required, refuse.null: recommended, refuse.enabled: required }\n",
    ),
  },
};

/** Lines of which those are left out that a run in which all is as it should be has too. */
function told(facts: Facts, usual: readonly string[]): readonly string[] {
  const byText = new Map<string, string[]>();
  for (const [name, policy] of Object.entries(POLICIES)) {
    // Of a run without a failure every baseline drifts alike, which one row shows.
    if (policy.baseline !== undefined && facts.counterexamples.length === 0 && usual.length > 0) continue;
    const { gate: decided, sentence, drift, failures, clauses } = gate(facts, policy);
    const standings = failures.map(
      ({ signature, standing }) =>
        `${signature.clause} ${standing.kind === 'informational' ? standing.why : standing.kind}`,
    );
    const waived = clauses.filter((clause) => clause.waived).map(({ id }) => id);
    const lines = [
      `${decided.exitCode}  ${sentence}`,
      ...decided.reasons.map((reason) => `   because ${reason}`),
      ...drift.map(({ message }) => `   drift ${message}`),
      ...(standings.length > 0 ? [`   failures: ${standings.join(', ')}`] : []),
      ...(waived.length > 0 ? [`   waived: ${waived.join(', ')}`] : []),
    ].join('\n');
    byText.set(lines, [...(byText.get(lines) ?? []), name]);
  }
  const { verdict } = gate(facts);
  const { scope, randomFaults, strength } = verdict;
  const { clausesTotal, verified, broken: against, notVerified, notClaimed, deselected } = scope;
  const sizes = [verified, against, notVerified, notClaimed, deselected].map(({ length }) => length);
  // Every clause is in one list.
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(clausesTotal);
  const more = [
    `  verdict: ${verdict.kind}: ${verdict.reasons.join('; ')}`,
    `  clauses: ${sizes.join(' + ')} of ${clausesTotal}; points: ${scope.points.join(', ')}`,
    `  strength: ${strengthLine(strength).replaceAll(/\d+ of \d+|\d+ more/g, 'N')}`,
    `  random: ${randomFaults.kind === 'bounded' ? randomFaultsLine(randomFaults) : randomFaults.why}`,
    `  not tried: ${scope.capabilitiesNotTried.join(', ')}; missing: ${scope.capabilitiesMissing.join(', ')}`,
    `  left over: ${scope.unfinished.join(', ')}; passed over: ${scope.passedOver} ${scope.isRefusedAlone}`,
    `  ${JSON.stringify([scope.part, scope.budget, scope.recorded, scope.programsAsked, strength.kind === 'measured' && [strength.profile, strength.mutants === undefined]])}`,
  ];
  const gated = [...byText].map(([lines, names]) => `  ${names.join(', ')}\n${lines.replaceAll(/^/gm, '    ')}`);
  return [...more, ...gated].filter((line) => !usual.includes(line));
}

it('says of each run what it is worth', async () => {
  const usual = told(WHOLE, []);
  const rows = [
    ['all as it should be', ...usual].join('\n'),
    ...Object.entries(ROWS).map(([name, otherwise]) => [name, ...told({ ...WHOLE, ...otherwise }, usual)].join('\n')),
  ];
  await expect(`${rows.join('\n\n')}\n`).toMatchFileSnapshot('verdicts.txt');
});

describe('a clause counts', () => {
  it('by its level, or by what a requirement set says', () => {
    const rows = Object.entries(POLICIES).map(([name, policy]) => [
      name,
      CLAUSE_IDS.filter((id) => countsUnder(policy, id)).length,
    ]);
    expect(Object.fromEntries(rows)).toMatchInlineSnapshot(`
      {
        "MUST alone": 11,
        "SHOULD too": 38,
        "a broken contract known": 38,
        "a set that asks for space": 3,
        "another way known": 38,
        "both zero flaky, and the other code": 38,
        "both zero known": 38,
        "no policy": 38,
        "one flaky tolerated": 38,
        "space and offer required": 38,
        "status is enough": 38,
        "the crash known, until yesterday": 38,
        "three flaky tolerated": 38,
      }
    `);
    expect((['MUST', 'SHOULD', 'choice'] as const).map(usualWeight)).toEqual([
      'required',
      'recommended',
      'recommended',
    ]);
    expect(WEIGHTS.filter(isScored)).toEqual(['required', 'recommended']);
  });

  it('in each revision that is shipped as that says, and one that is not there is told', async () => {
    const shipped = await revisions();
    expect(shipped).toEqual(shipped.toSorted());
    expect(shipped.length).toBeGreaterThan(2);
    const { revision, points, weightOf } = await readRequirements('2026.1');
    expect([revision, points, weightOf('accept.both'), weightOf('toString')]).toEqual([
      '2026.1',
      [],
      'required',
      'not scored',
    ]);
    await expect(readRequirements('2026.99')).rejects.toThrow(
      `there is no requirement set "2026.99"; there is ${shipped.join(', ')}`,
    );
  });
});

describe('a baseline', () => {
  const run: RunOutcome = {
    clauses: [
      { id: 'held.set', outcome: 'fail' },
      { id: 'held.initial', outcome: 'pass' },
      { id: 'held.refused', outcome: 'not-verified' },
      { id: 'space.stable', outcome: 'not-applicable' },
    ],
    signatures: [
      { clause: 'held.set', id: 'KM-11111111' },
      { clause: 'held.set', id: 'KM-11111111' },
      { clause: 'held.set', id: 'KM-22222222' },
      { clause: 'crash', id: 'KM-33333333' },
    ],
    isWhole: true,
    isSelected: (clause) => clause !== 'held.refused',
  };
  const row = (clause: string, signature: string, more: Partial<Waiver> = {}): Waiver => ({
    clause,
    signature,
    kind: 'known-failure',
    reason: 'known',
    ...more,
  });
  const waivers = [
    row('held.set', 'KM-11111111'),
    row('held.set', 'KM-11111111'),
    row('held.set', 'KM-11111111', { kind: 'flaky' }),
    row('held.set', 'KM-99999999', { expires: '2026-05-31' }),
    row('held.set', 'KM-8888'),
    row('held.set', 'KM-77777777', { kind: 'flaky', expires: '2026-06-01' }),
    row('held.initial', 'KM-11111111', { kind: 'wont-fix' }),
    row('held.initial', 'KM-2222'),
    row('held.initial', 'xKM-2222'),
    row('held.initial', 'KM-2222x'),
    row('held.refused', 'KM-11111111', { expires: '2026-01-01' }),
    row('space.stable', 'KM-11111111'),
    row('accept.disabled', 'KM-11111111'),
    row('accept.everything', 'KM-11111111'),
    row('crash', 'KM-33333333'),
    row('timeout', 'KM-33333333'),
  ];
  const baseline = { file: 'b.yaml', waivers };
  const messages = (outcome?: RunOutcome) => driftOf(baseline, '2026-06-01', outcome).map(({ message }) => message);

  it('drifts where it says nothing of the target any more, or says it twice', () => {
    expect(messages(run)).toMatchInlineSnapshot(`
      [
        "duplicate: held.set KM-11111111 is listed twice",
        "contradictory: held.set KM-11111111 is listed as known-failure and as flaky",
        "expired: held.set KM-99999999 held until 2026-05-31",
        "stale: held.set KM-99999999 did not happen; the failure is now KM-11111111, KM-22222222",
        "stale: held.set KM-8888 did not happen; the failure is now KM-11111111, KM-22222222 (a signature of an older suite: they have eight digits now)",
        "stale: held.initial KM-11111111 did not happen any more",
        "stale: held.initial KM-2222 did not happen any more (a signature of an older suite: they have eight digits now)",
        "stale: held.initial xKM-2222 did not happen any more",
        "stale: held.initial KM-2222x did not happen any more",
        "expired: held.refused KM-11111111 held until 2026-01-01",
        "unmatched: space.stable KM-11111111 needs a capability that the target does not claim",
        "unmatched: accept.disabled KM-11111111 stands under the other reading only",
        "unmatched: accept.everything KM-11111111 names no clause of this suite",
        "stale: timeout KM-33333333 did not happen any more",
      ]
    `);
  });

  it('says less of a part, and least by itself', () => {
    expect(messages({ ...run, isWhole: false })).toMatchInlineSnapshot(`
      [
        "duplicate: held.set KM-11111111 is listed twice",
        "contradictory: held.set KM-11111111 is listed as known-failure and as flaky",
        "expired: held.set KM-99999999 held until 2026-05-31",
        "expired: held.refused KM-11111111 held until 2026-01-01",
        "unmatched: space.stable KM-11111111 needs a capability that the target does not claim",
        "unmatched: accept.disabled KM-11111111 stands under the other reading only",
        "unmatched: accept.everything KM-11111111 names no clause of this suite",
      ]
    `);
    expect(messages({ ...run, isSelected: () => true }).filter((words) => words.includes('held.refused')))
      .toMatchInlineSnapshot(`
      [
        "expired: held.refused KM-11111111 held until 2026-01-01",
      ]
    `);
    expect(messages()).toMatchInlineSnapshot(`
      [
        "duplicate: held.set KM-11111111 is listed twice",
        "contradictory: held.set KM-11111111 is listed as known-failure and as flaky",
        "expired: held.set KM-99999999 held until 2026-05-31",
        "expired: held.refused KM-11111111 held until 2026-01-01",
        "unmatched: accept.everything KM-11111111 names no clause of this suite",
      ]
    `);
  });

  it('waives by clause and signature, the first that fits', () => {
    expect(waiverOf(baseline, { clause: 'held.set', id: 'KM-11111111' })).toBe(waivers[0]);
    expect(waiverOf(baseline, { clause: 'held.set', id: 'KM-33333333' })).toBeUndefined();
    expect(waiverOf(baseline, { clause: 'timeout', id: 'KM-11111111' })).toBeUndefined();
    expect(
      waysOf([{ id: 'held.set', ways: ['a', 'b'] }, { id: 'held.initial' }], [{ clause: 'crash', id: 'c' }]),
    ).toEqual([
      { clause: 'held.set', id: 'a' },
      { clause: 'held.set', id: 'b' },
      { clause: 'crash', id: 'c' },
    ]);
    expect(waysOf([])).toEqual([]);
  });
});

describe('what a run could have shown', () => {
  it('is seen where a call was judged', () => {
    const points = COLUMNS.map(
      (call) => `${call}: ${pointsObserved({ cells: [{ state: 'fresh', call, calls: 1, broken: [] }] }).join()}`,
    );
    expect(points).toMatchInlineSnapshot(`
      [
        "allocate server: ",
        "allocate client: ",
        "setMmioMegabytes zero: status",
        "setMmioMegabytes required: status",
        "setMmioMegabytes optional: status",
        "setMmioMegabytes both: status",
        "setMmioMegabytes wide: status",
        "enable: ",
        "disable: ",
        "cleanup: ",
        "start: ",
        "pause: ",
        "guestOpen: ",
        "guestClose: ",
        "readReservation: reservation",
        "readOffer: offer",
        "getMmioSpace: space",
      ]
    `);
    expect(POINTS.map((point) => CAPABILITIES_OF_POINT[point])).toEqual([
      [],
      ['reservation'],
      ['offer'],
      ['mmio-space', 'guest'],
    ]);
  });

  it('makes use of capabilities by where it was judged', () => {
    const rows = CELL_STATES.map((state) => {
      const used = COLUMNS.flatMap((call) => {
        const names = [...capabilitiesTried({ cells: [{ state, call, calls: 1, broken: [] }] })];
        return names.length === 0 ? [] : [`${call}: ${names.join(' ')}`];
      });
      return `${state} | ${used.join(', ')}`;
    });
    expect(rows).toMatchInlineSnapshot(`
      [
        "absent | allocate client: client-endpoint, enable: misuse, disable: misuse, cleanup: misuse, start: start-pause misuse, pause: start-pause misuse, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation misuse, readOffer: offer misuse, getMmioSpace: mmio-space misuse",
        "fresh | allocate server: misuse, allocate client: client-endpoint misuse, disable: misuse, start: start-pause misuse, pause: start-pause, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation, readOffer: offer, getMmioSpace: mmio-space misuse",
        "enabled | allocate server: misuse, allocate client: client-endpoint misuse, enable: misuse, cleanup: misuse, start: start-pause, pause: start-pause, guestOpen: guest, guestClose: guest misuse, readReservation: reservation, readOffer: offer offer-bytes, getMmioSpace: mmio-space misuse",
        "open | allocate server: misuse, allocate client: client-endpoint misuse, enable: misuse, cleanup: misuse, start: start-pause, pause: start-pause, guestOpen: guest misuse, guestClose: guest, readReservation: reservation, readOffer: offer offer-bytes, getMmioSpace: mmio-space",
        "closed | allocate server: misuse, allocate client: client-endpoint misuse, enable: misuse, cleanup: misuse, start: start-pause, pause: start-pause, guestOpen: guest, guestClose: guest misuse, readReservation: reservation, readOffer: offer offer-bytes, getMmioSpace: mmio-space misuse",
        "disabled | allocate server: misuse, allocate client: client-endpoint misuse, disable: misuse, start: start-pause misuse, pause: start-pause, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation, readOffer: offer, getMmioSpace: mmio-space misuse",
        "freed | allocate client: client-endpoint, setMmioMegabytes zero: stale-handle, setMmioMegabytes required: stale-handle, setMmioMegabytes optional: stale-handle, setMmioMegabytes both: stale-handle, setMmioMegabytes wide: stale-handle, enable: misuse, disable: misuse, cleanup: misuse, start: start-pause misuse, pause: start-pause misuse, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation misuse, readOffer: offer misuse, getMmioSpace: mmio-space misuse",
        "null | allocate server: null-handle misuse, allocate client: client-endpoint null-handle misuse, setMmioMegabytes zero: null-handle, setMmioMegabytes required: null-handle, setMmioMegabytes optional: null-handle, setMmioMegabytes both: null-handle, setMmioMegabytes wide: null-handle, enable: null-handle misuse, disable: null-handle misuse, cleanup: null-handle misuse, start: start-pause null-handle misuse, pause: start-pause null-handle misuse, guestOpen: guest null-handle misuse, guestClose: guest null-handle misuse, readReservation: reservation null-handle misuse, readOffer: offer null-handle misuse, getMmioSpace: mmio-space null-handle misuse",
        "forged | allocate server: forged-handle misuse, allocate client: client-endpoint forged-handle misuse, setMmioMegabytes zero: forged-handle, setMmioMegabytes required: forged-handle, setMmioMegabytes optional: forged-handle, setMmioMegabytes both: forged-handle, setMmioMegabytes wide: forged-handle, enable: forged-handle misuse, disable: forged-handle misuse, cleanup: forged-handle misuse, start: start-pause forged-handle misuse, pause: start-pause forged-handle misuse, guestOpen: guest forged-handle misuse, guestClose: guest forged-handle misuse, readReservation: reservation forged-handle misuse, readOffer: offer forged-handle misuse, getMmioSpace: mmio-space forged-handle misuse",
        "client | allocate server: misuse, allocate client: client-endpoint misuse, enable: misuse, disable: misuse, start: start-pause misuse, pause: start-pause misuse, guestOpen: guest misuse, guestClose: guest misuse, readReservation: reservation, readOffer: offer, getMmioSpace: mmio-space misuse",
      ]
    `);
  });

  it('is measured on sets of capabilities that are within each other', () => {
    const names = Object.entries(MEASURED_PROFILES).map(
      ([name, claimed]) => `${name}: ${claimed.join(' ')} > ${profilesWithin(new Set(claimed)).length}`,
    );
    expect(names).toMatchInlineSnapshot(`
      [
        "status:  > 1",
        "status, every state and handle: guest start-pause client-endpoint null-handle stale-handle forged-handle > 2",
        "reservation: reservation > 2",
        "reservation, every state and handle: reservation guest start-pause client-endpoint null-handle stale-handle forged-handle > 4",
        "reservation and offer, every state and handle: reservation offer offer-bytes guest start-pause client-endpoint null-handle stale-handle forged-handle > 5",
        "all: reservation offer offer-bytes mmio-space guest start-pause client-endpoint null-handle stale-handle forged-handle > 6",
      ]
    `);
    expect(faultsShown([], ['boundary'])).toBeGreaterThan(0);
    expect(faultsShown([], ['no such strategy'])).toBe(0);
    expect(faultsShown(CAPABILITIES, ['complete-1'])).toBe(faultsShown(CAPABILITIES, ['complete-3']));
    expect(faultsShown(CAPABILITIES, ['complete-1'])).toBeGreaterThan(faultsShown(['reservation'], ['complete-1']));
  });

  it('is counted fault by fault, over the strategies that were run, with what claiming more would add', () => {
    const { scope } = gate(WHOLE).verdict;
    const shows = { a: '1100', b: '0110', 'complete-1': '0001', 'two-channels-0': '1000' };
    const nothing = { ...shows, a: '1000', b: '1000' };
    const mutants = { smoke: 'of smoke', ci: 'of ci' };
    const measured = {
      seeds: 7,
      faults: ['1', '2', '3', '4'],
      profiles: Object.fromEntries(
        Object.keys(MEASURED_PROFILES).map((name) => [name, { shows: name === 'all' ? shows : nothing, mutants }]),
      ),
    } as unknown as Parameters<typeof strengthOf>[2];
    const strength = (capabilities: readonly Capability[], names: readonly string[], more: Partial<Facts> = {}) =>
      strengthOf(
        {
          ...WHOLE,
          target: { ...WHOLE.target, capabilities },
          strategies: names.map((name) => strategy(name)),
          ...more,
        },
        scope,
        measured,
      );
    const { capabilities } = WHOLE.target;
    expect([
      strength(capabilities, ['a', 'b', 'c']),
      strength(capabilities, ['complete-3', 'two-channels-1'], { tier: 'smoke' }),
      strength([...capabilities, 'misuse', 'threads'], []),
      strength(
        capabilities.filter((one) => one !== 'mmio-space'),
        ['a', 'b'],
      ),
      strength(['null-handle'], ['a', 'b']),
      strength(['reservation', 'offer-bytes'], ['b'], {
        strategies: [strategy('a', { isLeftOut: true }), strategy('b')],
      }),
    ]).toMatchInlineSnapshot(`
      [
        {
          "kind": "measured",
          "more": [],
          "mutants": "of ci",
          "of": 4,
          "profile": "all",
          "seeds": 7,
          "shown": 3,
        },
        {
          "kind": "measured",
          "more": [],
          "mutants": "of smoke",
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 2,
        },
        {
          "kind": "measured",
          "more": [],
          "mutants": "of ci",
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 0,
        },
        {
          "kind": "measured",
          "more": [
            {
              "claim": [
                "mmio-space",
              ],
              "shown": 2,
            },
          ],
          "mutants": "of ci",
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 1,
        },
        {
          "kind": "measured",
          "more": [],
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 1,
        },
        {
          "kind": "measured",
          "more": [],
          "mutants": "of ci",
          "of": 4,
          "profile": "status",
          "seeds": 7,
          "shown": 1,
        },
      ]
    `);
    expect(strengthOf(WHOLE, scope, { seeds: 1 } as typeof measured)).toEqual({
      kind: 'not stated',
      why: 'it was not measured',
    });
  });

  it('has odds that are left', () => {
    expect([0, 1, 2, 459, 100_000].map(callsPerFault)).toEqual([1, 1, 1, 100, 21_715]);
    expect(rateBound(0)).toBe(1);
    expect(1 - (1 - rateBound(500)) ** 500).toBeCloseTo(0.99, 12);
    expect(randomFaultsLine({ kind: 'not stated', why: 'because' })).toBeUndefined();
    expect([3, 1, 0].map((metOnce) => unseenLine({ calls: 4096, metOnce }))).toMatchInlineSnapshot(`
      [
        "about 0.073 % of further random calls would meet a situation that was not met",
        "about 0.024 % of further random calls would meet a situation that was not met",
        "at most about 0.024 % of further random calls would meet a situation that was not met",
      ]
    `);
  });

  it('is told where it went wrong once', () => {
    const kinds = UNREPEATED_KINDS.flatMap((kind) => [once(kind), once(kind, 2)]);
    expect(kinds.map(unrepeatedLine)).toMatchInlineSnapshot(`
      [
        "1 broken connection, not repeated: a connection",
        "2 broken connections, not repeated: a connection",
        "1 hang, not repeated: a timeout",
        "2 hangs, not repeated: a timeout",
        "1 broken answer, not repeated: a adapter-fault",
        "2 broken answers, not repeated: a adapter-fault",
        "1 crash, not repeated: a crash",
        "2 crashes, not repeated: a crash",
        "1 wrong answer, not repeated: a answer",
        "2 wrong answers, not repeated: a answer",
        "1 adapter fault, at no one program: a defect",
        "2 adapter faults, at no one program: a defect",
      ]
    `);
    expect([defectWords([once('crash'), once('defect', 2)]), defectWords([once('crash')])]).toMatchInlineSnapshot(`
      [
        "the target broke the contract 2 times, at no one program: a defect",
        undefined,
      ]
    `);
  });
});
