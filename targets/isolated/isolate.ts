/**
 * A target whose implementation lives in a child process, so that whatever ends the implementation is a finding and
 * never the end of the run.
 *
 * Programs travel in batches. When a child ends in the middle of one, every program that it still owed is a suspect and
 * is run again alone, prefix by prefix, in the child that takes its place (`findCulprit`).
 */
import type { Response } from '../../spec/call.ts';
import { type Program, type Target, TargetFailure, type TargetInfo } from '../../harness/target.ts';
import { decodeResponses } from '../abi/layout.ts';
import { endedOnce, findCulprit, type Outcome, type Run, settle } from '../culprit/find-culprit.ts';
import { UnrepeatedEnds } from '../culprit/unrepeated-ends.ts';
import { blocksOf, ENDED_WELL, NEW_EDGES, receivedEdges, receivedFailure } from './answers.ts';
import { askAtOnce } from './at-once.ts';
import { encodeBatch, takeBatch } from './batch.ts';
import type { Ending, IsolatedChild } from './child-process.ts';
import { ChildSupply, noise } from './child-supply.ts';
import type { EdgesTold } from './edges-told.ts';
import type { GuestSpec } from './guest.ts';
import type { IsolationOptions } from './isolation-options.ts';
import { MEMORY_BYTES_MAX, PREFIX_DEADLINES_MAX, RESTARTS_MAX, RUNS_MAX, WARY_RUNS } from './isolation-options.ts';
import { OwedRuns } from './owed-runs.ts';

/** Rejects with `unusable` where the guest cannot be hosted. */
export async function isolate(spec: GuestSpec, options: IsolationOptions): Promise<Target> {
  const isolated = new Isolated(spec, options);
  return {
    info: await isolated.start(),
    runsMax: RUNS_MAX,
    edgeCounting: isolated.edges,
    run: (program) => isolated.run(program),
    runAtOnce: (programs) => askAtOnce(spec, options, programs),
    get unrepeated() {
      return isolated.unrepeated.list;
    },
    restart: () => isolated.restart(),
    abandon: () => isolated.abandon(),
    close: () => isolated.close(),
  };
}

/** A run that was sent. */
interface OwedRun extends Run {
  /** Where it is run alone: the child ended, or cannot be used any more. Elsewhere that makes suspects. */
  end?(failure: TargetFailure): void;
}

class Isolated {
  readonly #noun: string;
  readonly #deadlineMs: number;
  readonly #supply: ChildSupply;
  readonly #queue: Run[] = [];
  readonly #owed = new OwedRuns<OwedRun>();
  readonly unrepeated = new UnrepeatedEnds();
  readonly edges: EdgesTold | undefined;
  #child: IsolatedChild | undefined;
  /** Meanwhile, nothing else is run. */
  #search: { readonly suspects: readonly Run[] } | undefined;
  #waryRuns = 0;
  /** Why nothing more will be run. */
  #over: TargetFailure | undefined;
  #isStarting = false;
  #pumpPlanned = false;

