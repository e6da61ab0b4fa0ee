/** A baseline: what it waives, what drifts, and its file. YAML from strangers: what is refused before it is parsed, what after, and what an edit of a baseline leaves as it was. */
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addWaivers,
  BASELINE_NAME,
  baselineSchema,
  parseBaseline,
  pruneWaivers,
  readBaseline,
} from '../../harness/verdict/baseline-file.ts';
import { driftOf, waiverOf, waysOf } from '../../harness/verdict/baseline.ts';
import type { Drift, RunOutcome, Waiver } from '../../harness/verdict/baseline.ts';
import { parseYaml, valueOf } from '../../harness/verdict/bounded-yaml.ts';

/** The value, or why there is none. */
function read(text: string): unknown {
  try {
    return valueOf(parseYaml(text, 'it'), 'it');
  } catch (error) {
    return (error as Error).message;
  }
}

const repeat = (text: string, count: number) => text.repeat(count);
const flow = (depth: number) => `a: ${repeat('[', depth)}${repeat(']', depth)}`;
const maps = (depth: number) => `a: ${repeat('{a: ', depth)}1${repeat('}', depth)}`;
const aliases = (count: number) => `a: &x 1\nb: [${Array.from({ length: count }, () => '*x').join(', ')}]`;
const values = (count: number) => `[${Array.from({ length: count }, () => 1).join(',')}]`;

it.each([
  ['is nested 32 deep in lists', flow(32), undefined],
  ['is nested deeper in lists', flow(33), 'it is no YAML: it is nested more than 32 deep'],
  ['is nested deeper in maps', maps(33), 'it is no YAML: it is nested more than 32 deep'],
  ['is nested deeper in maps without a value', repeat('{', 33), 'it is no YAML: it is nested more than 32 deep'],
  ['closes as many as it opens', repeat('- [[], {}]\n', 40), undefined],
  [
    'closes what it never opened first',
    `${repeat(']', 5)}${repeat('[', 33)}`,
    'it is no YAML: it is nested more than 32 deep',
  ],
  ['has 32 indicators in a line', repeat('- ', 32), undefined],
  ['has more of them in a line', repeat('- ', 33), 'it is no YAML: it is nested more than 32 deep'],
  ['has many keys in a line', repeat('? ', 33), 'it is no YAML: it is nested more than 32 deep'],
  ['has many values in a line', repeat(': ', 33), 'it is no YAML: it is nested more than 32 deep'],
  ['has many of them in many lines', repeat('- - - - a\n', 20), undefined],
  ['has many of them in lines of another system', repeat('- - - - a\r\n', 20), undefined],
  ['has a hundred anchors and aliases', aliases(99), undefined],
  ['has more anchors and aliases', aliases(100), 'it is no YAML: it has more than 100 anchors and aliases'],
  [
    'has more anchors alone',
    Array.from({ length: 101 }, (_, at) => `- &x${at} 1`).join('\n'),
    'it is no YAML: it has more than 100 anchors and aliases',
  ],
  ['is indented by 256', `a:\n${repeat(' ', 256)}b: 1`, undefined],
  ['is indented further', `a:\n${repeat(' ', 257)}b: 1`, 'it is no YAML: it is indented too far'],
  ['has many tabs behind a key', `a:${repeat('\t', 300)}1`, undefined],
  ['has a long block of words', `a: |\n  ${repeat('word ', 80)}\n`, undefined],
  ['has long words behind a blank', `a: "${repeat(' ', 300)}b"`, undefined],
  ['has more tokens', values(16_667), 'it is no YAML: it has more than 50000 tokens'],
  ['has a key twice', 'a: 1\nb: 2\na: 3', 'it is no YAML: the key "a" is there twice'],
  ['has a key twice further in', 'a:\n  - b: 1\n    "b": 2', 'it is no YAML: the key "b" is there twice'],
  ['has two keys twice', 'a: { b: 1, b: 2 }\nc: { d: 1, d: 2 }', 'it is no YAML: the key "b" is there twice'],
  ['has a number for a key and its digits', '1: a\n"1": b', 'it is no YAML: the key "1" is there twice'],
  ['does not close', 'a: 1\nb: [', /^it is no YAML: line 2: Flow sequence in block collection/],
  ['has an alias without an anchor', 'a: *x', /^it is no YAML: (line 1: )?(Unresolved alias|Unresolved alias .*)/],
  ['has as many tokens as it may', values(16_666), undefined],
])('a text that %s', (_, text, why) => {
  const got = read(text);
  if (why === undefined) expect(String(got)).not.toContain('it is no YAML');
  else if (typeof why === 'string') expect(got).toBe(why);
  else expect(got).toMatch(why);
});

