/** What the doctor says of a target: one check a question. */

/** What came of looking. */
export type CheckResult =
  | { readonly kind: 'ok'; readonly saw: string }
  /** With it a run comes to no verdict: the target is unusable. */
  | { readonly kind: 'problem'; readonly cause: string; readonly cure: string }
  /** A run goes on all the same, and tells of it where it is against the target. */
  | { readonly kind: 'warning'; readonly cause: string; readonly cure: string }
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

export function warning(cause: string, cure: string): CheckResult {
  return { kind: 'warning', cause, cure };
}

/** Why a question tells nothing: an earlier one has to be answered well first. */
export function needs(name: string): string {
  return `needs: ${name}`;
}

export function notTried(reason: string): CheckResult {
  return { kind: 'not-tried', reason };
}
