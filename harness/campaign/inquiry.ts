/**
 * How one failure is looked into: its program made small, its trace taken again, and its blame laid where it belongs. A clause
 * whose smallest program fails without the very event that the clause is about is only the victim of another fault: it is masked, and
 * says nothing about the clause.
 */
import { describeResponse } from '../../spec/answer.ts';
import { Confirmation } from './confirmation.ts';
import type { ConfirmationOptions, Confirmed, ShownAt } from './confirmation.ts';
import type { AbnormalEnd, Counterexample } from './counterexample.ts';
import type { FailingAmounts } from './failing-amounts.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Trace } from '../execute/trace.ts';
import { findingSignature } from '../judge/finding-signature.ts';
import type { Finding } from '../judge/judge.ts';
import type { Breach } from '../judge/breach.ts';
import type { Conflict } from '../judge/choices-shown.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Minimized } from '../minimize/minimize.ts';
import type { Searched } from '../minimize/search-shorter.ts';
import { isWithoutMisuse } from '../program/lifecycle.ts';
import { printCall } from '../program/program.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import type { Program, Target, Unrepeated } from '../target.ts';
import { byWeight } from './investigation.ts';
import type { Investigation } from './investigation.ts';
import { maskingVariants } from './masking.ts';
import { endSignature, signatureOf } from './signature.ts';
import { Shrinker } from './shrinker.ts';
import type { ShrinkerOptions } from './shrinker.ts';
import type { Judged } from './trials.ts';
import { twoAnswers } from './two-answers.ts';
import { mergeUnrepeated, seenOnce } from './unrepeated.ts';
import { vicinityOf } from './vicinity.ts';

export interface BlameOptions extends ShrinkerOptions, ConfirmationOptions {
  readonly selects: (clause: ClauseId) => boolean;
  /** Whether a baseline knows this way of failing, so that another one behind it has to be looked for. */
  readonly isKnown?: (clause: string, signature: string) => boolean;
  /** Where else it went wrong. */
  readonly failingAmounts?: FailingAmounts;
  /** Whether the target is a record of answers, which holds only some of what would make a failure small. */
  readonly isRecord?: boolean;
}

/** A breach, or what was found on the way from one. */
type Objection = Omit<Breach, 'place'>;

export class Inquiry {
  readonly #shrinker: Shrinker;
  readonly #confirmation: Confirmation;
  #unrepeated: Unrepeated[] = [];
  readonly #ledger: Ledger;
  readonly #options: BlameOptions;
  #found = new Map<string, Counterexample>();
  #masked = new Map<ClauseId, ClauseId>();
  /** By clause, what the search among shorter programs came to: programs that fail alike are often made into the same small one. */
  readonly #searched = new Map<ClauseId, Map<string, Searched>>();
  /** Clauses on the way from one culprit to the next. */
  readonly #underWay = new Set<ClauseId>();

  constructor(target: Target, ledger: Ledger, options: BlameOptions) {
    this.#shrinker = new Shrinker(target, ledger, options);
    this.#confirmation = new Confirmation(target, this.#shrinker, options);
    this.#ledger = ledger;
    this.#options = options;
  }

  /** What was found by now is nothing to what comes. */
  beginAnew(): void {
    this.#unrepeated = [];
    this.#found = new Map();
    this.#masked = new Map();
  }

