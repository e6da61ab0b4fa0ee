/** What the doctor says of a target: one check a question. */

/** What came of looking. */
export type CheckResult =
  | { readonly kind: 'ok'; readonly saw: string }
  | { readonly kind: 'problem'; readonly cause: string; readonly cure: string }
  /** Needs something that the target does not claim, or that another problem stands in front of. */
  | { readonly kind: 'not-tried'; readonly reason: string };

/** A question by its name, and what came of it. */
export type Check = { readonly name: string } & CheckResult;

export function ok(saw: string): CheckResult {
  return { kind: 'ok', saw };
}

export function problem(cause: string, cure: string): CheckResult {
  return { kind: 'problem', cause, cure };
}

export function notTried(reason: string): CheckResult {
  return { kind: 'not-tried', reason };
}
