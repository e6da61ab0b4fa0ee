/**
 * The public face: `docs/api.md` names exactly what `harness/index.ts` exports, and each export says what it is where it is declared.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../harness/campaign/campaign.ts';
import { withDefaults } from '../harness/campaign/campaign-defaults.ts';
import { gate } from '../harness/verdict/gate.ts';
import { CLAUSE_IDS } from '../spec/clauses.ts';
import { reference } from '../targets/reference/reference.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Exported {
  readonly name: string;
  readonly kind: 'type' | 'value';
  readonly file: string;
}

const EXPORTS: readonly Exported[] = [
  ...read('harness/index.ts').matchAll(/export (type )?\{([^}]+)\} from '([^']+)';/g),
].flatMap(([, type, names, from]) =>
  names!
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => ({ name, kind: type ? 'type' : 'value', file: join('harness', from!) }) as const),
);

describe('docs/api.md', () => {
  /** Rows of the tables: the name, whether it is a type, what it is, and how long it will last. */
  const rows = [...read('docs/api.md').matchAll(/^\| `(\w+)` \| (type|value) \| (.+) \| (stable|experimental) \|$/gm)];

  it('names exactly what the package exports, values and types', () => {
    const documented = rows.map(([, name, kind]) => `${kind} ${name}`);
    expect(documented.toSorted()).toEqual(EXPORTS.map(({ name, kind }) => `${kind} ${name}`).toSorted());
    expect(new Set(documented).size).toBe(documented.length);
  });

  it('says of each in one line what it is', () => {
    expect(rows.filter(([, , , gist]) => gist!.length < 10).map(([, name]) => name)).toEqual([]);
  });
});

describe('harness/index.ts', () => {
  it('has nothing of its own, so that its exports are all listed above', () => {
    const code = read('harness/index.ts').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code.replace(/export (type )?\{[^}]+\} from '[^']+';/g, '').trim()).toBe('');
    expect(EXPORTS.length).toBeGreaterThan(50);
  });

  // The rest is described in docs/api.md: a comment more would change the sources that the strength was measured on.
  const isBound = (file: string) => file.startsWith('spec/') || file.startsWith('harness/generate/');
  it.each(EXPORTS.filter(({ file }) => !isBound(file)))('$name says what it is', ({ name, file }) => {
    const lines = read(file).split('\n');
    const declaration = new RegExp(
      `^export (async )?(abstract )?(function|class|const|interface|type) ${name}\\b|^export type \\{ ${name} \\}`,
    );
    const at = lines.findIndex((line) => declaration.test(line));
    expect(at, `${name} in ${file}`).toBeGreaterThan(0);
    if (lines[at]!.includes(`{ ${name} }`)) return;
    // A list and the type of its members are declared in one paragraph, under one comment.
    const paragraph = lines.slice(lines.lastIndexOf('', at) + 1, at);
    expect(paragraph.filter((line) => line.endsWith('*/'))).not.toEqual([]);
  });
});

describe('a campaign with nothing said but the target', () => {
  it('tries tier ci under the documented reading, from seed 1, and counts every clause', () => {
    const { selects, ...rest } = withDefaults({});
    expect(rest).toEqual({
      tier: 'ci',
      reading: 'documented',
      seed: 1,
      selection: [],
      deadlineMs: 5_000,
      corpus: [],
    });
    expect(CLAUSE_IDS.every(selects)).toBe(true);
  });

  it('takes undefined for absent', async () => {
    const options = { tier: 'smoke', seed: undefined, corpus: undefined } as object;
    expect((await runCampaign(reference(), options)).seed).toBe(1);
  });

  it('tells a selection as one, also where nothing was said but a function', async () => {
    const facts = await runCampaign(reference(), { tier: 'smoke', selects: (clause) => clause.startsWith('refuse.') });
    expect(gate(facts).sentence).toMatch(
      /^CONFORMS on a selection: \d+ of \d+ clauses \(--clause chosen by selects\)$/,
    );
  });

  it.each([
    [{ tier: 'smoky' }, 'tier is one of smoke, ci, deep, not "smoky"'],
    [{ reading: 'loose' }, 'reading is one of documented, state-model, any, not "loose"'],
    [{ seed: 2 ** 40 }, 'seed is a signed 32-bit number, not 1099511627776'],
    [{ deadlineMs: 0 }, 'deadlineMs is a number of milliseconds above 0, not 0'],
  ])('refuses %o', async (options, message) => {
    await expect(runCampaign(reference(), options as object)).rejects.toThrow(new RangeError(message));
  });
});
