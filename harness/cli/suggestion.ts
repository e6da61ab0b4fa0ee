/**
 * What was most likely meant by a name that there is not.
 */
import leven, { closestMatch } from 'leven';

/** A beginning of fewer letters says too little. */
const BEGINNING_MIN = 4;

/** The nearest of the names, whatever its case: at most two letters in five apart, and three at most; else one that begins so. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const plain = word.toLowerCase();
  const maxDistance = Math.min(3, Math.ceil(word.length * 0.4));
  const near = closestMatch(
    plain,
    names.map((name) => name.toLowerCase()),
    { maxDistance },
  );
  return names.find((name) => {
    const lower = name.toLowerCase();
    return near === undefined ? plain.length >= BEGINNING_MIN && lower.startsWith(plain) : lower === near;
  });
}

/** For the end of a message that names what there is; nothing where nothing is near. */
export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}

/** The nearest so many, however far off. */
export function nearestOf(word: string, names: readonly string[], count: number): readonly string[] {
  return names.toSorted((a, b) => leven(word, a) - leven(word, b)).slice(0, count);
}
