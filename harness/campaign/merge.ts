/**
 * The parts of one run put together: counts are added, of each failure the simplest program is kept, and everything comes out in
 * one order, so that the parts may be merged in any order and in any grouping.
 */
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { CHOICE_ANSWERS, CHOICE_IDS } from '../../spec/permitted.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { compareAnswers } from '../judge/answers-seen.ts';
import { PairSample } from '../judge/pair-sample.ts';
import { printProgram } from '../program/program.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import { compareWeight } from './counterexample.ts';
import type { Counterexample } from './counterexample.ts';
import type { ClauseFacts, Facts, StrategyResult } from './facts.ts';
import { mergedEdges } from './edges-reached.ts';
import { mergedCells } from './ended-cells.ts';
import { distinctWays, signatureOf } from './signature.ts';
import { mergeUnrepeated } from './unrepeated.ts';

/** All parts are of the same target, reading, tier and seed. */
export function mergeFacts(parts: readonly Facts[]): Facts {
  const [first] = parts as [Facts, ...Facts[]];
  const total = (of: (part: Facts) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  return {
    target: first.target,
    tier: first.tier,
    seed: first.seed,
    reading: first.reading,
    readings: mergedReadings(parts),
    clauses: mergedClauses(parts.map(({ clauses }) => clauses)),
    deselected: mergedClauses(parts.map(({ deselected }) => deselected)),
    selection: first.selection,
    shard: undefined,
    programsAsked: first.programsAsked,
    ...(first.budgetMs === undefined ? {} : { budgetMs: first.budgetMs }),
    ...(first.recorded === undefined ? {} : { recorded: first.recorded }),
    choices: mergedChoices(parts),
    counterexamples: mergedCounterexamples(parts),
    endWays: distinctWays(parts.flatMap(({ endWays = [] }) => endWays)),
    strategies: mergedStrategies(parts),
    programs: total(({ programs }) => programs),
    calls: total(({ calls }) => calls),
    decisiveCalls: total(({ decisiveCalls }) => decisiveCalls),
    situations: parts.length === 1 ? first.situations : undefined,
    soak: parts.length === 1 ? first.soak : undefined,
    cells: mergedCells(parts.map(({ cells }) => cells)),
    answersSeen: mergedAnswers(parts.flatMap(({ answersSeen }) => answersSeen)),
    answersSampled: new PairSample().add(parts.flatMap(({ answersSampled }) => answersSampled)).all,
    cutShort: mergedReasons(parts),
    unrepeated: mergeUnrepeated(parts.map(({ unrepeated }) => unrepeated)),
    corpusSkipped: total(({ corpusSkipped }) => corpusSkipped),
    edges: mergedEdges(parts.map(({ edges }) => edges)),
  };
}

/** A reading is satisfied where every part says so; a part that was killed says nothing. */
function mergedReadings(parts: readonly Facts[]): Facts['readings'] {
  const rowsOf = (reading: Reading) => parts.map(({ readings }) => readings.find((row) => row.reading === reading));
  return READINGS.filter((reading) => rowsOf(reading).some((row) => row !== undefined)).map((reading) => ({
    reading,
    satisfied: rowsOf(reading).every((row) => row?.satisfied === true),
  }));
}

const byClause = (a: ClauseId, b: ClauseId) => CLAUSE_IDS.indexOf(a) - CLAUSE_IDS.indexOf(b);

function mergedClauses(parts: readonly (readonly ClauseFacts[])[]): readonly ClauseFacts[] {
  const merged = new Map<ClauseId, ClauseFacts>();
  for (const row of parts.flat()) {
    const known = merged.get(row.id);
    const maskedBy = [known?.maskedBy, row.maskedBy].filter((id) => id !== undefined).toSorted(byClause)[0];
    const ways = [...new Set([...(known?.ways ?? []), ...(row.ways ?? [])])].toSorted();
    merged.set(row.id, {
      id: row.id,
      exercised: row.exercised + (known?.exercised ?? 0),
      decisive: row.decisive + (known?.decisive ?? 0),
      breached: row.breached + (known?.breached ?? 0),
      ...(maskedBy === undefined ? {} : { maskedBy }),
      ...(ways.length === 0 ? {} : { ways }),
    });
  }
  return [...merged.values()].toSorted((a, b) => byClause(a.id, b.id));
}

/** Both answers are kept where two parts saw a question answered in two ways. */
function mergedChoices(parts: readonly Facts[]): Facts['choices'] {
  const all = parts.flatMap(({ choices }) => choices);
  return CHOICE_IDS.flatMap((id) =>
    CHOICE_ANSWERS.flatMap((answer) => all.find((one) => one.id === id && one.answer === answer) ?? []),
  );
}

/** Shortest first; of programs of one length the simplest. */
function bySimplicity(a: Counterexample, b: Counterexample): number {
  const [left, right] = [a.minimized.program, b.minimized.program];
  return (
    left.length - right.length ||
    compareSimplicity(left, right) ||
    compareText(printProgram(left), printProgram(right)) ||
    compareText(a.source.strategy, b.source.strategy) ||
    a.source.index - b.source.index
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function mergedCounterexamples(parts: readonly Facts[]): readonly Counterexample[] {
  const simplest = new Map<string, Counterexample>();
  for (const counterexample of parts.flatMap(({ counterexamples }) => counterexamples)) {
    const { clause, id } = signatureOf(counterexample);
    const known = simplest.get(`${clause} ${id}`);
    if (known === undefined || bySimplicity(counterexample, known) < 0) simplest.set(`${clause} ${id}`, counterexample);
  }
  return [...simplest.entries()]
    .toSorted(([a, one], [b, other]) => compareWeight(one, other) || bySimplicity(one, other) || compareText(a, b))
    .map(([, one]) => one);
}

/** In the order in which tier ci runs them. A part that had no program of a strategy does not name it. */
const STRATEGIES = [
  'corpus',
  'boundary',
  'space',
  'instances',
  'wear',
  'walks',
  'complete',
  'two-channels',
  'three-channels',
  'exhaustive',
  'random',
  'coverage',
  'lines',
];

function mergedStrategies(parts: readonly Facts[]): readonly StrategyResult[] {
  const merged = new Map<string, StrategyResult>();
  for (const strategy of parts.flatMap(({ strategies }) => strategies)) {
    const known = merged.get(strategy.name);
    merged.set(strategy.name, {
      // What one part left out, all of them together did not do.
      ...(known?.isLeftOut === true || known?.passedOver !== undefined ? { ...strategy, ...known } : strategy),
      programs: strategy.programs + (known?.programs ?? 0),
      calls: strategy.calls + (known?.calls ?? 0),
      durationMs: Math.max(strategy.durationMs, known?.durationMs ?? 0),
      endedEarly: strategy.endedEarly || known?.endedEarly === true,
      ...passedOver(strategy, known),
    });
  }
  const place = ({ name }: StrategyResult) => STRATEGIES.findIndex((known) => name.startsWith(known));
  return [...merged.values()].toSorted((a, b) => place(a) - place(b) || compareText(a.name, b.name));
}

function passedOver(strategy: StrategyResult, known: StrategyResult | undefined) {
  const calls = (strategy.passedOver ?? 0) + (known?.passedOver ?? 0);
  const isRefusedAlone = strategy.isRefusedAlone === true || known?.isRefusedAlone === true;
  return { ...(calls > 0 ? { passedOver: calls } : {}), ...(isRefusedAlone ? { isRefusedAlone } : {}) };
}

function mergedAnswers(rows: Facts['answersSeen']): Facts['answersSeen'] {
  const merged = new Map<string, Facts['answersSeen'][number]>();
  for (const row of rows) {
    const key = `${row.state} ${row.pair.mmioMegabytes} ${row.pair.mmioMegabytesOptional}`;
    const statuses = [...new Set([...(merged.get(key)?.statuses ?? []), ...row.statuses])].toSorted((a, b) => a - b);
    merged.set(key, { ...row, statuses });
  }
  return [...merged.values()].toSorted(compareAnswers);
}

const BETWEEN_REASONS = '; ';

function mergedReasons(parts: readonly Facts[]): string | undefined {
  const reasons = parts.flatMap(({ cutShort }) => cutShort ?? []);
  return reasons.length === 0 ? undefined : joinedReasons(reasons);
}

/** Reasons why runs ended early, each of which may be several already: each once, in one order. */
export function joinedReasons(reasons: readonly string[]): string {
  const all = reasons.flatMap((reason) => reason.split(BETWEEN_REASONS));
  return [...new Set(all)].toSorted().join(BETWEEN_REASONS);
}
