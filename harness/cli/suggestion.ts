/**
 * What was most likely meant by a name that there is not.
 */
import { closestMatch } from 'leven';

/** The nearest of the names, whatever its case: at most two letters in five apart, and three at most. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const plain = word.toLowerCase();
  const maxDistance = Math.min(3, Math.ceil(word.length * 0.4));
  const near = closestMatch(
    plain,
    names.map((name) => name.toLowerCase()),
    { maxDistance },
  );
  return near === undefined ? undefined : names.find((name) => name.toLowerCase() === near);
}

/** For the end of a message that names what there is; nothing where nothing is near. */
export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}
