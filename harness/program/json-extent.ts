/** How far a JSON text reaches, before it is parsed: what is deep enough ends every recursion over it, that of `JSON.stringify` too. */

/** Deeper than anything that the suite or an adapter writes, and shallow enough for every recursion over it. */
export const JSON_DEPTH_MAX = 64;

/** How deep the brackets outside of strings are nested, and how many commas and brackets there are. */
export function jsonExtent(text: string): { readonly depth: number; readonly values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = closingQuote(text, at);
        break;
      case 0x5b:
      case 0x7b:
        depth += 1;
        values += 1;
        deepest = Math.max(deepest, depth);
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        break;
      case 0x2c:
        values += 1;
        break;
      default:
        break;
    }
  }
  return { depth: deepest, values };
}

/** Where a string ends; the end of the text where it does not. Most of a message is strings, so they are passed over in one step. */
function closingQuote(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}
