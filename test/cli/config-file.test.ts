/**
 * What is wrong with a config file: where, and what was most likely meant.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../harness/cli/load-config.ts';
import { emptyFolder } from './kmcl.ts';

const folder = emptyFolder();

async function refusal(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  writeFileSync(path, text);
  return loadConfig(path, name).then(
    () => 'it was taken',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

describe('JSON', () => {
  it.each([
    ['a word for another', '{\n  "target": reference\n}', /\(line 2, column 13\)$/],
    ['a comma too many', '{\n  "seed": 1,\n}', /\(line 3, column 1\)$/],
    ['a comma too few', '{\n  "seed": 1\n  "tier": "ci"\n}', /\(line 3, column 3\)$/],
    ['no value', '{ "seed": }', /\(line 1, column 11\)$/],
    ['nothing', '', /\(line 1, column 1\)$/],
  ])('%s', async (_, text, where) => {
    expect(await refusal('syntax.json', text)).toMatch(where);
  });

  it.each([
    ['an unknown key', '{\n  "teir": "ci"\n}', 'line 2, column 4: teir: Unrecognized key "teir"; did you mean "tier"?'],
    [
      'a key by the name of its flag',
      '{ "deadline-ms": 7 }',
      'deadline-ms: Unrecognized key "deadline-ms"; did you mean "deadlineMs"?',
    ],
    [
      'a flag of the command line',
      '{"seed": 1, "shard": "1/2"}',
      'line 1, column 14: shard: Unrecognized key "shard", which stands on the command line only',
    ],
    [
      'an unknown tier',
      '{\n"seed": 1,\n  "tier": "smok" }',
      'line 3, column 4: tier: it is one of smoke, ci, deep; did you mean "smoke"?',
    ],
    [
      'an unknown point',
      '{ "require": ["status", "ofer"] }',
      'line 1, column 4: require: it is one of status, reservation, offer, space; did you mean "offer"?',
    ],
    ['a wrong type', '{ "target": 7 }', 'line 1, column 4: target: Invalid input: expected string, received number'],
    ['a number beyond', '{ "seed": -1 }', 'line 1, column 4: seed: Too small: expected number to be >=0'],
    ['another shape', '[]', 'Invalid input: expected object, received array'],
  ])('%s', async (_, text, line) => {
    expect(await refusal('value.json', text)).toBe(`UsageError: value.json is no config:\n  ${line}`);
  });

  it('tells of all of them at once', async () => {
    const lines = (await refusal('two.json', '{ "teir": "ci",\n  "seed": "one" }')).split('\n');
    expect(
      lines
        .slice(1)
        .map((line) => line.trim().slice(0, 21))
        .toSorted(),
    ).toEqual(['line 1, column 4: tei', 'line 2, column 4: see']);
  });

  it('claims no place where a key stands twice', async () => {
    expect(await refusal('twice.json', '{ "seed": 1, "seed": -1 }')).toMatch(/^ {2}seed: Too small/m);
  });
});

describe('code', () => {
  it.each([
    [
      'syntax.ts',
      "export default {\n  tier: 'ci'\n  seed: 3,\n};\n",
      /^UsageError: cannot read syntax\.ts: ParseError: .*"\w*,\w*" \(line 3, column 3\)$/,
    ],
    ['throws.mjs', "const a = 1;\n\nthrow new Error('no');\n", /: no \(line 3, column 7\)$/],
    ['value.ts', "export default {\n  tier: 'depe',\n};\n", /\n {2}line 2, column 3: tier: .*; did you mean "deep"\?$/],
    [
      'key.mjs',
      "export default {\n  taget: 'reference',\n};\n",
      /\n {2}line 2, column 3: .*; did you mean "target"\?$/,
    ],
  ])('%s', async (name, text, message) => {
    expect(await refusal(name, text)).toMatch(message);
  });
});
