/** One strategy, block by block: what is known of it already is added, what is run is handed over, and behind a block it may end early. */
import type { Block } from './block.ts';
import { blockEnd } from './blocks.ts';
import type { CampaignRecord } from './campaign-record.ts';

export class BlockByBlock {
  readonly #strategy: string;
  readonly #record: CampaignRecord;
  readonly #handOver: ((block: Block) => void) | undefined;
  readonly #known: readonly Block[];
  #takenTo = 0;
  /** Behind the last program that was counted. */
  #reached = 0;
  #takenAt = performance.now();
  #end = blockEnd(0);
  /** Whether so much has failed by the end of a block that the rest would tell nothing new. */
  isEnough = false;

  /** `known`: of any strategies, what was run before or elsewhere. */
  constructor(
    strategy: string,
    record: CampaignRecord,
    known: readonly Block[],
    handOver: ((block: Block) => void) | undefined,
  ) {
    this.#strategy = strategy;
    this.#record = record;
    this.#handOver = handOver;
    this.#known = known.filter((block) => block.strategy === strategy);
  }

  /** The first program that is not known. */
  get from(): number {
    return this.#takenTo;
  }

  /** What it was said to guarantee when it ended. */
  get guaranteed(): { readonly guarantee?: string; readonly isLeftOut?: true } {
    const { guarantee, isLeftOut } = this.#known.find((block) => block.guarantee !== undefined) ?? {};
    return { ...(guarantee === undefined ? {} : { guarantee }), ...(isLeftOut === true ? { isLeftOut } : {}) };
  }

  /** Adds what is known, as far as the strategy would have been run. Whether there is nothing left to run. */
  addKnown(): boolean {
    const ends = [...new Set(this.#known.map(({ to }) => blockEnd(to - 1)))].toSorted((a, b) => a - b);
    for (const end of ends) {
      for (const block of this.#known) if (blockEnd(block.to - 1) === end) this.#add(block);
      if (this.#record.troubles.areEnough && end !== ends.at(-1)) this.isEnough = true;
      if (this.isEnough) return true;
    }
    this.#end = blockEnd(Math.max(0, this.#takenTo - 1));
    return this.#known.some(({ isLast }) => isLast === true);
  }

  #add(block: Block): void {
    this.#record.add(block);
    this.#takenTo = Math.max(this.#takenTo, block.to);
  }

  /** Before programs up to `last` are counted: whether they are not to be, since the strategy ends with the block before them. */
  reaches(index: number, last = index): boolean {
    if (index >= this.#end) {
      this.#take({ to: this.#end });
      this.#end = blockEnd(index);
      this.isEnough = this.#record.troubles.areEnough;
      if (this.isEnough) return true;
    }
    this.#reached = Math.max(this.#reached, last + 1);
    return false;
  }

  /** Now and then, behind a program that was counted. */
  pauses(index: number, msMax: number): void {
    if (performance.now() - this.#takenAt >= msMax) this.#take({ to: index + 1 });
  }

  /** `isLast`: it came to its end. */
  ends(end: Required<Pick<Block, 'guarantee' | 'isLast'>> & Pick<Block, 'isLeftOut'>): void {
    this.#take({ ...end, to: Math.max(this.#reached, this.#takenTo) });
  }

  #take(end: Pick<Block, 'to' | 'guarantee' | 'isLast' | 'isLeftOut'>): void {
    if (this.#handOver === undefined) return;
    this.#handOver(this.#record.take({ strategy: this.#strategy, from: this.#takenTo, ...end }));
    this.#takenTo = end.to;
    this.#takenAt = performance.now();
  }
}
