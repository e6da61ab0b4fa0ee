/** Each choice of `count` of them, in their order. */
export function* combinations<T>(all: readonly T[], count: number, from = 0): Generator<readonly T[]> {
  if (count === 0) yield [];
  else
    for (let at = from; at <= all.length - count; at += 1)
      for (const rest of combinations(all, count - 1, at + 1)) yield [all[at]!, ...rest];
}
