/**
 * What went wrong between two ends and did not again: an accident at first, and from the third of the same words on the adapter's own
 * doing. A run may then say what it is and end, instead of going on from one new connection to the next.
 */
import { TargetFailure, type Unrepeated } from '../../harness/target.ts';
import { UnrepeatedEnds } from '../culprit/unrepeated-ends.ts';
import type { HelloResult } from './wire/protocol.ts';
import type { Transport } from './transports/transport.ts';

/** So many of the same words are an accident where nobody says otherwise. */
const ACCIDENTS_MAX = 2;
/** Connections that may break with nothing to blame, beside one in `RUNS_A_STRAY` runs: more, and no answer is worth anything. */
const STRAYS_MAX = 20;
const RUNS_A_STRAY = 10;

export class Accidents {
  readonly #endsAs: Transport['endsAs'];
  readonly #sameMax: number;
  readonly #seen = new UnrepeatedEnds();
  #strays = 0;

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

  /** A connection could not be made, which says nothing of what comes over it. */
  note(failure: TargetFailure): number {
    return this.#seen.note(this.#kindOf(failure), failure.message);
  }

  /** Runs failed with the connection, and were answered when each was run again alone. Gives why to go on no more, if so. */
  notRepeated(failure: TargetFailure): TargetFailure | undefined {
    const times = this.note(failure);
    // A process of ours that died is a crash of its own, and told as that.
    if (this.#kindOf(failure) === 'crash' || times <= this.#sameMax) return undefined;
    this.#seen.asDefect(this.#kindOf(failure), failure.message);
    const again = `${times} times in words alike, and answered each time that the same was asked again`;
    return new TargetFailure('unusable', `${again}: ${failure.message}; ${TOLERATED}`, { cause: failure });
  }

  /** A connection broke with no run under way: no program is to blame. Gives why to go on no more, if so. */
  stray(failure: TargetFailure, answered: number): TargetFailure | undefined {
    if (failure.kind === 'adapter-fault') return this.notRepeated(failure);
    this.#strays += 1;
    this.note(failure);
    if (this.#strays <= STRAYS_MAX + answered / RUNS_A_STRAY) return undefined;
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

  #kindOf({ kind }: TargetFailure): Unrepeated['kind'] {
    return kind === 'crash' ? this.#endsAs : kind === 'unusable' ? 'connection' : kind;
  }
}

const TOLERATED = 'where the link is to blame, --tolerate-flaky N goes on up to so many';

function spelled({ name, version, capabilities }: HelloResult): string {
  return `${name} ${version} (${[...new Set(capabilities)].toSorted().join(', ')})`;
}
