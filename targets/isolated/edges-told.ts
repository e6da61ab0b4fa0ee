/** The edges that children told, by the program that first reached them. */
import type { Edge, EdgeCounting, EdgesOfProgram, Program } from '../../harness/target.ts';

/** What a child tells of a run. */
export interface NewEdges {
  /** The call of the last run, from 1, at which the last of them was reached. */
  readonly calls: number;
  /** How far each is from `kmcl_coverage`, in bytes. */
  readonly distances: readonly number[];
}

export class EdgesTold implements EdgeCounting {
  readonly edges: readonly Edge[] | undefined;
  readonly #anchor: number;
  readonly #byProgram = new WeakMap<Program, EdgesOfProgram>();
  /** What the runs under way have reached, and those of their beginnings that are made to find a culprit. */
  #pending: EdgesOfProgram = NONE;
  readonly inBatches = new Set<number>();

  constructor({ anchor, edges }: { readonly anchor: number; readonly edges: readonly Edge[] | undefined }) {
    this.#anchor = anchor;
    this.edges = edges;
  }

  note({ calls, distances }: NewEdges): void {
    const edges = distances.map((distance) => this.#anchor + distance);
    this.#pending = { edges: [...this.#pending.edges, ...edges], calls: Math.max(this.#pending.calls, calls) };
  }

  noteInBatch({ distances }: NewEdges): void {
    for (const distance of distances) this.inBatches.add(this.#anchor + distance);
  }

  /** All that was noted since the program before it is this one's. */
  settle(program: Program | undefined): void {
    if (program === undefined || this.#pending === NONE) return;
    this.#byProgram.set(program, this.#pending);
    this.#pending = NONE;
  }

  reachedBy(program: Program): EdgesOfProgram {
    const reached = this.#byProgram.get(program) ?? NONE;
    this.#byProgram.delete(program);
    return reached;
  }
}

const NONE: EdgesOfProgram = { edges: [], calls: 0 };
