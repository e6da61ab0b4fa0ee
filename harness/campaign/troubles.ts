/** What went wrong in a campaign: told as it is met, kept for what looks at failures afterwards, counted where it may end the run. */
import { findingSignature } from '../judge/finding-signature.ts';
import type { Trace } from '../execute/trace.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { Block } from './block.ts';
import type { WithDefaults } from './campaign-defaults.ts';
import type { CampaignOptions } from './campaign-options.ts';
import type { AbnormalEnd, FailingProgram } from './counterexample.ts';
import type { EndLimits } from './end-limits.ts';
import { FailingAmounts } from './failing-amounts.ts';
import type { RunLog } from './run-log.ts';
import { endSignature } from './signature.ts';

/** So many calls in failing programs of one strategy tell what there is to tell; the next strategy may tell more. */
const FAILING_CALLS_MAX = 2_000;
/** Beside failures that are known there are their echoes in other clauses, which no baseline has. */
const BESIDE_KNOWN_CALLS_MAX = 20_000;

/** So many ends in one place and manner are kept of a run without a last program. Only what a baseline knows ends so often. */
const ENDS_KEPT_MAX = 32;

export class Troubles {
  readonly mishaps: AbnormalEnd[] = [];
  readonly failingAmounts = new FailingAmounts();
  /** Calls in programs of the strategy at hand that failed. */
  failingCalls = 0;
  /** How many are kept of each, where not all are. */
  #endsKept: Map<string, number> | undefined;
  readonly #options: WithDefaults<CampaignOptions>;
  readonly #limits: EndLimits;
  readonly #log: RunLog | undefined;

  constructor(options: WithDefaults<CampaignOptions>, limits: EndLimits, log: RunLog | undefined) {
    this.#options = options;
    this.#limits = limits;
    this.#log = log;
  }

  /** Whether the strategy at hand has failed enough. */
  get areEnough(): boolean {
    return this.failingCalls > (this.#options.isKnown === undefined ? FAILING_CALLS_MAX : BESIDE_KNOWN_CALLS_MAX);
  }

  noteEnd(mishap: AbnormalEnd, trace: Trace): void {
    const { end, program, source } = mishap;
    const { onFailure, isKnown } = this.#options;
    this.#log?.noteFailure(end.kind, program);
    this.#log?.note(program);
    this.#keep(mishap);
    this.failingAmounts.note(program[end.at ?? program.length - 1], undefined);
    onFailure?.({ trace, findings: [], source });
    if (isKnown?.(end.kind, endSignature({ end, program }).id) !== true) this.#limits.countEnd(end);
  }

  /** What the gate lets pass is no reason to end a strategy or the run early, or it would hide what the gate would not. */
  noteFindings(trouble: FailingProgram): void {
    const { onFailure, isKnown = () => false } = this.#options;
    const { findings, trace } = trouble;
    onFailure?.(trouble);
    for (const { clause, call, before } of findings) {
      this.#log?.noteFailure(clause, trace.program);
      this.failingAmounts.note(call, before.offered);
    }
    const fresh = findings.filter((one) => this.#counts(one.clause) && !isKnown(one.clause, findingSignature(one).id));
    if (fresh.length > 0) this.failingCalls += trace.program.length;
    for (const { clause } of fresh) this.#limits.countFailure(clause);
  }

  /** What was seen elsewhere or before. `ledger`: the one to go by. */
  add({ evidence, ends, failingAmounts, failingCalls }: Block, { reading, conflicts }: Ledger): void {
    const { isKnown } = this.#options;
    for (const abnormal of ends) {
      this.mishaps.push(abnormal);
      if (isKnown?.(abnormal.end.kind, endSignature(abnormal).id) !== true) this.#limits.countEnd(abnormal.end);
    }
    for (const failing of failingAmounts) this.failingAmounts.add(failing);
    this.failingCalls += failingCalls;
    const own = evidence.filter((one) => one.reading === reading).flatMap(({ breaches }) => breaches);
    for (const { breach, signature } of own) {
      const { clause } = breach.finding;
      if (this.#counts(clause) && isKnown?.(clause, signature) !== true) this.#limits.countFailure(clause);
    }
    this.noteConflicts(conflicts);
  }

  /** How a baseline would sign one is only known once both of its programs are small. */
  noteConflicts(conflicts: readonly { readonly clause: ClauseId }[]): void {
    if (this.#options.isKnown !== undefined) return;
    for (const { clause } of conflicts) if (this.#counts(clause)) this.#limits.countFailure(clause);
  }

  keepsLittle(): void {
    this.#endsKept = new Map();
  }

  #keep(mishap: AbnormalEnd): void {
    if (this.#endsKept !== undefined) {
      const { id } = endSignature(mishap);
      const kept = this.#endsKept.get(id) ?? 0;
      if (kept >= ENDS_KEPT_MAX) return;
      this.#endsKept.set(id, kept + 1);
    }
    this.mishaps.push(mishap);
  }

  #counts(clause: ClauseId): boolean {
    return this.#options.selects(clause) && this.#options.counts?.(clause) !== false;
  }
}
