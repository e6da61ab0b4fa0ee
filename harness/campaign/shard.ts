/** One part of several: the programs whose number leaves `index` when divided by `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}
