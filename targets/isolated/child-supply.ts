/** The child processes of one target: the first, those that take the place of one that ended, and a spare one. */
import type { TargetInfo } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { ChildLimits, Ending } from './child-process.ts';
import { IsolatedChild } from './child-process.ts';
import type { GuestSpec } from './guest.ts';

/** Told what a child does, with the child: one that was left may still be on its way to its end. */
export interface SupplyListener {
  onAnswers(child: IsolatedChild, payload: Buffer): void;
  onEnd(child: IsolatedChild, ending: Ending): void;
}

export class ChildSupply {
  readonly #spec: GuestSpec;
  readonly #limits: ChildLimits;
  readonly #restartsMax: number;
  readonly #listener: SupplyListener;
  readonly #living = new Set<IsolatedChild>();
  /** Started ahead once a child has ended: what ends one often ends the next. */
  #spare: Promise<IsolatedChild> | undefined;
  #restarts = 0;

  constructor(spec: GuestSpec, limits: ChildLimits, restartsMax: number, listener: SupplyListener) {
    this.#spec = spec;
    this.#limits = limits;
    this.#restartsMax = restartsMax;
    this.#listener = listener;
  }

  /** Rejects with `unusable` where the guest cannot be hosted. */
  async first(): Promise<{ readonly child: IsolatedChild; readonly info: TargetInfo }> {
    const child = this.#launch();
    const info = await this.#admit(child);
    if (child.stdout === '') return { child, info };
    throw new TargetFailure('unusable', `while it was being loaded, ${noise(this.#spec.noun, child.stdout)}`);
  }

  /** A fresh child, the spare one where there is one. Counts it, and refuses where there were too many. */
  async next(): Promise<IsolatedChild> {
    if (this.#restarts >= this.#restartsMax) {
      throw new TargetFailure('unusable', `${this.#spec.noun} ended ${this.#restarts} processes; no more are started`);
    }
    this.#restarts += 1;
    return this.fresh();
  }

  /** The same where none has ended: it is asked for, and counts against nobody. */
  async fresh(): Promise<IsolatedChild> {
    const spare = await this.#spare;
    const child = spare?.alive ? spare : await this.#ready();
    this.#spare = this.#ready();
    // One that fails to start rejects where it is taken, and nowhere else.
    this.#spare.catch(() => undefined);
    return child;
  }

  killAll(): void {
    for (const child of this.#living) child.kill();
  }

  async close(): Promise<void> {
    this.#spare?.catch(() => undefined);
    this.killAll();
    await Promise.all([...this.#living].map((child) => child.ended));
  }

  async #ready(): Promise<IsolatedChild> {
    const child = this.#launch();
    await this.#admit(child);
    return child;
  }

  #launch(): IsolatedChild {
    const child = new IsolatedChild(this.#spec, this.#limits);
    this.#living.add(child);
    void child.ended.then(() => this.#living.delete(child));
    return child;
  }

  #admit(child: IsolatedChild): Promise<TargetInfo> {
    return child.ready({
      onAnswers: (payload) => this.#listener.onAnswers(child, payload),
      onEnd: (ending) => this.#listener.onEnd(child, ending),
    });
  }
}

export function noise(noun: string, text: string): string {
  return `${noun} wrote to stdout, which a target must leave alone: ${JSON.stringify(text.slice(0, 200))}`;
}
