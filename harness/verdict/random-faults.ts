/**
 * The odds that are left for a fault that strikes at random, whatever the call: no suite can exclude it, and a run without a
 * failure bounds its rate.
 */
import type { Facts } from '../campaign/facts.ts';
import { callsPerNew, type SituationCounts } from '../judge/situations-met.ts';
import { withThousands } from '../program/with-thousands.ts';
import type { Scope } from './scope.ts';

const CONFIDENCE = 0.99;

/**
 * The rate, per decisive call, below which a fault strikes with 99 % confidence after `calls` decisive calls without one: the p for
 * which (1 - p)^calls = 0.01. 1 where no call was decisive.
 */
export function rateBound(calls: number): number {
  return calls === 0 ? 1 : -Math.expm1(Math.log1p(-CONFIDENCE) / calls);
}

/** In how many decisive calls such a fault strikes at most once, rounded down. */
export function callsPerFault(calls: number): number {
  return Math.floor(1 / rateBound(calls));
}

export type RandomFaults =
  | { readonly kind: 'bounded'; readonly decisiveCalls: number; readonly callsPerFault: number }
  | { readonly kind: 'not stated'; readonly why: string };

/** The bound holds for calls of which none went wrong, and of which all are known. */
export function randomFaultsOf(
  { counterexamples, decisiveCalls, unrepeated }: Pick<Facts, 'counterexamples' | 'decisiveCalls' | 'unrepeated'>,
  { part, cutShort, broken, brokenOutside }: Pick<Scope, 'part' | 'cutShort' | 'broken' | 'brokenOutside'>,
): RandomFaults {
  const notStated = (why: string) => ({ kind: 'not stated', why }) as const;
  if (counterexamples.length + broken.length + brokenOutside.length > 0) return notStated('something failed');
  if (unrepeated.some(({ kind }) => kind !== 'connection')) return notStated('something went wrong once');
  if (part !== undefined) return notStated('a part of a run');
  if (cutShort !== undefined) return notStated('the run ended early');
  const calls = callsPerFault(decisiveCalls);
  // Once in every call is no bound.
  return calls > 1 ? { kind: 'bounded', decisiveCalls, callsPerFault: calls } : notStated('too few decisive calls');
}

/** A fault that strikes is one whose answer is wrong; one that only changes what is kept shows at a later call. */
export function randomFaultsLine(faults: RandomFaults): string | undefined {
  if (faults.kind === 'not stated') return undefined;
  const calls = withThousands(faults.callsPerFault);
  return `no fault that strikes at random in more than one of ${calls} decisive calls, at ${100 * CONFIDENCE} % confidence`;
}

/**
 * Good-Turing: the chance that the next call of the random strategy meets a situation that was never met, estimated by the share
 * of calls whose situation was met once (Good 1953). Where there is none, one call in all of them is named instead of nothing.
 */
export function unseenLine(met: SituationCounts): string {
  const share = percent(1 / callsPerNew(met));
  return `${met.metOnce === 0 ? 'at most about' : 'about'} ${share} of further random calls would meet a situation that was not met`;
}

/** To two digits that tell something. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