it('says the line once, and why what it stands for is too much', () => {
  expect(read('a: 1\nb: [')).not.toContain('at line');
  const document = parseYaml('a: *x', 'it');
  expect(() => valueOf(document, 'it')).toThrow(expect.objectContaining({ cause: expect.any(Error) }));
});

it('gives the value of what is well', () => {
  expect(read('a: &x [1, {b: c}]\nd: *x')).toEqual({ a: [1, { b: 'c' }], d: [1, { b: 'c' }] });
  const bomb = [
    'a: &a [x, x]',
    'b: &b [*a, *a, *a, *a]',
    'c: &c [*b, *b, *b, *b]',
    'd: &d [*c, *c, *c, *c]',
    'e: [*d, *d, *d, *d]',
  ];
  expect(read(bomb.join('\n'))).toBe('it is no YAML: Excessive alias count indicates a resource exhaustion attack');
});

const known = (clause: string, signature: string, more: Partial<Waiver> = {}): Waiver => ({
  clause,
  signature,
  kind: 'known-failure',
  reason: 'known',
  ...more,
});
const entry = (clause: string, signature: string) =>
  `  - clause: ${clause} # why\n    signature: ${signature}\n    kind: known-failure\n    reason: known\n`;
const folder = () => mkdtempSync(join(tmpdir(), 'kmcl-baseline-'));

it.each([
  ['nothing in it', '', /expected object/],
  ['another version', 'version: 2\nfailures: []\n', /version/],
  ['a field of its own', 'version: 1\nfailures: []\nowner: me\n', /owner/],
  ['no clause', `version: 1\nfailures:\n${entry('""', 'KM-00000000')}`, /failures\.0\.clause/],
  ['a signature of five digits', `version: 1\nfailures:\n${entry('held.set', 'KM-00000')}`, /failures\.0\.signature/],
  ['more before a signature', `version: 1\nfailures:\n${entry('held.set', 'xKM-0000')}`, /failures\.0\.signature/],
  ['more behind a signature', `version: 1\nfailures:\n${entry('held.set', 'KM-000000000')}`, /failures\.0\.signature/],
  ['small letters in a signature', `version: 1\nfailures:\n${entry('held.set', 'KM-abcd')}`, /failures\.0\.signature/],
  [
    'no reason',
    `version: 1\nfailures:\n${entry('held.set', 'KM-0000')}`.replace('reason: known', 'reason: ""'),
    /failures\.0\.reason/,
  ],
  ['an empty link', `version: 1\nfailures:\n${entry('held.set', 'KM-0000')}    link: ""\n`, /failures\.0\.link/],
  [
    'another kind',
    `version: 1\nfailures:\n${entry('held.set', 'KM-0000')}`.replace('known-failure', 'whatever'),
    /failures\.0\.kind/,
  ],
  [
    'a day that is none',
    `version: 1\nfailures:\n${entry('held.set', 'KM-0000')}    expires: 2026-02-30\n`,
    /failures\.0\.expires/,
  ],
  ['a field of its own in an entry', `version: 1\nfailures:\n${entry('held.set', 'KM-0000')}    owner: me\n`, /owner/],
])('a baseline with %s is none', (_, text, words) => {
  expect(() => parseBaseline(text, 'b.yaml')).toThrow(words);
  expect(() => parseBaseline(text, 'b.yaml')).toThrow(/^b\.yaml is no baseline:\n {2}/);
});

