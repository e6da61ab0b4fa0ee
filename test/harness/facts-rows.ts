/** Facts of a run in which everything is as it should be, and the same with one thing otherwise, row by row. */
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Counterexample } from '../../harness/campaign/counterexample.ts';
import type { CellFacts, Facts, StrategyResult } from '../../harness/campaign/facts.ts';
import { signatureOf } from '../../harness/campaign/signature.ts';
import { COMPLETE } from '../../harness/execute/trace.ts';
import { CELL_STATES, COLUMNS } from '../../harness/judge/cells.ts';
import { judge } from '../../harness/judge/judge.ts';
import { CAPABILITIES } from '../../harness/target.ts';
import type { Waiver } from '../../harness/verdict/baseline.ts';
import type { Policy } from '../../harness/verdict/gate.ts';
import type { Capability, UNREPEATED_KINDS } from '../../harness/target.ts';
import { parseProgram } from '../../harness/program/program.ts';

const DOCUMENTED = CLAUSE_IDS.filter((id) => (CLAUSES[id].reading ?? 'documented') === 'documented');
const tried = (id: ClauseId) => ({ id, exercised: 9, decisive: 5, breached: 0 });
export const strategy = (name: string, more: Partial<StrategyResult> = {}): StrategyResult => ({
  name,
  guarantee: 'all of it',
  programs: 10,
  calls: 100,
  durationMs: 1,
  endedEarly: false,
  ...more,
});
export const CELLS: readonly CellFacts[] = CELL_STATES.flatMap((state) =>
  COLUMNS.map((call) => ({ state, call, calls: 2, broken: [] })),
);

export const WHOLE: Facts = {
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

export const claiming = (...capabilities: readonly Capability[]): Partial<Facts> => ({
  target: { ...WHOLE.target, capabilities },
});
const clausesWith = (more: Partial<Record<ClauseId, object>>): Partial<Facts> => ({
  clauses: WHOLE.clauses.map((clause) => ({ ...clause, ...more[clause.id] })),
});

const selection = (
  words: string,
  more: Partial<Record<ClauseId, object>> = {},
  ids: readonly string[] = [words],
): Partial<Facts> => {
  const clauses = clausesWith(more).clauses!;
  return {
    selection: [words],
    clauses: clauses.filter(({ id }) => ids.includes(id)),
    deselected: clauses.filter(({ id }) => !ids.includes(id)),
  };
};

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

export function ended(kind: 'crash' | 'timeout' | 'adapter-fault', repeats = true): Counterexample {
  const program = parseProgram('allocate 0 server');
  const end = { kind, message: 'killed by SIGSEGV', at: 0 };
  return { ...around({ program, responses: [], end }), kind, end, repeats };
}

export const ZERO_ACCEPTED = broken('allocate 0 server; setMmioMegabytes 0 0 0', 0);
export const OTHER_CODE = broken('allocate 0 server; enable 0; setMmioMegabytes 0 1 0', 0xc000_0001);
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
export const once = (kind: (typeof UNREPEATED_KINDS)[number], count = 1) => ({ kind, message: `a ${kind}`, count });
const part = { shard: { index: 1, count: 3 } };

export const ROWS: Readonly<Record<string, Partial<Facts>>> = {
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
  'three things broken': { counterexamples: [OTHER_CODE, NULL_ACCEPTED, ZERO_ACCEPTED] },
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
  'three clauses never decisive': clausesWith({
    'held.set': { decisive: 0 },
    'held.initial': { decisive: 0 },
    'held.refused': { decisive: 0 },
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
  'a hang and a broken contract': { counterexamples: [ended('timeout'), ended('adapter-fault')] },
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
  'a selection, and a failure outside of it': {
    ...selection('held.set', { 'refuse.both-zero': { breached: 1 } }),
    counterexamples: [ZERO_ACCEPTED],
  },
  'one clause that was never decisive': selection('held.set', { 'held.set': { decisive: 0 } }),
  'one clause verified, one not': selection('held.*', { 'held.set': { decisive: 0 } }, ['held.set', 'held.initial']),
  'one clause verified, one broken': {
    ...selection('refuse.*', {}, ['refuse.both-zero', 'refuse.null']),
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

/** The entry of a baseline that knows this failure. */
export const waiver = (counterexample: Counterexample, more: Partial<Waiver> = {}): Waiver => {
  const { clause, id } = signatureOf(counterexample);
  return { clause, signature: id, kind: 'known-failure', reason: 'known', ...more };
};

/** A policy with these entries, as of 1 June 2026. */
export const knowing = (...waivers: readonly Waiver[]): Policy => ({
  today: '2026-06-01',
  baseline: { file: 'b.yaml', waivers },
});
