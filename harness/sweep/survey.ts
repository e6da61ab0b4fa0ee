/**
 * Before a state is swept: whether the target can be brought there, what it does with two pairs, judged under both readings, and the
 * table that follows for all others. What the page leaves open is answered there once, and has to be answered so in every state.
 */
import { execute } from '../execute/execute.ts';
import { wasRefused } from '../execute/trace.ts';
import type { Trace } from '../execute/trace.ts';
import { claimsOf, tabulated } from '../judge/claims.ts';
import { judge } from '../judge/judge.ts';
import { DEFAULT_PROFILE } from '../machine/automaton.ts';
import type { Profile } from '../machine/automaton.ts';
import { plannedCalls } from '../machine/planned-calls.ts';
import type { PlanCalls } from '../machine/planned-calls.ts';
import type { PairPlan } from '../pair-plan.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Choice } from '../../spec/permitted.ts';
import type { Call } from '../../spec/call.ts';
import type { OpenOptions, Target } from '../target.ts';
import { sweptCalls } from './swept-states.ts';
import type { SweptState } from './swept-states.ts';

export type Survey =
  | { readonly kind: 'not-claimed' }
  /** A call that leads there was refused, as the oracle permits. */
  | { readonly kind: 'not-reached'; readonly refused: Call }
  | {
      readonly kind: 'reached';
      readonly plan: PairPlan;
      /** By which all other pairs are judged. */
      readonly reading: Reading;
      /** Those that nothing in the two pairs speaks against. */
      readonly readings: readonly Reading[];
      readonly choices: readonly Choice[];
    }
  /** `wavers`: an open question that an earlier state had answered the other way. */
  | { readonly kind: 'wrong'; readonly trace: Trace; readonly wavers?: Choice };

/** What became of each state that was asked for. */
export type Surveys = ReadonlyMap<SweptState, Survey>;

/** The readings that nothing in any state speaks against. */
export function readingsLeft(surveys: Surveys): readonly Reading[] {
  return READINGS.filter((reading) =>
    [...surveys.values()].every((survey) => survey.kind !== 'reached' || survey.readings.includes(reading)),
  );
}

export interface SurveyOptions extends OpenOptions {
  readonly reading: Reading | 'any';
  readonly programPairs: number;
  /** What earlier states have answered. */
  readonly choices: readonly Choice[];
}

const SAMPLES = [
  { mmioMegabytes: 0, mmioMegabytesOptional: 0 },
  { mmioMegabytes: 2, mmioMegabytesOptional: 1 },
] as const;

export async function surveyState(state: SweptState, target: Target, options: SurveyOptions): Promise<Survey> {
  const claims = claimsOf(target.info);
  const { capabilities } = target.info;
  const calls = sweptCalls(state, [...tabulated(claims)]);
  if (calls === undefined) return { kind: 'not-claimed' };
  const trace = await execute(target, sampleProgram(calls), options);
  const refused = calls.before.find((_, at) => trace.responses[at] !== undefined && wasRefused(trace.responses[at]));
  if (refused !== undefined) return { kind: 'not-reached', refused };
  const judged = READINGS.map((reading) => judge(trace, { reading, ...claims }));
  const readings = READINGS.filter((_, at) => judged[at]!.findings.length === 0);
  const isRight = options.reading === 'any' ? readings.length > 0 : readings.includes(options.reading);
  if (trace.end.kind !== 'complete' || !isRight) return { kind: 'wrong', trace };
  const reading = options.reading === 'any' ? readings[0]! : options.reading;
  const { choices } = judged[READINGS.indexOf(reading)]!;
  const wavers = choices.find(({ id, answer }) =>
    options.choices.some((one) => one.id === id && one.answer !== answer),
  );
  if (wavers !== undefined) return { kind: 'wrong', trace, wavers };
  return {
    kind: 'reached',
    plan: {
      numbering: 'all',
      ...plannedCalls(calls, reading, profileOf(choices)),
      programPairs: options.programPairs,
      offerBytes: capabilities.includes('offer-bytes'),
    },
    reading,
    readings,
    choices,
  };
}

function sampleProgram({ before, round, after }: PlanCalls): readonly Call[] {
  const rounds = SAMPLES.flatMap((pair) =>
    round.map((call) => (call.kind === 'setMmioMegabytes' ? { ...call, ...pair } : call)),
  );
  return [...before, ...rounds, ...after];
}

function profileOf(choices: readonly Choice[]): Profile {
  return { ...DEFAULT_PROFILE, ...Object.fromEntries(choices.map(({ id, answer }) => [id, answer])) };
}
