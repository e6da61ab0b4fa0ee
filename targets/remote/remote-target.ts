/**
 * A target over any transport: several connections share one queue of runs. What was lost with a connection is run again from a
 * fresh start, and only what fails again, alone, is held against the program.
 */
import {
  type Capability,
  type Program,
  type Target,
  TargetFailure,
  type TargetInfo,
  type Unrepeated,
} from '../../harness/target.ts';
import type { Response } from '../../spec/call.ts';
import { endedOnce, findCulprit, type Outcome, type Run, settle } from '../culprit/find-culprit.ts';
import { Accidents, type Break } from './accidents.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { type ConnectionSlot, newSlot, room } from './connection-slot.ts';
import { asFailure, withGone, withLastSeen } from './lost-peer.ts';
import { patiently } from './patiently.ts';
import type { HelloResult } from './wire/protocol.ts';
import type { Transport } from './transports/transport.ts';

export interface PoolOptions extends ConnectionOptions {
  readonly connections: number;
  readonly repeatsMax: number;
  /** How long a peer that was there is tried again when it has gone, in milliseconds. */
  readonly reconnectMs: number;
  /** Whether it is tried as long before the first run too, since it is being started. */
  readonly isStarting: boolean;
  readonly windowMax: number;
  /** How many accidents in the same words are let pass. */
  readonly sameAccidentsMax?: number | undefined;
}

/** How many failures that did repeat make a wire one to trust. */
const CONFIRMED_MIN = 2;

export class RemoteTarget implements Target {
  readonly info: TargetInfo;
  readonly #transport: Transport;
  readonly #options: PoolOptions;
  readonly #slots: ConnectionSlot[] = [];
  #queue: Run[] = [];
  #answered = 0;
  readonly #accidents: Accidents;
  readonly #hello: HelloResult;
  /** Programs that failed again in every try. */
  #confirmed = 0;
  #dead: TargetFailure | undefined;

  private constructor(transport: Transport, options: PoolOptions, hello: HelloResult) {
    this.#transport = transport;
    this.#options = options;
    this.#accidents = new Accidents(transport, options.sameAccidentsMax);
    this.#hello = hello;
    this.info = {
      name: hello.name,
      version: hello.version,
      capabilities: hello.capabilities as Capability[],
      roomMegabytes: hello.roomMegabytes ?? undefined,
    };
  }

  static async open(transport: Transport, options: PoolOptions): Promise<RemoteTarget> {
    const first = newSlot(options.windowMax);
    // The listener is needed before the target whose name hello tells; nothing can break a connection without it in between.
    let target: RemoteTarget | undefined;
    const open = () =>
      Connection.open(transport, options, {
        room: (answered) => target === undefined || target.#room(first, answered),
        broke: (failure, unanswered, isPassedOver) =>
          target === undefined || target.#broke(first, failure, unanswered, isPassedOver),
      });
    const { connection, hello } = await patiently(options.isStarting ? options.reconnectMs : 0, open);
    target = new RemoteTarget(transport, options, hello);
    first.connection = connection;
    target.#slots.push(first);
    while (target.#slots.length < options.connections) target.#slots.push(newSlot(options.windowMax));
    return target;
  }

  /**
   * What the connections take now, and as much again in the queue. It shrinks with the windows where programs fail: each run
   * that is under way when a target hangs costs its own deadline.
   */
  get runsMax(): number {
    return 2 * this.#slots.reduce((sum, { window }) => sum + window, 0);
  }

  get unrepeated(): readonly Unrepeated[] {
    return this.#accidents.list;
  }

  /** The command is started anew. What is behind an address is not ours to start. */
  get restart(): (() => Promise<void>) | undefined {
    return this.#transport.endsAs === 'crash' ? () => this.#hangUp() : undefined;
  }

  run(program: Program): Promise<readonly Response[]> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    return new Promise((resolve, reject) => {
      this.#queue.push({ program, resolve, reject });
      this.#pump();
    });
  }