it('a baseline has its entries in order, or none', () => {
  expect(parseBaseline('version: 1\n', 'b.yaml')).toEqual({ file: 'b.yaml', waivers: [] });
  const text = `version: 1\nfailures:\n${entry('held.set', 'KM-0000')}${entry('crash', 'KM-0123ABCD')}    link: l\n    expires: 2026-02-28\n`;
  expect(parseBaseline(text, 'b.yaml').waivers).toEqual([
    known('held.set', 'KM-0000'),
    known('crash', 'KM-0123ABCD', { link: 'l', expires: '2026-02-28' }),
  ]);
  expect(BASELINE_NAME).toBe('kmcl-baseline.yaml');
  expect(baselineSchema.meta()).toEqual({ title: 'kmcl-conformance baseline' });
});

it('an edit leaves what it does not touch, and makes the file where there is none', async () => {
  const file = join(folder(), 'b.yaml');
  const text = () => readFileSync(file, 'utf8');
  await addWaivers(file, [known('held.set', 'KM-00000001', { link: undefined, expires: '2030-01-01' })]);
  expect(text()).toMatchInlineSnapshot(`
    "# Failures that are known. They are tried all the same; one that is gone, or fails in another way, is told.
    version: 1
    failures:
      - clause: held.set
        signature: KM-00000001
        kind: known-failure
        reason: known
        expires: 2030-01-01
    "
  `);
  await addWaivers(file, [
    known('held.set', 'KM-00000001'),
    known('held.initial', 'KM-00000002', { reason: `${'long '.repeat(40)}`.trim() }),
  ]);
  expect((await readBaseline(file)).waivers).toHaveLength(3);
  expect(text().split('\n')).toHaveLength(17);
  const drifted = (kind: Drift['kind'], clause: string, signature: string): Drift => ({
    kind,
    clause,
    signature,
    message: '',
  });
  expect(
    await pruneWaivers(file, [
      drifted('contradictory', 'held.set', 'KM-00000001'),
      drifted('stale', 'held.set', 'KM-00000002'),
      drifted('stale', 'held.initial', 'KM-00000001'),
    ]),
  ).toBe(0);
  expect(await pruneWaivers(file, [drifted('duplicate', 'held.set', 'KM-00000001')])).toBe(1);
  expect((await readBaseline(file)).waivers.map(({ clause, expires }) => [clause, expires])).toEqual([
    ['held.set', '2030-01-01'],
    ['held.initial', undefined],
  ]);
  await addWaivers(file, [known('held.last-wins', 'KM-00000003')]);
  for (const [kind, left] of [
    ['stale', 2],
    ['expired', 1],
    ['unmatched', 0],
  ] as const) {
    const [first] = (await readBaseline(file)).waivers;
    expect(await pruneWaivers(file, [drifted(kind, first!.clause, first!.signature)])).toBe(1);
    expect((await readBaseline(file)).waivers).toHaveLength(left);
    expect(text().split('\n  - clause: ')).toHaveLength(left + 1);
  }
  expect(text()).toMatchInlineSnapshot(`
    "# Failures that are known. They are tried all the same; one that is gone, or fails in another way, is told.
    version: 1
    failures: []
    "
  `);
});

it('an edit finds a place for the list, wherever the file has none', async () => {
  const at = folder();
  const befores = [
    'version: 1\n',
    '# ours\nversion: 1\nfailures: [] # what we live with\n',
    `version: 1\nfailures: # what we live with\n${entry('crash', 'KM-00000009')}`,
  ];
  const edited: string[] = [];
  for (const before of befores) {
    const file = join(at, 'b.yaml');
    writeFileSync(file, before);
    await addWaivers(file, [known('held.set', 'KM-00000001')]);
    edited.push(readFileSync(file, 'utf8'));
  }
  expect(edited.join('---\n')).toMatchInlineSnapshot(`
    "version: 1
    failures:
      - clause: held.set
        signature: KM-00000001
        kind: known-failure
        reason: known
    ---
    # ours
    version: 1
    failures:
      - clause: held.set
        signature: KM-00000001
        kind: known-failure
        reason: known
      # what we live with
    ---
    version: 1
    failures:
      # what we live with
      - clause: crash # why
        signature: KM-00000009
        kind: known-failure
        reason: known
      - clause: held.set
        signature: KM-00000001
        kind: known-failure
        reason: known
    "
  `);
});

