/** Files damaged as a stranger or a bad disk would, from a seed: bytes, words and brackets. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

/** A whole number from 0 to below `count`. */
export type Draw = (count: number) => number;

export function drawFrom(seed: number): Draw {
  const generator = xoroshiro128plus(seed);
  return (count) => uniformInt(generator, 0, Math.max(0, count - 1));
}

const INSERTED = [
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u202e',
  '\0',
  '\r',
  '\n',
  '\uFEFF',
  '"',
  "'",
  '\\',
  '\\u001b[31m',
  '[',
  ']',
  '{',
  '}',
  '['.repeat(5_000),
  '{"a":'.repeat(5_000),
  '- '.repeat(2_000),
  '*a',
  '&a ',
  ': ',
  ',',
  '#',
  '-1',
  '1e999',
  '9'.repeat(400),
  '0.5',
  'null',
  'true',
  '"__proto__":1,',
  '__proto__',
  'constructor',
  '../../../../tmp/x',
  'x'.repeat(100_000),
] as const;

const WORD = /[A-Za-z0-9_.-]+|[^A-Za-z0-9_.-]/g;

/** One to four damages, each to what the one before left. */
export function mutated(good: Buffer, draw: Draw): Buffer {
  let bytes = good;
  for (let left = 1 + draw(4); left > 0; left -= 1) bytes = MUTATIONS[draw(MUTATIONS.length)]!(bytes, draw);
  return bytes;
}

const MUTATIONS: readonly ((bytes: Buffer, draw: Draw) => Buffer)[] = [
  function flipBit(bytes, draw) {
    const at = draw(bytes.length);
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at]! ^= 1 << draw(8);
    return copy;
  },
  (bytes, draw) => bytes.subarray(0, draw(bytes.length)),
  function cutOut(bytes, draw) {
    const [from, length] = [draw(bytes.length), draw(40)];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
  },
  function repeat(bytes, draw) {
    const [from, length] = [draw(bytes.length), draw(200)];
    const to = from + length;
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)]);
  },
  function splice(bytes, draw) {
    const [from, length, to] = [draw(bytes.length), draw(200), draw(bytes.length)];
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, from + length), bytes.subarray(to)]);
  },
  function insert(bytes, draw) {
    const at = draw(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(INSERTED[draw(INSERTED.length)]!), bytes.subarray(at)]);
  },
  function replaceWord(bytes, draw) {
    const words = bytes.toString('latin1').match(WORD) ?? [];
    if (words.length > 0) words[draw(words.length)] = Buffer.from(INSERTED[draw(INSERTED.length)]!).toString('latin1');
    return Buffer.from(words.join(''), 'latin1');
  },
  function otherWord(bytes, draw) {
    const words = bytes.toString('latin1').match(WORD) ?? [];
    if (words.length > 0) words[draw(words.length)] = words[draw(words.length)]!;
    return Buffer.from(words.join(''), 'latin1');
  },
];
