/**
 * Somebody else's words, on one line and without characters that a terminal obeys or that turn the direction of text, and without
 * what GitHub's runner obeys in a log: `::` where a line can begin, and `##[` anywhere.
 */
export function visible(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- they are what is looked for
      .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) =>
        character === '\n' || character === '\t' ? ' ' : escaped(character),
      )
      .replace(/(?<!\S):(?=:)|#(?=#\[)/g, escaped)
  );
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** JSON for a log: the same value, and no `##[` in its text. */
export function logJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll('##[', String.raw`\u0023#[`);
}

/** The same for a text of ours in which their words stand: its lines stay lines. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** The beginning of somebody else's words, for a message that quotes them. */
export function excerpt(text: string, charactersMax = 120): string {
  const isShort = text.length <= charactersMax;
  return visible(isShort ? text : `${text.slice(0, charactersMax)}...`);
}
