/**
 * What went wrong between two ends and did not again: an accident at first, and from the third of the same words on the adapter's own
 * doing, where no link does such a thing. A run may then say what it is and end, instead of going on from one new connection to the next.
 *
 * A garbled answer is no link's doing, since what carries it has checksums; nor is a run that was passed over on a stream. A cut and a silence
 * can be, and are the adapter's only where they come by the run and not by the clock.
 */
import { TargetFailure, type Unrepeated } from '../../harness/target.ts';
import { UnrepeatedEnds } from '../culprit/unrepeated-ends.ts';
import { type BreakPlace, RunPeriod } from './run-period.ts';
import type { HelloResult } from './wire/protocol.ts';
import type { Transport } from './transports/transport.ts';

/** So many of the same words are an accident where nobody says otherwise. */
const ACCIDENTS_MAX = 2;
/** Connections that may break with nothing to blame, beside one in `RUNS_A_STRAY` runs: more, and no answer is worth anything. */
const STRAYS_MAX = 20;
const RUNS_A_STRAY = 10;

export interface Break extends BreakPlace {
  /** The run that is missing was passed over on a stream; see `Connection`. */
  readonly isPassedOver: boolean;
}

export class Accidents {
  readonly #endsAs: Transport['endsAs'];
  readonly #sameMax: number;
  readonly #seen = new UnrepeatedEnds();
  #strays = 0;
  readonly #periods = { crash: new RunPeriod(), timeout: new RunPeriod() };

  /** `sameMax`: how many of the same words are let pass; two where absent. */
  constructor({ endsAs }: Pick<Transport, 'endsAs'>, sameMax = ACCIDENTS_MAX) {
    this.#endsAs = endsAs;
    this.#sameMax = Math.max(ACCIDENTS_MAX, sameMax);
  }

  get list(): readonly Unrepeated[] {
    return this.#seen.list;
  }

  get isEmpty(): boolean {
    return this.#seen.total === 0;
  }

  /** Counts it, and gives how often these words were heard by now. */
  note(failure: TargetFailure): number {
    return this.#seen.note(this.#kindOf(failure), failure.message);
  }

  /** Runs failed with the connection, and were answered when each was run again alone. Gives why to go on no more, if so. */
  notRepeated(failure: TargetFailure, at: Break): TargetFailure | undefined {
    const times = this.note(failure);
    const cause = this.#causeIn(failure, at);
    // A process of ours that died is a crash of its own, and told as that.
    if (this.#kindOf(failure) === 'crash' || times <= this.#sameMax || cause === undefined) return undefined;
    this.#seen.asDefect(this.#kindOf(failure), failure.message);
    const again = `${times} times in words alike${cause}, and answered each time that the same was asked again`;
    return new TargetFailure('unusable', `${again}: ${failure.message}; ${TOLERATED}`, { cause: failure });
  }

  /** A connection broke with no run under way: no program is to blame. Gives why to go on no more, if so. */
  stray(failure: TargetFailure, at: Break): TargetFailure | undefined {
    if (failure.kind === 'adapter-fault') return this.notRepeated(failure, at);
    this.#strays += 1;
    this.note(failure);
    if (this.#strays <= STRAYS_MAX + at.answered / RUNS_A_STRAY) return undefined;
    const words = `the target broke off ${this.#strays} times with no run under way; at last: ${failure.message}`;
    return new TargetFailure(failure.kind === 'crash' ? 'unusable' : failure.kind, words, { cause: failure });
  }

  /** Another target answers than did before. Gives why to go on no more, if so. */
  anotherHello(first: HelloResult, now: HelloResult): TargetFailure | undefined {
    if (spelled(first) === spelled(now)) return undefined;
    const words = `${spelled(now)} answers hello where ${spelled(first)} did; all connections must lead to one target`;
    this.#seen.note('defect', words);
    return new TargetFailure('unusable', words);
  }

  /** What makes it the adapter's, in words; nothing where a link may be to blame. */
  #causeIn({ kind }: TargetFailure, at: Break): string | undefined {
    if (kind !== 'crash' && kind !== 'timeout') return '';
    const period = this.#periods[kind];
    period.note(at);
    if (at.isPassedOver) return ', while later runs were answered';
    return period.runs === undefined ? undefined : `, after about ${period.runs} runs each time`;
  }

  #kindOf({ kind }: TargetFailure): Unrepeated['kind'] {
    return kind === 'crash' ? this.#endsAs : kind === 'unusable' ? 'connection' : kind;
  }
}

const TOLERATED = 'where the link is to blame, --tolerate-flaky N goes on up to so many';

function spelled({ name, version, capabilities }: HelloResult): string {
  return `${name} ${version} (${[...new Set(capabilities)].toSorted().join(', ')})`;
}
