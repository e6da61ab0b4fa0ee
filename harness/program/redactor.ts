/** Keeps a secret out of everything that comes back: a peer may echo what it was sent, spelled as it likes. */

/** A text may have been quoted in another one, and again: so many backslashes stand for one then. */
const BACKSLASHES = String.raw`\\{1,4}`;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };
const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/**
 * What writes `[redacted]` for the secret, in plain text and with any of its characters escaped as JSON, URLs or HTML have it. A text
 * is given to it before it is cut short, or half a secret would be left.
 */
export function redactor(secret: string): (text: string) => string {
  const pattern = new RegExp(Array.from(secret, spellings).join(''), 'g');
  return (text) => text.replace(pattern, '[redacted]');
}

function spellings(character: string): string {
  const hex = Array.from({ length: character.length }, (_, at) => hexOf(character.charCodeAt(at), 4));
  const named = NAMED_ENTITIES[character];
  const short = SHORT_ESCAPES[character] ?? (/[\w]/.test(character) ? undefined : literally(character));
  // What begins like the character itself stands before it.
  const forms = [
    hex.map((digits) => `${BACKSLASHES}u${digits}`).join(''),
    ...(short === undefined ? [] : [`${BACKSLASHES}${short}`]),
    [...Buffer.from(character)].map((byte) => `%${hexOf(byte, 2)}`).join(''),
    `&#0*${character.codePointAt(0)};`,
    `&#[xX]0*${hexOf(character.codePointAt(0) ?? 0, 1)};`,
    ...(named === undefined ? [] : [`&${named};`]),
    literally(character),
  ];
  return `(?:${forms.join('|')})`;
}

/** In either case. */
function hexOf(number: number, digits: number): string {
  return Array.from(number.toString(16).padStart(digits, '0'), (digit) =>
    /[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit,
  ).join('');
}

function literally(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`);
}