it('an edit is refused where it would write through a link, or cannot write, or the file is none', async () => {
  const at = folder();
  const [file, link] = [join(at, 'b.yaml'), join(at, 'link.yaml')];
  writeFileSync(file, 'version: 1\nfailures: []\n');
  symlinkSync('b.yaml', link);
  await expect(addWaivers(link, [known('held.set', 'KM-00000001')])).rejects.toThrow(
    'link.yaml is a link, which is not written through: name the file itself',
  );
  await expect(pruneWaivers(link, [])).rejects.toThrow('is a link');
  const unwritten = addWaivers(join(at, 'gone', 'b.yaml'), []);
  await expect(unwritten).rejects.toThrow(/^cannot write .*gone\/b\.yaml: ENOENT/);
  await expect(unwritten).rejects.toMatchObject({ cause: { code: 'ENOENT' } });
  await expect(pruneWaivers(join(at, 'none.yaml'), [])).rejects.toThrow();
  writeFileSync(file, 'version: 1\nfailures: 7\n');
  await expect(addWaivers(file, [])).rejects.toThrow('is no baseline');
});

describe('a baseline held against a run', () => {
  const run: RunOutcome = {
    clauses: [
      { id: 'held.set', outcome: 'fail' },
      { id: 'held.initial', outcome: 'pass' },
      { id: 'held.refused', outcome: 'not-verified' },
      { id: 'space.stable', outcome: 'not-applicable' },
    ],
    signatures: [
      { clause: 'held.set', id: 'KM-11111111' },
      { clause: 'held.set', id: 'KM-11111111' },
      { clause: 'held.set', id: 'KM-22222222' },
      { clause: 'crash', id: 'KM-33333333' },
    ],
    isWhole: true,
    tried: { tier: 'ci', seed: 1, strategies: [{ name: 'random', programs: 5 }] },
    isSelected: (clause) => clause !== 'held.refused',
  };
  const row = (clause: string, signature: string, more: Partial<Waiver> = {}): Waiver => ({
    clause,
    signature,
    kind: 'known-failure',
    reason: 'known',
    ...more,
  });
  const waivers = [
    row('held.set', 'KM-11111111'),
    row('held.set', 'KM-11111111'),
    row('held.set', 'KM-11111111', { kind: 'flaky' }),
    row('held.set', 'KM-99999999', { expires: '2026-05-31' }),
    row('held.set', 'KM-8888'),
    row('held.set', 'KM-77777777', { kind: 'flaky', expires: '2026-06-01' }),
    row('held.initial', 'KM-11111111', { kind: 'wont-fix' }),
    row('held.initial', 'KM-2222'),
    row('held.initial', 'xKM-2222'),
    row('held.initial', 'KM-2222x'),
    row('held.refused', 'KM-11111111', { expires: '2026-01-01' }),
    row('space.stable', 'KM-11111111'),
    row('accept.disabled', 'KM-11111111'),
    row('accept.everything', 'KM-11111111'),
    row('crash', 'KM-33333333'),
    row('timeout', 'KM-33333333'),
  ];
  const baseline = { file: 'b.yaml', waivers };
  const messages = (outcome?: RunOutcome) => driftOf(baseline, '2026-06-01', outcome).map(({ message }) => message);

  it('drifts where it says nothing of the target any more, or says it twice', () => {
    expect(messages(run)).toMatchInlineSnapshot(`
      [
        "duplicate: held.set KM-11111111 is listed twice",
        "contradictory: held.set KM-11111111 is listed as known-failure and as flaky",
        "expired: held.set KM-99999999 held until 2026-05-31",
        "stale: held.set KM-99999999 did not happen; the failure is now KM-11111111, KM-22222222",
        "stale: held.set KM-8888 did not happen; the failure is now KM-11111111, KM-22222222 (a signature of an older suite: they have eight digits now)",
        "stale: held.initial KM-11111111 did not happen any more",
        "stale: held.initial KM-2222 did not happen any more (a signature of an older suite: they have eight digits now)",
        "stale: held.initial xKM-2222 did not happen any more",
        "stale: held.initial KM-2222x did not happen any more",
        "expired: held.refused KM-11111111 held until 2026-01-01",
        "unmatched: space.stable KM-11111111 needs a capability that the target does not claim",
        "unmatched: accept.disabled KM-11111111 stands under the other reading only",
        "unmatched: accept.everything KM-11111111 names no clause of this suite",
        "stale: timeout KM-33333333 did not happen any more",
      ]
    `);
  });

  it.each([
    ['smoke', []],
    ['ci', ['stale: held.initial KM-55555555 did not happen any more']],
    ['deep', ['stale: held.initial KM-55555555 did not happen any more']],
  ])('of what tier ci showed, a run of tier %s tells %j to be gone', (tier, told) => {
    const found = { tier: 'ci', seed: 1, strategy: 'boundary', programs: 9 };
    const shown = { file: 'b.yaml', waivers: [row('held.initial', 'KM-55555555', { found })] };
    const tried = { ...run.tried, tier };
    expect(driftOf(shown, '2026-06-01', { ...run, tried }).map(({ message }) => message)).toEqual(told);
  });

  it.each([
    ['as many of the same seed', 'random', 5, {}, true],
    ['more', 'random', 4, {}, true],
    ['fewer of its programs', 'random', 6, {}, false],
    ['another seed', 'random', 5, { seed: 2 }, false],
    ['a strategy cut short', 'random', 5, { strategies: [{ name: 'random', programs: 5, endedEarly: true }] }, false],
    ['a strategy left out', 'random', 5, { strategies: [{ name: 'random', programs: 5, isLeftOut: true }] }, false],
    ['another corpus', 'corpus', 1, {}, false],
    ['another seed, which does not matter', 'boundary', 9, { seed: 2 }, true],
    ['fewer programs in all', 'any', 6, {}, false],
    ['as many in all', 'any', 5, {}, true],
  ])('is gone or not by %s', (_, strategy, programs, more, isGone) => {
    const found = { tier: 'ci', seed: 1, strategy, programs };
    const shown = { file: 'b.yaml', waivers: [row('held.initial', 'KM-55555555', { found })] };
    const tried = { ...run.tried, ...more };
    expect(driftOf(shown, '2026-06-01', { ...run, tried })).toHaveLength(isGone ? 1 : 0);
  });

  it('says less of a part, and least by itself', () => {
    expect(messages({ ...run, isWhole: false })).toMatchInlineSnapshot(`
      [
        "duplicate: held.set KM-11111111 is listed twice",
        "contradictory: held.set KM-11111111 is listed as known-failure and as flaky",
        "expired: held.set KM-99999999 held until 2026-05-31",
        "expired: held.refused KM-11111111 held until 2026-01-01",
        "unmatched: space.stable KM-11111111 needs a capability that the target does not claim",
        "unmatched: accept.disabled KM-11111111 stands under the other reading only",
        "unmatched: accept.everything KM-11111111 names no clause of this suite",
      ]
    `);
    expect(messages({ ...run, isSelected: () => true }).filter((words) => words.includes('held.refused')))
      .toMatchInlineSnapshot(`
      [
        "expired: held.refused KM-11111111 held until 2026-01-01",
      ]
    `);
    expect(messages()).toMatchInlineSnapshot(`
      [
        "duplicate: held.set KM-11111111 is listed twice",
        "contradictory: held.set KM-11111111 is listed as known-failure and as flaky",
        "expired: held.set KM-99999999 held until 2026-05-31",
        "expired: held.refused KM-11111111 held until 2026-01-01",
        "unmatched: accept.everything KM-11111111 names no clause of this suite",
      ]
    `);
  });

  it('waives by clause and signature, the first that fits', () => {
    expect(waiverOf(baseline, { clause: 'held.set', id: 'KM-11111111' })).toBe(waivers[0]);
    expect(waiverOf(baseline, { clause: 'held.set', id: 'KM-33333333' })).toBeUndefined();
    expect(waiverOf(baseline, { clause: 'timeout', id: 'KM-11111111' })).toBeUndefined();
    expect(
      waysOf([{ id: 'held.set', ways: ['a', 'b'] }, { id: 'held.initial' }], [{ clause: 'crash', id: 'c' }]),
    ).toEqual([
      { clause: 'held.set', id: 'a' },
      { clause: 'held.set', id: 'b' },
      { clause: 'crash', id: 'c' },
    ]);
    expect(waysOf([])).toEqual([]);
  });
});