  async result(): Promise<Pick<Investigation, 'masked' | 'found' | 'unrepeated'>> {
    const judged: Judged = {
      run: (program) => this.#shrinker.run(program),
      alone: (program) => this.#confirmation.alone(program),
      findings: (trace) => this.#shrinker.findings(trace),
    };
    const found: [string, Counterexample][] = [];
    // In the order of the report, since what one costs may leave something in the process of the next.
    const byName = new Map([...this.#found].map(([name, one]) => [one, name]));
    for (const one of byWeight(byName.keys()))
      found.push([byName.get(one)!, { ...one, ...(await vicinityOf(one, judged, this.#options)) }]);
    return { found, masked: [...this.#masked], unrepeated: mergeUnrepeated([this.#unrepeated]) };
  }

  async breach(breach: Objection): Promise<void> {
    const { clause } = breach.finding;
    if (this.#found.has(clause) || !this.#options.selects(clause)) return;
    this.#underWay.add(clause);
    await this.#breach(breach);
    this.#underWay.delete(clause);
  }

  async #breach(breach: Objection): Promise<void> {
    const { source } = breach;
    const { clause } = breach.finding;
    const findingOf = (trace: Trace) => this.#shrinker.findings(trace).find((finding) => finding.clause === clause);
    const shownAt: ShownAt = (trace) => findingOf(trace)?.at;
    const isWorthSearching = async (candidate: Program) => {
      // A program in which the clause is only masked will not be shown.
      const finding = findingOf(await this.#shrinker.run(candidate));
      return finding !== undefined && (await this.#culprit(candidate, finding)) === undefined;
    };
    const searched = this.#searched.get(clause) ?? new Map<string, Searched>();
    this.#searched.set(clause, searched);
    const found = await this.#again(breach.trace.program, 'breach', shownAt, isWorthSearching, searched);
    const finding = found && findingOf(found.trace);
    const culprit = finding && (await this.#culprit(found.minimized.program, finding));
    if (culprit !== undefined) {
      this.#masked.set(clause, culprit.finding.clause);
      await this.breach(this.#simplest({ ...culprit, source }));
      return;
    }
    const shown = finding ? found : await this.#confirmation.byHistory(clause, breach.trace.program, shownAt);
    const again = finding ?? (shown && findingOf(shown.trace));
    const original = breach.trace.program;
    if (shown !== undefined && again !== undefined) {
      this.#found.set(clause, { kind: again.outcome, finding: again, original, source, repeats: true, ...shown });
      return;
    }
    this.#seenOnly(breach);
  }

  /** A wrong answer that could not be had again was seen all the same. */
  #seenOnly({ finding, source, trace }: Objection): void {
    const { clause, outcome, call, saw } = finding;
    this.#unrepeated.push(seenOnce('answer', `${clause}: ${printCall(call)} answered ${describeResponse(saw)}`));
    const name = this.#found.has(clause) ? `${clause} ${findingSignature(finding).id}` : clause;
    this.#found.set(name, { kind: outcome, finding, source, ...asSeen(trace) });
  }

  /** The smallest program and its run, if the first one fails again and the smallest does so alone. */
  async #again(
    program: Program,
    budget: 'breach' | AbnormalEnd['end']['kind'],
    shownAt: ShownAt,
    isWorthSearching: (candidate: Program) => Promise<boolean>,
    searched?: Map<string, Searched>,
  ): Promise<Confirmed | undefined> {
    let repeats: boolean | undefined;
    const failsAt = async (candidate: Program) => {
      if (repeats === false) return undefined;
      const at = shownAt(await this.#shrinker.run(candidate));
      repeats ??= at !== undefined;
      return at;
    };
    const minimized = await this.#shrinker.minimize(
      program,
      budget,
      failsAt,
      async (candidate) => repeats === true && (await isWorthSearching(candidate)),
      searched,
    );
    if (repeats !== true) return undefined;
    const trace = await this.#confirmation.alone(minimized.program);
    if (shownAt(trace) === undefined) return undefined;
    return this.#confirmation.smallestAlone({ minimized, trace }, shownAt);
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
    for (const [signature, breach] of this.#ledger.variants(clause)) {
      const { source } = breach;
      const { program } = breach.trace;
      if (signature === smallest) continue;
      const findingOf = (trace: Trace) =>
        this.#shrinker
          .findings(trace)
          .find((finding) => finding.clause === clause && findingSignature(finding).id === signature);
      const failsAt = async (candidate: Program) => findingOf(await this.#shrinker.run(candidate))?.at;
      const minimized = await this.#shrinker.minimize(program, 'breach', failsAt);
      const trace = await this.#shrinker.run(minimized.program);
      const finding = findingOf(trace);
      if (finding === undefined) {
        if (!isKnown(clause, signature)) this.#seenOnly(breach);
        continue;
      }
      if ((await this.#culprit(minimized.program, finding)) !== undefined) continue;
      const shared = { original: program, source, minimized, trace, repeats: true };
      this.#found.set(`${clause} ${signature}`, { kind: finding.outcome, finding, ...shared });
    }
  }

  async conflict(conflict: Conflict): Promise<void> {
    const { clause } = conflict;
    if (this.#found.has(clause) || !this.#options.selects(clause)) return;
    const source = { strategy: 'conflict', index: 0 } as const;
    const answers = await twoAnswers(conflict, this.#shrinker, this.#options.capabilities);
    if (answers.kind === 'in one program') {
      const { finding, trace } = answers;
      return this.breach({ finding, trace, source });
    }
    const { earlier, later: minimized, trace, repeats } = answers;
    const again = { original: conflict.trace.program, minimized, trace, repeats: true } as const;
    if (!repeats) this.#unrepeated.push(seenOnce('answer', `${clause}: the answer was another one once`));
    const shared = { source, ...(repeats ? again : asSeen(conflict.trace)) };
    this.#found.set(clause, { kind: 'inconsistent', clause, earlier, ...shared });
  }

  /**
   * Ends of one kind, up to the first that comes again. A process that died did so, even if it never comes again; what else was seen
   * once may have been the machine's, and is only counted.
   */
  async abnormalEnds(ends: readonly AbnormalEnd[]): Promise<void> {
    const [first] = ends;
    if (first === undefined) return;
    const { kind } = first.end;
    const isKnown = (ended: Pick<AbnormalEnd, 'end' | 'program'>) =>
      this.#options.isKnown?.(kind, endSignature(ended).id) === true;
    const wasKnown = isKnown(first);
    const shownAt: ShownAt = ({ end, program }) => {
      // A new end is not shrunk to one that is known, behind which it would be gone.
      if (end.kind !== kind || isKnown({ end, program }) !== wasKnown) return undefined;
      return end.at ?? program.length - 1;
    };
    // Each program that hangs costs its deadline, so none are searched for.
    const isWorthSearching = async () => kind !== 'timeout';
    for (const abnormal of ends) {
      const found =
        (await this.#again(abnormal.program, kind, shownAt, isWorthSearching)) ??
        (kind === 'crash' && abnormal === first
          ? await this.#confirmation.byHistory(kind, abnormal.program, shownAt)
          : undefined);
      if (found !== undefined) {
        const trace = await this.#shrinker.withAnswersBeforeEnd(
          found.trace,
          found.history?.programs.slice(0, -1) ?? [],
        );
        return this.#foundEnd(abnormal, { ...found, trace });
      }
      this.#unrepeated.push(seenOnce(kind, abnormal.end.message));
    }
    const { end, program, source } = first;
    if (kind !== 'crash') return;
    this.#note({ kind, end, source, ...asSeen({ program, responses: [], end }) });
  }

  #foundEnd({ end, program, source }: AbnormalEnd, found: Confirmed): void {
    const again = found.trace.end.kind === 'complete' ? end : found.trace.end;
    this.#note({ kind: end.kind, end: again, original: program, source, repeats: true, ...found });
  }

  #note(found: Counterexample): void {
    this.#found.set(`${found.kind} ${signatureOf(found).id}`, found);
  }

  /** In a record small programs may lie where no step leads: the simplest one that broke the clause is gone out from. */
  #simplest(culprit: Objection): Objection {
    if (this.#options.isRecord !== true) return culprit;
    const { capabilities } = this.#options;
    const known = this.#ledger.breaches.find(({ finding }) => finding.clause === culprit.finding.clause);
    const [one, other] = [known?.trace.program ?? [], culprit.trace.program];
    const needsMore = isWithoutMisuse(other, capabilities) && !isWithoutMisuse(one, capabilities);
    return known !== undefined && !needsMore && compareSimplicity(one, other) < 0 ? known : culprit;
  }

  /** Another clause that is broken in a variant of the program; none that this one was blamed for, or blame would go round. */
  async #culprit(program: Program, finding: Finding): Promise<Pick<Breach, 'finding' | 'trace'> | undefined> {
    for (const variant of maskingVariants(program, finding, this.#options.capabilities)) {
      const trace = await this.#shrinker.runIfRecorded(variant);
      if (trace === undefined) continue;
      const [other] = this.#shrinker.findings(trace);
      if (other === undefined || other.clause === finding.clause || this.#underWay.has(other.clause)) continue;
      return { finding: other, trace };
    }
    return undefined;
  }
}

/** A run that could not be had again, as it was: nothing was tried to make it small. */
function asSeen(trace: Trace) {
  const spent = { spentPrograms: 0, spentCalls: 0, certifyingCalls: 0, searchCalls: 0 };
  const minimized: Minimized = { program: trace.program, certificate: 'seen once', ...spent };
  return { original: trace.program, minimized, trace, repeats: false } as const;
}
