/** The complaint about a name that does not exist: what there is, and what was most likely meant. */
export function unknownName(what: string, word: string, names: readonly string[]): Error {
  const near = closest(word, names);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return new Error(`There is no ${what} "${word}".${hint} There is: ${names.join(', ')}.`);
}

/** The name that was most likely meant; none where nothing is near. */
function closest(word: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.ceil(word.length / 2));
  for (const name of names) {
    const distance = editDistance(word, name);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** How many letters have to be put in, left out or changed, after Levenshtein: one row of the table at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
