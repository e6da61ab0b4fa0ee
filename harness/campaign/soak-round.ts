/**
 * Which round of a soak a program came from, and its seed: with it, a tier draws the same programs.
 */
import type { Source } from '../generate/generate.ts';

/** Counted from 1. `seed`: what `--seed` takes to draw the same programs in a tier of its own. */
export interface Round {
  readonly number: number;
  readonly seed: number;
}

/** Where a program of a soak came from: its number among those of its strategy in this round. */
export interface RoundSource extends Source {
  readonly round: Round;
}

/** An odd number: the golden ratio's share of 2^32, so that seeds that follow each other have few bits in common. */
const STEP = 0x9e37_79b1;

/**
 * The round with this number, from 1, of a campaign with this seed. A multiple of an odd number, modulo 2^31: the first 2^31 - 1 rounds have
 * each a seed of its own, and none has that of the campaign. Programs that were run twice would tell nothing new, and a situation that is
 * met again because its program is run again would be taken for a common one.
 */
export function roundOf(campaignSeed: number, number: number): Round {
  return { number, seed: (campaignSeed + Math.imul(number, STEP)) & 0x7fff_ffff };
}

/** The round that a program came from, where it is one of a soak. */
export function roundIn(source: Source | RoundSource): { readonly round?: Round } {
  return 'round' in source ? { round: source.round } : {};
}

/** As a sentence goes on behind what drew a program; nothing where that was no soak. */
export function roundWords(source: Source | RoundSource | { readonly round?: Round | undefined }): string {
  return 'round' in source && source.round !== undefined
    ? ` in round ${source.round.number} of the soak, of seed ${source.round.seed}`
    : '';
}
