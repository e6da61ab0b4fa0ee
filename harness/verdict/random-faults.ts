/**
 * The odds that are left for a fault that strikes at random, whatever the call: no suite can exclude it, and a run without a
 * failure bounds its rate.
 */

/** The chance that a target with a higher rate would have passed. */
const RISK = 0.01;

/**
 * The rate, per decisive call, below which a fault strikes with 99 % confidence after `calls` decisive calls without one: the p for
 * which (1 - p)^calls = 0.01. 1 where no call was decisive.
 */
export function rateBound(calls: number): number {
  return calls === 0 ? 1 : -Math.expm1(Math.log(RISK) / calls);
}

/** In how many decisive calls such a fault strikes at most once, rounded down. */
export function callsPerFault(calls: number): number {
  return Math.floor(1 / rateBound(calls));
}

/**
 * Good-Turing: the chance that the next call of the random strategy meets a situation that was never met, estimated by the share
 * of calls whose situation was met once (Good 1953).
 */
export function unseenShare(singletons: number, calls: number): number {
  return calls === 0 ? 1 : singletons / calls;
}
