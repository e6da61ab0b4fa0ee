/**
 * From the programs that failed to the counterexamples: each made small, its trace taken again, and its blame laid where it
 * belongs. A clause whose smallest program fails without the very event that the clause is about is only the victim of
 * another fault: it is masked, and says nothing about the clause.
 */
import type { AbnormalEnd, Counterexample } from './counterexample.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Trace } from '../execute/trace.ts';
import { findingSignature } from '../judge/finding-signature.ts';
import type { Finding } from '../judge/judge.ts';
import type { Breach, Conflict, Ledger } from '../judge/ledger.ts';
import type { Program, Target } from '../target.ts';
import { maskingVariants } from './masking.ts';
import { endSignature, signatureOf } from './signature.ts';
import { Shrinker } from './shrinker.ts';
import type { ShrinkerOptions } from './shrinker.ts';
import { twoAnswers } from './two-answers.ts';

export interface Blame {
  readonly counterexamples: readonly Counterexample[];
  /** Clauses that failed only because another clause's fault got in the way. */
  readonly masked: ReadonlyMap<ClauseId, ClauseId>;
}

export interface BlameOptions extends ShrinkerOptions {
  readonly selects: (clause: ClauseId) => boolean;
  /** Whether a baseline knows this way of failing, so that another one behind it has to be looked for. */
  readonly isKnown?: (clause: string, signature: string) => boolean;
}

export async function blame(
  target: Target,
  ledger: Ledger,
  abnormalEnds: readonly AbnormalEnd[],
  options: BlameOptions,
): Promise<Blame> {
  const investigation = new Investigation(target, ledger, options);
  for (const breach of ledger.breaches) await investigation.breach(breach);
  for (const { clause } of ledger.breaches) await investigation.behindKnown(clause);
  for (const conflict of ledger.conflicts) await investigation.conflict(conflict);
  for (const abnormal of firstOfEach(abnormalEnds, options)) await investigation.abnormalEnd(abnormal);
  return investigation.blame();
}

/** One end of each kind; of those that a baseline knows one of each signature, so that a known end hides no other. */
function firstOfEach(abnormalEnds: readonly AbnormalEnd[], { isKnown }: BlameOptions): Iterable<AbnormalEnd> {
  const first = new Map<string, AbnormalEnd>();
  for (const abnormal of abnormalEnds) {
    const { clause, id } = endSignature(abnormal);
    const key = isKnown?.(clause, id) === true ? `${clause} ${id}` : clause;
    if (!first.has(key)) first.set(key, abnormal);
  }
  return first.values();
}

class Investigation {
  readonly #shrinker: Shrinker;
  readonly #ledger: Ledger;
  readonly #options: BlameOptions;
  readonly #found = new Map<string, Counterexample>();
  readonly #masked = new Map<ClauseId, ClauseId>();
  /** Clauses on the way from one culprit to the next. */
  readonly #underWay = new Set<ClauseId>();

  constructor(target: Target, ledger: Ledger, options: BlameOptions) {
    this.#shrinker = new Shrinker(target, ledger, options);
    this.#ledger = ledger;
    this.#options = options;
  }

