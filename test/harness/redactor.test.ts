/** A token does not come back, however a peer spells it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactor } from '../../harness/program/redactor.ts';

const TOKEN = 's3c/re"t+&=';

const HEX = (character: string, digits = 4) => character.charCodeAt(0).toString(16).padStart(digits, '0');
const all = (spell: (character: string) => string) => Array.from(TOKEN, spell).join('');

test.each([
  ['as it is', TOKEN],
  ['as JSON', JSON.stringify(TOKEN).slice(1, -1)],
  ['as JSON within JSON', JSON.stringify(JSON.stringify(TOKEN)).slice(3, -3)],
  ['with an escaped slash', TOKEN.replace('/', String.raw`\/`)],
  ['with one escaped letter', TOKEN.replace('s', String.raw`\u0073`)],
  ['with every character escaped', all((character) => String.raw`\u` + HEX(character))],
  ['in upper case hexadecimal', all((character) => String.raw`\u` + HEX(character).toUpperCase())],
  ['escaped twice', all((character) => String.raw`\\u` + HEX(character))],
  ['as a part of a URL', encodeURIComponent(TOKEN)],
  ['with every byte in per cent', all((character) => `%${HEX(character, 2)}`)],
  ['as HTML', TOKEN.replace('&', '&amp;').replace('"', '&quot;')],
  ['as numbers of HTML', all((character) => `&#${character.charCodeAt(0)};`)],
  ['as hexadecimal numbers of HTML', all((character) => `&#x0${HEX(character, 2)};`)],
])('%s', (_, spelled) => {
  expect(redactor(TOKEN)(`before ${spelled} after, ${spelled}`)).toBe('before [redacted] after, [redacted]');
});

test('any token, each character spelled in any way', () => {
  const spelling = fc.constantFrom(
    (character: string) => JSON.stringify(character).slice(1, -1),
    (character: string) => character,
    (character: string) => String.raw`\u` + HEX(character),
    (character: string) => `%${HEX(character, 2)}`,
  );
  const character = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
  const spelled = fc.array(fc.tuple(character, spelling), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(spelled, (pairs) => {
      const token = pairs.map(([one]) => one).join('');
      expect(redactor(token)(pairs.map(([one, spell]) => spell(one)).join(''))).toBe('[redacted]');
    }),
  );
});

test('a text of nothing but backslashes takes no time', () => {
  const began = performance.now();
  redactor(`\\${TOKEN}`)('\\'.repeat(1 << 18));
  expect(performance.now() - began).toBeLessThan(5_000);
});
