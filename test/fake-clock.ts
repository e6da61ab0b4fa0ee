import type { Clock } from '../harness/execute/deadline.ts';

/** A clock that stands still until it is told to move on. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #planned = new Set<{ readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const plan = { at: this.#now + ms, call };
    this.#planned.add(plan);
    return () => this.#planned.delete(plan);
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#planned].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#planned.delete(next);
      this.#now = next.at;
      next.call();
    }
    this.#now = end;
  }
}