  blame(): Blame {
    const counterexamples = [...this.#found.values()].toSorted(
      (a, b) => a.minimized.program.length - b.minimized.program.length,
    );
    return { counterexamples, masked: this.#masked };
  }

  async breach(breach: Breach): Promise<void> {
    const { clause } = breach;
    if (this.#found.has(clause) || !this.#options.selects(clause)) return;
    this.#underWay.add(clause);
    await this.#breach(breach);
    this.#underWay.delete(clause);
  }

  async #breach({ clause, program, source }: Breach): Promise<void> {
    const findingOf = (trace: Trace) => this.#shrinker.findings(trace).find((finding) => finding.clause === clause);
    const minimized = await this.#shrinker.minimize(
      program,
      'breach',
      async (candidate) => findingOf(await this.#shrinker.run(candidate))?.at,
      // A program in which the clause is only masked will not be shown.
      async (candidate) => {
        const finding = findingOf(await this.#shrinker.run(candidate));
        return finding !== undefined && (await this.#culprit(candidate, finding)) === undefined;
      },
    );
    const trace = await this.#shrinker.run(minimized.program);
    const finding = findingOf(trace);
    const shared = { original: program, source, minimized, trace };
    if (finding === undefined) {
      this.#found.set(clause, { kind: 'inconsistent', clause, earlier: program, repeats: false, ...shared });
      return;
    }
    const culprit = await this.#culprit(minimized.program, finding);
    if (culprit === undefined) {
      this.#found.set(clause, { kind: finding.outcome, finding, repeats: true, ...shared });
      return;
    }
    this.#masked.set(clause, culprit.clause);
    await this.breach({ ...culprit, source });
  }

  /**
   * Where the smallest program fails in a way that is known, the clause may be broken in a new way too: each other way in which
   * it was seen to fail is made small by itself, so that a known failure hides none.
   */
  async behindKnown(clause: ClauseId): Promise<void> {
    const { isKnown = () => false } = this.#options;
    const found = this.#found.get(clause);
    if (found === undefined || !('finding' in found)) return;
    const smallest = findingSignature(found.finding).id;
    if (!isKnown(clause, smallest)) return;
    for (const [signature, { program, source }] of this.#ledger.variants(clause)) {
      if (signature === smallest) continue;
      const findingOf = (trace: Trace) =>
        this.#shrinker
          .findings(trace)
          .find((finding) => finding.clause === clause && findingSignature(finding).id === signature);
      const failsAt = async (candidate: Program) => findingOf(await this.#shrinker.run(candidate))?.at;
      const minimized = await this.#shrinker.minimize(program, 'breach', failsAt);
      const trace = await this.#shrinker.run(minimized.program);
      const finding = findingOf(trace);
      if (finding === undefined || (await this.#culprit(minimized.program, finding)) !== undefined) continue;
      const shared = { original: program, source, minimized, trace, repeats: true };
      this.#found.set(`${clause} ${signature}`, { kind: finding.outcome, finding, ...shared });
    }
  }

  async conflict(conflict: Conflict): Promise<void> {
    const { clause, second } = conflict;
    if (this.#found.has(clause) || !this.#options.selects(clause)) return;
    const source = { strategy: 'conflict', index: 0 } as const;
    const answers = await twoAnswers(conflict, this.#shrinker, this.#options.capabilities);
    if (answers.kind === 'in one program') {
      return this.breach({ clause, outcome: 'deviation', program: answers.program, source });
    }
    const { earlier, later: minimized } = answers;
    const trace = await this.#shrinker.run(minimized.program);
    const shared = { original: second, source, minimized, trace, repeats: true };
    this.#found.set(clause, { kind: 'inconsistent', clause, earlier, ...shared });
  }

  async abnormalEnd({ end, program, source }: AbnormalEnd): Promise<void> {
    let repeats = false;
    const isKnown = (ended: Pick<AbnormalEnd, 'end' | 'program'>) =>
      this.#options.isKnown?.(end.kind, endSignature(ended).id) === true;
    const wasKnown = isKnown({ end, program });
    const failsAt = async (candidate: Program) => {
      const trace = await this.#shrinker.run(candidate);
      // A new end is not shrunk to one that is known, behind which it would be gone.
      if (trace.end.kind !== end.kind || isKnown({ end: trace.end, program: candidate }) !== wasKnown) return undefined;
      repeats = true;
      return trace.end.at ?? candidate.length - 1;
    };
    // Each program that hangs costs its deadline, so none are searched for.
    const minimized = await this.#shrinker.minimize(program, end.kind, failsAt, async () => end.kind !== 'timeout');
    const trace = repeats ? await this.#shrinker.run(minimized.program) : { program, responses: [], end };
    const again = trace.end.kind === 'complete' ? end : trace.end;
    const found = { kind: end.kind, end: again, original: program, source, minimized, trace, repeats } as const;
    this.#found.set(`${end.kind} ${signatureOf(found).id}`, found);
  }

  /** Another clause that is broken in a variant of the program; none that this one was blamed for, or blame would go round. */
  async #culprit(program: Program, finding: Finding): Promise<Omit<Breach, 'source'> | undefined> {
    for (const variant of maskingVariants(program, finding, this.#options.capabilities)) {
      const [other] = this.#shrinker.findings(await this.#shrinker.run(variant));
      if (other === undefined || other.clause === finding.clause || this.#underWay.has(other.clause)) continue;
      return { clause: other.clause, outcome: other.outcome, program: variant };
    }
    return undefined;
  }
}
