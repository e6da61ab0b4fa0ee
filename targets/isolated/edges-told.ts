/** The edges that children told, by the program that first reached them. */
import type { Edge, EdgeCounting, Program } from '../../harness/target.ts';

export class EdgesTold implements EdgeCounting {
  readonly edges: readonly Edge[] | undefined;
  readonly #anchor: number;
  readonly #byProgram = new WeakMap<Program, readonly number[]>();
  /** What the runs under way have reached, and those of their beginnings that are made to find a culprit. */
  #pending: number[] = [];

  constructor({ anchor, edges }: { readonly anchor: number; readonly edges: readonly Edge[] | undefined }) {
    this.#anchor = anchor;
    this.edges = edges;
  }

  note(distances: readonly number[]): void {
    for (const distance of distances) this.#pending.push(this.#anchor + distance);
  }

  /** All that was noted since the program before it is this one's. */
  settle(program: Program | undefined): void {
    if (program === undefined || this.#pending.length === 0) return;
    this.#byProgram.set(program, [...this.reachedBy(program), ...this.#pending]);
    this.#pending = [];
  }

  reachedBy(program: Program): readonly number[] {
    const edges = this.#byProgram.get(program) ?? [];
    this.#byProgram.delete(program);
    return edges;
  }
}
