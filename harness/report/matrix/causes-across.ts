/**
 * Failures of several implementations by cause: those whose wrong answers follow the same pattern, or whose programs differ in nothing but
 * amounts and are answered alike. Whether one line of code is behind them, nobody can say from outside; they look alike.
 */
import type { Report, ReportCounterexample } from '../report-schema.ts';

export interface CauseAcross {
  /** In words: the pattern, or what was seen where. */
  readonly gist: string;
  /** The clauses that it broke, in any of them. */
  readonly clauses: readonly string[];
  readonly failures: readonly CauseFailure[];
}

export interface CauseFailure {
  /** The implementation, by its place in the matrix. */
  readonly of: number;
  /** The clause, or how the target ended. */
  readonly clause: string;
  readonly signature: string;
  /** The baseline of that run knows it. */
  readonly isKnown?: true;
}

/** Those that most implementations have come first, then as they come up. */
export function causesAcross(reports: readonly Report[]): readonly CauseAcross[] {
  const groups = new Map<string, { gist: string; failures: CauseFailure[] }>();
  for (const [of, { counterexamples }] of reports.entries()) {
    for (const one of counterexamples) {
      const key = kinship(one);
      const group = groups.get(key) ?? { gist: gistOf(one), failures: [] };
      const { clause, id } = one.signature;
      const isKnown = one.standing.kind === 'waived';
      group.failures.push({ of, clause, signature: id, ...(isKnown ? { isKnown } : {}) });
      groups.set(key, group);
    }
  }
  const width = ({ failures }: { readonly failures: readonly CauseFailure[] }) =>
    new Set(failures.map(({ of }) => of)).size;
  return [...groups.values()]
    .map(({ gist, failures }) => ({ gist, clauses: [...new Set(failures.map(({ clause }) => clause))], failures }))
    .toSorted((one, other) => width(other) - width(one));
}

/** As the terminal puts failures of one run together (`report/terminal/causes.ts`), out of what a report keeps of them. */
function kinship(one: ReportCounterexample): string {
  const { kind, hint, history, repeats, signature, program, at, saw, permitted } = one;
  if (!repeats || saw === undefined || at === undefined) return signature.id;
  if (history?.cause === 'leak') return JSON.stringify(['leak', signature.call]);
  if (history !== undefined) return signature.id;
  if (hint !== undefined && hint.pattern.kind !== 'condition') return JSON.stringify(hint.pattern);
  return JSON.stringify([kind === 'inconsistent', program.map(withoutAmounts), at, saw, permitted]);
}

/** `setMmioMegabytes 0 8 0` without its amounts; how a channel is allocated stays. */
function withoutAmounts(call: string): string {
  const words = call.split(' ');
  return words.slice(0, words[0] === 'allocate' ? 3 : 2).join(' ');
}

function gistOf(one: ReportCounterexample): string {
  const { history, hint, saw, permitted, kind, message, signature, program, at } = one;
  const call = at === undefined ? signature.call : (program[at] ?? signature.call);
  const where = `${call} on a channel that is ${signature.state}`;
  if (saw === undefined) return `${kind} at ${where}${message === undefined ? '' : `: ${message}`}`;
  const pattern = hint?.pattern.kind === 'condition' ? undefined : hint?.text;
  return (
    history?.reason ??
    pattern ??
    `${where}: saw ${saw}, where ${permitted?.join(' or ') ?? 'another answer'} is permitted`
  );
}
