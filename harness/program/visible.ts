/** Somebody else's words, on one line and without characters that a terminal obeys or that turn the direction of text. */
export function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) =>
    character === '\n' || character === '\t' ? ' ' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
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
