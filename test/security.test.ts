/** SECURITY.md: every claim is held by a test that is there under the name that the table has, and the forms ask for what they should. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { CLAUSE_IDS } from '../spec/clauses.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const [, table = ''] = read('SECURITY.md').split('## What is claimed, and the test');
const rows = [...table.matchAll(/^\| (.+) \| (.+) \| `(test\/.+\.test\.ts)` \| (.+) \|$/gm)].map(
  ([, of, claim, file, name]) => ({
    of: of!,
    claim: claim!,
    file: file!,
    name: name!,
  }),
);

it('has no row of another form, and one at least of all that is not trusted', () => {
  expect(rows.length).toBe(table.split('\n').filter((line) => line.startsWith('|')).length - 2);
  const named = new Set(rows.map(({ of }) => of));
  expect([...named]).toEqual([
    'a peer',
    'a client',
    'a file',
    'a program',
    'a config',
    'a report',
    'an input',
    'a registry',
  ]);
  expect(new Set(rows.map(({ claim }) => claim)).size).toBe(rows.length);
});

it.each(rows)('$of: $claim', ({ file, name }) => {
  const source = read(file);
  // The name stands in a title, whole or in part, or is the row of a table of cases.
  const quoted = [...source.matchAll(/(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].map(([, , text]) => text!);
  expect(
    quoted.filter((text) => text.includes(name)),
    `${file} has no test "${name}"`,
  ).not.toEqual([]);
});

it('the form on what the suite has wrong asks for clause, words, program and opinion', () => {
  const forms = readdirSync(join(ROOT, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');
  expect(forms.toSorted()).toEqual(['bug.yml', 'the-suite-is-wrong.yml']);
  const bodyOf = (name: string) => parse(read(`.github/ISSUE_TEMPLATE/${name}`)).body as readonly Field[];
  for (const field of forms.flatMap(bodyOf)) {
    expect(['input', 'textarea']).toContain(field.type);
    expect(field.validations.required).toBe(true);
  }
  const wrong = bodyOf('the-suite-is-wrong.yml');
  expect(wrong.map(({ id }) => id)).toEqual(['clause', 'words', 'program', 'think', 'version']);
  expect(CLAUSE_IDS).toContain(wrong[0]!.attributes.placeholder);
});

interface Field {
  readonly id: string;
  readonly type: string;
  readonly validations: { readonly required: boolean };
  readonly attributes: { readonly placeholder?: string };
}

it('an erratum names a clause, and what it asked for', () => {
  const entries = [...read('spec/errata.md').matchAll(/^\| (\d\S*) \| (\S+) \| (.+) \| (.+) \| (.+) \|$/gm)];
  expect(entries.filter(([, , clause]) => !CLAUSE_IDS.some((id) => id === clause))).toEqual([]);
  const lines = read('spec/errata.md')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(lines.length - 2).toBe(entries.length);
  expect(read('spec/errata.md').includes('There is no entry yet')).toBe(entries.length === 0);
});