  constructor(spec: GuestSpec, options: IsolationOptions) {
    this.#noun = spec.noun;
    this.edges = spec.edges;
    this.#deadlineMs = options.deadlineMs;
    const limits = { deadlineMs: options.deadlineMs, memoryBytesMax: options.memoryBytesMax ?? MEMORY_BYTES_MAX };
    this.#supply = new ChildSupply(spec, limits, options.restartsMax ?? RESTARTS_MAX, {
      onAnswers: (child, payload) => this.#receive(child, payload),
      onEnd: (child, ending) => {
        if (child === this.#child) this.#ended(ending);
      },
    });
  }

  async start(): Promise<TargetInfo> {
    try {
      const { child, info } = await this.#supply.first();
      this.#child = child;
      return info;
    } catch (failure) {
      await this.close();
      throw failure;
    }
  }

  run(program: Program): Promise<readonly Response[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ program, resolve, reject });
      this.#planPump();
    });
  }

  /** Its next run begins in a child that has run nothing, and is not run by prefixes before it has ended. */
  async restart(): Promise<void> {
    const child = this.#child;
    this.#leave();
    this.#waryRuns = 0;
    child?.kill();
    await this.#take(() => this.#supply.fresh());
  }

  /** What is under way dies with its child; what comes next begins in a fresh one. */
  abandon(): void {
    const child = this.#child;
    this.#rejectAll(new TargetFailure('crash', 'the run was given up'));
    child?.kill();
  }

  async close(): Promise<void> {
    this.#over ??= new TargetFailure('unusable', 'the target was closed');
    await this.#supply.close();
    this.#rejectAll(this.#over);
  }

  /** After all that is about to be asked in this turn has been asked, so that it travels together. */
  #planPump(): void {
    if (this.#pumpPlanned) return;
    this.#pumpPlanned = true;
    process.nextTick(() => {
      this.#pumpPlanned = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#over !== undefined) {
      this.#rejectAll(this.#over);
      this.#supply.killAll();
      return;
    }
    if (this.#isStarting || this.#search !== undefined) return;
    const child = this.#child;
    if (child === undefined) {
      if (this.#queue.length > 0) void this.#take(() => this.#supply.next());
      return;
    }
    if (this.#waryRuns > 0 && this.#queue.length === 1 && this.#owed.isEmpty) {
      this.#waryRuns -= 1;
      void this.#findCulprit(this.#queue.splice(0));
      return;
    }
    while (this.#queue.length > 0 && this.#owed.hasRoom) this.#send(child, takeBatch(this.#queue));
    if (this.#owed.isEmpty) child.rest();
  }

  #send(child: IsolatedChild, asked: readonly OwedRun[]): void {
    const { runs, refused, bytes } = encodeBatch(asked);
    for (const { run, error } of refused) {
      run.reject(new TargetFailure('adapter-fault', `not a program that the contract can carry: ${error.message}`));
    }
    if (runs.length === 0) {
      this.#planPump();
      return;
    }
    this.#owed.add(runs);
    child.send(bytes);
  }

  #receive(child: IsolatedChild, payload: Buffer): void {
    // What the implementation wrote before these answers has been read by the time that this phase is over.
    setImmediate(() => {
      if (child !== this.#child) return;
      const complaint = child.stdout === '' ? this.#settled(child, payload) : noise(this.#noun, child.stdout);
      if (complaint !== undefined) {
        this.#ended({ kind: 'adapter-fault', message: complaint });
        child.kill();
      }
      this.#planPump();
    });
  }

  /** What is wrong with the answers, where they are none: somebody else can have written to the pipe. */
  #settled(child: IsolatedChild, payload: Buffer): string | undefined {
    try {
      this.#settleAll(child, payload);
      return undefined;
    } catch (error) {
      return `${this.#noun} wrote what are no answers to the pipe of the harness: ${(error as Error).message}`;
    }
  }

  #settleAll(child: IsolatedChild, payload: Buffer): void {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    // Not a Buffer, whose slices would keep the whole payload alive for the sake of one offer.
    const plain = new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength);
    let run: OwedRun | undefined;
    for (const { kind, at, end } of blocksOf(payload)) {
      if (kind === NEW_EDGES) {
        this.edges?.note(receivedEdges(payload.subarray(at, end)));
        if (run?.end === undefined) this.edges?.settle(run?.program);
        continue;
      }
      run = this.#owed.takeOldest();
      if (kind === ENDED_WELL) {
        try {
          run.resolve(decodeResponses(run.program.length, plain, view, at));
        } catch (error) {
          run.reject(error as TargetFailure);
        }
      } else {
        const { failure, tainted } = receivedFailure(payload.subarray(at, end));
        if (tainted) {
          this.#leaveTainted(child, run, failure);
          return;
        }
        run.reject(failure);
      }
    }
  }

  /** The child can no longer be trusted: what it still owes is run elsewhere, and what it answers does not count. */
  #leaveTainted(child: IsolatedChild, run: OwedRun, failure: TargetFailure): void {
    this.#queue.unshift(...this.#leave());
    child.kill();
    if (run.end === undefined) run.reject(failure);
    else run.end(failure);
  }

  /** The child ended by itself, or was ended by its deadline. With nothing owed there is no suspect. */
  #ended(ending: Ending): void {
    if (this.#over !== undefined) return;
    const owed = this.#leave();
    this.#waryRuns = WARY_RUNS;
    const [run] = owed;
    if (run?.end !== undefined) run.end(new TargetFailure(ending.kind, ending.message));
    else if (owed.length > 0) void this.#findCulprit(owed, ending);
    else this.unrepeated.note(ending.kind, ending.message);
    this.#planPump();
  }

  /** No longer looks at the present child. Gives what it owed. */
  #leave(): OwedRun[] {
    this.#child = undefined;
    return this.#owed.takeAll();
  }

  async #take(next: () => Promise<IsolatedChild>): Promise<void> {
    this.#isStarting = true;
    try {
      this.#child = await next();
    } catch (failure) {
      this.#over ??= failure as TargetFailure;
    }
    this.#isStarting = false;
    this.#planPump();
  }

  /** `seen` is absent where nothing has ended yet, and the one suspect is only likely to. */
  async #findCulprit(suspects: readonly Run[], seen?: Ending): Promise<void> {
    const search = { suspects };
    this.#search = search;
    const findings = findCulprit(suspects, {
      alone: (program) => this.#alone(program, search),
      // What is in this process's own pipes does not get lost: once is enough.
      repeats: () => 1,
      prefixesFirst: () => true,
      prefixesMsMax: this.#deadlineMs * PREFIX_DEADLINES_MAX,
    });
    try {
      for await (const finding of findings) {
        const { run } = finding;
        this.edges?.settle(run.program);
        if (finding.kind === 'confirmed') run.reject(finding.failure);
        else if (finding.kind === 'cleared' || seen === undefined || finding.answer instanceof TargetFailure) {
          settle(run, finding.answer);
        } else if (seen.kind === 'crash') run.reject(endedOnce(seen, suspects.length));
        else {
          this.unrepeated.note(seen.kind, seen.message);
          settle(run, finding.answer);
        }
      }
    } catch (failure) {
      for (const run of suspects) run.reject(failure as TargetFailure);
    }
    if (this.#search === search) this.#search = undefined;
    this.#planPump();
  }

  async #alone(program: Program, search: object): Promise<Outcome> {
    if (this.#child === undefined && this.#search === search) await this.#take(() => this.#supply.next());
    const child = this.#child;
    if (this.#over !== undefined) throw this.#over;
    if (this.#search !== search || child === undefined) throw new TargetFailure('crash', 'the search was given up');
    return new Promise((resolve) => {
      const answered = (answer: readonly Response[] | TargetFailure): void => resolve({ kind: 'answer', answer });
      const end = (failure: TargetFailure): void => resolve({ kind: 'end', failure });
      this.#send(child, [{ program, resolve: answered, reject: answered, end }]);
    });
  }

  /** Runs that were settled already stay as they are. */
  #rejectAll(failure: TargetFailure): void {
    const suspects = this.#search?.suspects ?? [];
    this.#search = undefined;
    for (const run of [...this.#leave(), ...suspects, ...this.#queue.splice(0)]) run.reject(failure);
  }
}
