/** Which edges of the implementation a campaign reached, where the target notes them, and the programs that reached new ones. */
import type { Trace } from '../execute/trace.ts';
import type { EdgeCounting, Program } from '../target.ts';
import type { EdgeFacts } from './facts.ts';

export class EdgesReached {
  readonly #counting: EdgeCounting | undefined;
  readonly #reached = new Set<number>();
  /** Of programs that came to their end, the calls that reached edges which none before them had, in the order of the programs. */
  readonly seeds: Program[] = [];

  constructor(counting: EdgeCounting | undefined) {
    this.#counting = counting;
  }

  note({ program, end }: Trace): void {
    if (this.#counting === undefined) return;
    const before = this.#reached.size;
    const { edges, calls } = this.#counting.reachedBy(program);
    for (const edge of edges) this.#reached.add(edge);
    if (this.#reached.size > before && end.kind === 'complete')
      this.seeds.push(calls === 0 ? program : program.slice(0, calls));
  }

  get facts(): EdgeFacts | undefined {
    if (this.#counting === undefined) return undefined;
    const { edges, inBatches } = this.#counting;
    const reached = new Set([...this.#reached, ...(inBatches ?? [])]);
    if (edges === undefined) return { reached: reached.size };
    const unreached = edges.filter(({ address }) => !reached.has(address));
    return { reached: edges.length - unreached.length, unreached };
  }
}

/** Of all parts together no more is unreached than what each of them left. Nothing where one of them does not tell, or tells of another library. */
export function mergedEdges(parts: readonly (EdgeFacts | undefined)[]): EdgeFacts | undefined {
  const [first, ...rest] = parts;
  if (rest.length === 0) return first;
  const total = (part: EdgeFacts | undefined) => part?.unreached && part.reached + part.unreached.length;
  if (first?.unreached === undefined || rest.some((part) => total(part) !== total(first))) return undefined;
  const left = rest.map((part) => new Set(part?.unreached?.map(({ address }) => address)));
  const unreached = first.unreached.filter(({ address }) => left.every((addresses) => addresses.has(address)));
  return { reached: total(first)! - unreached.length, unreached };
}
