/** What is done over and over, found in a list of lines, so that it can be told once. */

/** `length` items from `from` on, `times` times in a row; what is not repeated is a round that is made once. */
export interface Round {
  readonly from: number;
  readonly length: number;
  readonly times: number;
}

const LENGTH_MAX = 6;
/** Fewer lines than these are as easily read as what would be said in their place. */
const SPARED_MIN = 3;

/** The items as rounds, in order; none contains an item for which `isApart`, unless it is that one alone. */
export function roundsOf(items: readonly string[], isApart: (at: number) => boolean = () => false): readonly Round[] {
  const rounds: Round[] = [];
  for (let from = 0; from < items.length;) {
    let best: Round = { from, length: 1, times: 1 };
    for (let length = 1; length <= LENGTH_MAX; length += 1) {
      const round = { from, length, times: timesOf(items, from, length, isApart) };
      if (spared(round) >= SPARED_MIN && spared(round) > spared(best)) best = round;
    }
    rounds.push(best);
    from += best.length * best.times;
  }
  return rounds;
}

function spared({ length, times }: Round): number {
  return length * (times - 1);
}

function timesOf(items: readonly string[], from: number, length: number, isApart: (at: number) => boolean): number {
  let end = from;
  const isSame = (at: number) =>
    at < items.length && !isApart(at) && items[at] === items[from + ((at - from) % length)];
  while (isSame(end)) end += 1;
  return Math.max(1, Math.floor((end - from) / length));
}
