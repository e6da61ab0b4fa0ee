/** Globs over names: `*` is any text, `?` any one character. */

/** Goes back to the last star only, which is enough, and takes no more steps than the two lengths multiplied. */
export function matchesGlob(glob: string, text: string): boolean {
  let [inGlob, inText] = [0, 0];
  let star: { readonly inGlob: number; readonly inText: number } | undefined;
  while (inText < text.length) {
    if (glob[inGlob] === '*') {
      star = { inGlob, inText };
      inGlob += 1;
    } else if (glob[inGlob] === '?' || glob[inGlob] === text[inText]) {
      inGlob += 1;
      inText += 1;
    } else if (star !== undefined) {
      star = { ...star, inText: star.inText + 1 };
      [inGlob, inText] = [star.inGlob + 1, star.inText];
    } else return false;
  }
  while (glob[inGlob] === '*') inGlob += 1;
  return inGlob === glob.length;
}
