/**
 * A strategy's programs, cut into blocks by their numbers: always at the same places, each block half or a third as long as all before
 * it. Only behind a block a strategy ends early because enough of it has failed, so that parts of a run, put together, can tell
 * where the whole run would have ended.
 */
const FIRST_END = 8;

/** Behind which program the block of this program ends: 8, 12, 16, 24, 32, 48, ... */
export function blockEnd(index: number): number {
  if (index < FIRST_END) return FIRST_END;
  const power = 2 ** Math.floor(Math.log2(index));
  return index < power * 1.5 ? power * 1.5 : power * 2;
}