  /** Hangs up; the next run calls again. */
  abandon(): void {
    const abandoned = new TargetFailure('crash', 'the run was given up');
    for (const run of this.#queue.splice(0)) run.reject(abandoned);
    void this.#hangUp();
  }

  async #hangUp(): Promise<void> {
    const connections = this.#slots.map(({ connection }) => connection);
    for (const slot of this.#slots) slot.connection = undefined;
    await Promise.all(connections.map((connection) => connection?.close()));
  }

  async close(): Promise<void> {
    this.#die(new TargetFailure('unusable', 'the target was closed'));
    await Promise.all(this.#slots.map((slot) => slot.connection?.close()));
  }

  /** Gives each run to the connection with the most room, so that every connection has its share. */
  #pump(): void {
    for (;;) {
      if (this.#queue.length === 0) return;
      let best: ConnectionSlot | undefined;
      for (const slot of this.#slots) if (room(slot) > (best === undefined ? 0 : room(best))) best = slot;
      if (best === undefined) return;
      if (best.connection === undefined || best.connection.broken) {
        void this.#connect(best);
        continue;
      }
      const run = this.#queue.shift();
      if (run !== undefined) best.connection.send(run);
    }
  }

  #room(slot: ConnectionSlot, answered: number): void {
    this.#answered += answered;
    slot.sinceGrown += answered;
    if (slot.sinceGrown >= slot.window && slot.window < this.#options.windowMax) {
      slot.window = Math.min(this.#options.windowMax, slot.window * 2);
      slot.sinceGrown = 0;
    }
    this.#pump();
  }

  async #connect(slot: ConnectionSlot): Promise<void> {
    slot.busy = true;
    try {
      await this.#open(slot);
    } catch (error) {
      this.#die(asFailure(error));
    }
    slot.busy = false;
    this.#pump();
  }

  /** A connection for this slot, after some patience where the peer was there a moment ago. */
  async #open(slot: ConnectionSlot): Promise<Connection> {
    const open = async () => {
      if (this.#dead !== undefined) throw this.#dead;
      const { connection, hello } = await Connection.open(this.#transport, this.#options, {
        room: (answered) => this.#room(slot, answered),
        broke: (failure, unanswered, isPassedOver) => this.#broke(slot, failure, unanswered, isPassedOver),
      }).catch((error: unknown) => {
        const failure = asFailure(error);
        // That it is not there yet belongs to the break that was before; what it says is another matter.
        if (failure.kind === 'adapter-fault') this.#accidents.note(failure);
        throw failure;
      });
      if (this.#dead !== undefined) {
        // Closed meanwhile: nothing would ever let go of this connection.
        void connection.close();
        throw this.#dead;
      }
      const another = this.#accidents.anotherHello(this.#hello, hello);
      if (another !== undefined) {
        void connection.close();
        this.#die(another);
        throw another;
      }
      if (connection.broken) throw new TargetFailure('unusable', 'the peer broke off right after its hello');
      slot.connection = connection;
      return connection;
    };
    return patiently(this.#options.reconnectMs, open, () => this.#dead !== undefined);
  }

  #broke(slot: ConnectionSlot, failure: TargetFailure, unanswered: readonly Run[], isPassedOver: boolean): void {
    if (slot.connection?.broken === true) slot.connection = undefined;
    if (slot.busy || this.#dead !== undefined) {
      for (const run of unanswered) run.reject(failure);
      return;
    }
    slot.window = Math.max(1, slot.window >> 1);
    slot.sinceGrown = 0;
    const at = { answered: this.#answered, underWay: unanswered.length, isPassedOver };
    void this.#lookInto(slot, failure, unanswered, at);
  }

  /** Runs the suspects again up to the first that is to blame; the others go back into the queue. */
  async #lookInto(slot: ConnectionSlot, failure: TargetFailure, unanswered: readonly Run[], at: Break): Promise<void> {
    slot.busy = true;
    // The run that is late is the oldest; the others only stood behind it.
    const suspects = failure.kind === 'timeout' ? unanswered.slice(0, 1) : unanswered;
    if (suspects.length === 0) this.#endBecause(this.#accidents.stray(failure, at));
    const settled = await this.#settleSuspects(slot, failure, suspects, at);
    this.#queue = [...unanswered.slice(settled), ...this.#queue];
    if (this.#dead !== undefined) this.#die(this.#dead);
    slot.busy = false;
    this.#pump();
  }

  /** Tells how many suspects were settled. */
  async #settleSuspects(
    slot: ConnectionSlot,
    seen: TargetFailure,
    suspects: readonly Run[],
    at: Break,
  ): Promise<number> {
    const findings = findCulprit(suspects, {
      alone: (program) => this.#alone(slot, program),
      // Where programs have failed each time that they were tried, and nothing ever failed that did not fail again, the
      // wire is not in doubt: a second deadline is enough.
      repeats: () => (this.#accidents.isEmpty && this.#confirmed >= CONFIRMED_MIN ? 1 : this.#options.repeatsMax),
      prefixesFirst: (index) => index === 0 && seen.kind !== 'adapter-fault',
      prefixesMsMax: Infinity,
    });
    let settled = 0;
    for await (const finding of findings) {
      settled += 1;
      if (finding.kind === 'confirmed') {
        this.#confirmed += 1;
        const isGone = finding.failure.kind === 'unusable';
        if (isGone) this.#dead = withLastSeen(finding.failure, seen, suspects);
        finding.run.reject(
          isGone && suspects.length === 1 ? withGone(seen, finding.failure) : (this.#dead ?? finding.failure),
        );
        break;
      }
      const isDeath = seen.kind === 'crash' && this.#transport.endsAs === 'crash';
      if (finding.kind === 'not-repeated' && isDeath) {
        finding.run.reject(endedOnce(seen, suspects.length));
        continue;
      }
      settle(finding.run, finding.answer);
      if (finding.kind === 'not-repeated') this.#endBecause(this.#accidents.notRepeated(seen, at));
    }
    return settled;
  }

  /** One run with nothing else on the connection. */
  async #alone(slot: ConnectionSlot, program: Program): Promise<Outcome> {
    let connection: Connection;
    try {
      connection = slot.connection?.broken === false ? slot.connection : await this.#open(slot);
    } catch (error) {
      const failure = asFailure(error);
      this.#die(failure);
      return { kind: 'end', failure };
    }
    return new Promise((resolve) => {
      connection.send({
        program,
        resolve: (answer) => resolve({ kind: 'answer', answer }),
        // Any failure, also one that the connection survives: which of the two it is may be up to the wire.
        reject: (failure) => resolve({ kind: 'end', failure }),
      });
    });
  }

  #endBecause(why: TargetFailure | undefined): void {
    if (why !== undefined) this.#die(why);
  }

  #die(failure: TargetFailure): void {
    this.#dead ??= failure;
    const queue = this.#queue;
    this.#queue = [];
    for (const run of queue) run.reject(this.#dead);
  }
}
