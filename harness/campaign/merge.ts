/**
 * The parts of one run put together: counts are added, of each failure the shortest program is kept, and a question that two parts
 * saw answered in two ways was not answered the same each time.
 */
import type { ChoiceId } from '../../spec/oracle.ts';
import type { Counterexample } from './blame.ts';
import type { CampaignResult, StrategyResult } from './campaign.ts';
import { inconsistent } from '../judge/judge.ts';
import type { ChoiceRecord } from '../judge/ledger.ts';
import { signatureOf } from './signature.ts';
import { emptyTally } from '../judge/tabulated-judge.ts';
import { clauseResults } from '../verdict/verdict.ts';

/** `missing`: why this is not the whole run, where it is not. All parts are of the same target, reading, tier and seed. */
export function mergeResults(parts: readonly CampaignResult[], missing: string | undefined): CampaignResult {
  const [first] = parts as [CampaignResult, ...CampaignResult[]];
  const counterexamples = shortestOfEach(parts.flatMap((part) => part.counterexamples));
  const choices = distinctChoices(parts);
  const rows = parts.flatMap(({ clauses }) => clauses);
  const sum = (id: string, of: (row: (typeof rows)[number]) => number) =>
    rows.filter((row) => row.id === id).reduce((total, row) => total + of(row), 0);
  const tally = {
    reading: first.reading,
    exercised: (id: string) => sum(id, ({ exercised }) => exercised),
    decisive: (id: string) => sum(id, ({ decisive }) => decisive),
    breached: (id: string) => sum(id, ({ breached }) => breached),
  };
  const masked = new Map(rows.flatMap(({ id, maskedBy }) => (maskedBy ? [[id, maskedBy] as const] : [])));
  const disputed = disputedChoices(choices);
  const clauses = clauseResults(tally, new Set(first.target.capabilities), counterexamples, masked)
    .filter(({ id }) => rows.some((row) => row.id === id))
    .map((row) => (disputed.has(row.id) && row.outcome === 'choice' ? { ...row, outcome: 'deviation' as const } : row));
  const cutShort = missing ?? parts.find((part) => part.cutShort !== undefined)?.cutShort;
  return {
    ...first,
    ...mergedCells(parts),
    readings: first.readings.map(({ reading }) => ({
      reading,
      satisfied: parts.every((part) => part.readings.find((row) => row.reading === reading)?.satisfied === true),
    })),
    clauses,
    choices,
    counterexamples,
    strategies: mergedStrategies(parts),
    programs: parts.reduce((total, { programs }) => total + programs, 0),
    calls: parts.reduce((total, { calls }) => total + calls, 0),
    answersSeen: mergedAnswers(parts),
    cutShort,
    corpusSkipped: parts.reduce((total, part) => total + part.corpusSkipped, 0),
  };
}

function shortestOfEach(counterexamples: readonly Counterexample[]): readonly Counterexample[] {
  const shortest = new Map<string, Counterexample>();
  const length = ({ minimized }: Counterexample) => minimized.program.length;
  for (const counterexample of counterexamples) {
    const { clause, id } = signatureOf(counterexample);
    const known = shortest.get(`${clause} ${id}`);
    if (known === undefined || length(counterexample) < length(known)) shortest.set(`${clause} ${id}`, counterexample);
  }
  return [...shortest.values()].toSorted((a, b) => length(a) - length(b));
}

function distinctChoices(parts: readonly CampaignResult[]): readonly ChoiceRecord[] {
  const all = parts.flatMap(({ choices }) => choices);
  return [...new Map(all.map((choice) => [`${choice.id} ${choice.answer}`, choice])).values()];
}

/** The clauses whose question was answered in two ways. */
function disputedChoices(choices: readonly ChoiceRecord[]): ReadonlySet<string> {
  const twice = choices.filter(({ id, answer }) => choices.some((other) => other.id === id && other.answer !== answer));
  return new Set(twice.map(({ id }) => inconsistent(id as ChoiceId, { kind: 'readReservation', channel: 0 })));
}

function mergedCells(parts: readonly CampaignResult[]): Pick<CampaignResult, 'cells' | 'brokenCells'> {
  const { cells } = emptyTally();
  const brokenCells = new Map<number, ReadonlySet<never>>() as Map<number, Set<never>>;
  for (const part of parts) {
    for (const [index, calls] of part.cells.entries()) cells[index]! += calls;
    for (const [index, clauses] of part.brokenCells) {
      brokenCells.set(index, new Set([...(brokenCells.get(index) ?? []), ...(clauses as ReadonlySet<never>)]));
    }
  }
  return { cells, brokenCells };
}

function mergedStrategies(parts: readonly CampaignResult[]): readonly StrategyResult[] {
  const merged = new Map<string, StrategyResult>();
  for (const strategy of parts.flatMap(({ strategies }) => strategies)) {
    const known = merged.get(strategy.name);
    merged.set(strategy.name, {
      ...strategy,
      programs: strategy.programs + (known?.programs ?? 0),
      calls: strategy.calls + (known?.calls ?? 0),
      durationMs: Math.max(strategy.durationMs, known?.durationMs ?? 0),
      endedEarly: strategy.endedEarly || known?.endedEarly === true,
    });
  }
  return [...merged.values()];
}

function mergedAnswers(parts: readonly CampaignResult[]): CampaignResult['answersSeen'] {
  const merged = new Map<string, CampaignResult['answersSeen'][number]>();
  for (const row of parts.flatMap(({ answersSeen }) => answersSeen)) {
    const key = `${row.life} ${row.pair.mmioMegabytes} ${row.pair.mmioMegabytesOptional}`;
    const statuses = [...new Set([...(merged.get(key)?.statuses ?? []), ...row.statuses])].toSorted((a, b) => a - b);
    merged.set(key, { ...row, statuses });
  }
  return [...merged.values()];
}
