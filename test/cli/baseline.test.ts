/**
 * The baseline: what it waives, what drifts, and that editing it keeps what people wrote.
 */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { driftOf } from '../../harness/verdict/baseline.ts';
import { parseBaseline } from '../../harness/verdict/baseline-file.ts';
import { emptyFolder, kmcl } from './kmcl.ts';

const TARGET = 'reference:fault=both-zero-accepted';
const SIGNATURE = 'KM-C7E1F38E';
const entry = (fields: Readonly<Record<string, string>>) =>
  Object.entries({
    clause: 'refuse.both-zero',
    signature: SIGNATURE,
    kind: 'known-failure',
    reason: 'known',
    ...fields,
  })
    .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${value}\n`)
    .join('');
const baseline = (...entries: readonly string[]) => `version: 1\nfailures:\n${entries.join('')}`;

async function run(text: string, words: readonly string[] = []) {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'b.yaml'), text);
  const flags = ['--tier', 'smoke', '--seed', '1', '--baseline', 'b.yaml', '--today', '2026-06-01', '--out', 'out'];
  const ended = await kmcl(['--target', TARGET, ...flags, ...words], { cwd });
  const report = ended.exitCode === 4 ? undefined : JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));
  return { ...ended, report };
}

it('waives the failure that it names, and shows it all the same', async () => {
  const { exitCode, stdout, report } = await run(baseline(entry({ expires: '2026-06-01' })));
  expect(stdout).toMatch(/^FAIL, waived as known-failure: known/m);
  expect(stdout).toMatch(/^DOES NOT CONFORM: refuse\.both-zero \(MUST\), known in the baseline; the gate passes$/m);
  expect(report.counts).toMatchObject({ fail: 0, waived: 1 });
  expect(exitCode).toBe(0);
});

it.each([
  ['stale', [entry({}), entry({ clause: 'held.set', signature: 'KM-00000000' })], 3, /stale: held\.set KM-00000000/],
  ['stale where it is wont-fix', [entry({}), entry({ clause: 'held.set', kind: 'wont-fix' })], 3, /stale: held\.set/],
  ['expired', [entry({ expires: '2026-05-31' })], 3, /expired: refuse\.both-zero KM-C7E1F38E held until 2026-05-31/],
  ['unmatched', [entry({}), entry({ clause: 'refuse.everything' })], 3, /unmatched: refuse\.everything/],
  ['unmatched under this reading', [entry({}), entry({ clause: 'accept.disabled' })], 3, /other reading/],
  ['a duplicate', [entry({}), entry({ reason: 'again' })], 3, /duplicate: refuse\.both-zero/],
  ['contradictory', [entry({}), entry({ kind: 'flaky' })], 3, /contradictory: .* known-failure and as flaky/],
  ['for another signature', [entry({ signature: 'KM-00000000' })], 1, /stale: .* the failure is now KM-C7E1F38E/],
  [
    'flaky and did not happen',
    [entry({}), entry({ clause: 'held.set', kind: 'flaky' })],
    0,
    /known in the baseline; the gate passes/,
  ],
] as const)('an entry that is %s', { tags: ['slow'] }, async (_, entries, exit, words) => {
  const { exitCode, stdout, report } = await run(baseline(...entries));
  for (const { message } of report.drift) expect(stdout.split(message).length).toBeLessThanOrEqual(2);
  // A failure goes before a baseline that drifts, which is then told in the report alone.
  expect(stdout + report.drift.map(({ message }: { message: string }) => message).join('\n')).toMatch(words);
  expect(exitCode).toBe(exit);
  expect(report.gate.exitCode).toBe(exit);
});

it.each([
  ['no YAML', 'failures: [', /b\.yaml is no YAML/],
  ['without a version', 'failures: []', /version/],
  ['with an unknown field', baseline(entry({ owner: 'me' })), /owner/],
  ['with an unknown kind', baseline(entry({ kind: 'whatever' })), /kind/],
  ['with no reason', baseline(entry({ reason: '""' })), /reason/],
  ['with a day that is none', baseline(entry({ expires: '2026-02-31' })), /expires/],
])('a file %s is bad usage', async (_, text, words) => {
  const { exitCode, stderr } = await run(text);
  expect(stderr).toMatch(words);
  expect(exitCode).toBe(4);
});

describe('behind a known failure', { tags: ['slow'] }, () => {
  /** A second run, with the failures of the first in the baseline, or only those that it shows. */
  async function second(fault: string, isShownOnly = false) {
    const cwd = emptyFolder();
    const words = ['--target', `reference:fault=${fault}`, '--tier', 'smoke', '--seed', '1', '--out', 'out'];
    await kmcl(words, { cwd });
    if (isShownOnly) {
      const file = join(cwd, 'out', 'report.json');
      const report = JSON.parse(readFileSync(file, 'utf8'));
      for (const clause of report.clauses) delete clause.ways;
      writeFileSync(file, JSON.stringify(report));
    }
    await kmcl(['baseline', 'add', 'out/report.json', '--reason', 'known', '--baseline', 'b.yaml'], { cwd });
    const { exitCode, stdout } = await kmcl([...words, '--baseline', 'b.yaml'], { cwd });
    const { counterexamples } = JSON.parse(readFileSync(join(cwd, 'out', 'report.json'), 'utf8'));
    const ways = counterexamples
      .filter(({ clause }: { clause: string }) => clause === 'held.start-pause')
      .map(
        ({ signature, standing }: Record<string, Record<string, string>>) =>
          `${signature!['state']} ${standing!['kind']}`,
      );
    return { exitCode, stdout, ways };
  }

  it('a second way of failing is found, made small, and counts', async () => {
    const { exitCode, ways } = await second('pause-clears-reservation', true);
    expect(ways.toSorted()).toEqual([
      'closed counts',
      'disabled counts',
      'enabled counts',
      'fresh waived',
      'open counts',
    ]);
    expect(exitCode).toBe(1);
  });

  it('every way of failing that the first run saw is known with it', async () => {
    const { exitCode, ways } = await second('pause-clears-reservation');
    expect(ways.toSorted()).toEqual([
      'closed waived',
      'disabled waived',
      'enabled waived',
      'fresh waived',
      'open waived',
    ]);
    expect(exitCode).toBe(0);
  });

  it('a clause that cannot be verified until it is mended may wait too', async () => {
    const { exitCode, stdout } = await second('refusal-clears-reservation');
    expect(stdout).toMatch(/^DOES NOT CONFORM: held\.refused \(SHOULD\), known in the baseline; the gate passes/m);
    expect(exitCode).toBe(0);
  });
});

describe('the commands', () => {
  let cwd: string;
  const file = () => readFileSync(join(cwd, 'kmcl-baseline.yaml'), 'utf8');

  beforeAll(async () => {
    cwd = emptyFolder();
    await kmcl(['--target', TARGET, '--tier', 'smoke', '--seed', '1', '--out', 'bad'], { cwd });
    await kmcl(['--target', 'reference', '--tier', 'smoke', '--seed', '1', '--out', 'good'], { cwd });
  });

  it('add what is not known yet, and keep the comments', async () => {
    writeFileSync(
      join(cwd, 'kmcl-baseline.yaml'),
      '# ours\nversion: 1\nfailures: # what we live with\n  # nothing yet\n  []\n',
    );
    const add = ['baseline', 'add', 'bad/report.json', '--reason', 'told: to #7', '--expires', '2027-01-31'];
    expect((await kmcl(add, { cwd })).stdout).toContain(
      '1 added to kmcl-baseline.yaml, which counts in a run with --baseline kmcl-baseline.yaml\n',
    );
    expect(file()).toContain('# ours');
    expect(file()).toContain('# what we live with');
    expect(parseBaseline(file(), 'f').waivers).toEqual([
      {
        clause: 'refuse.both-zero',
        signature: SIGNATURE,
        kind: 'known-failure',
        reason: 'told: to #7',
        expires: '2027-01-31',
        found: { tier: 'smoke', seed: 1, strategy: 'complete-0', programs: expect.any(Number) },
      },
    ]);
    expect((await kmcl(add, { cwd })).stdout).toContain('0 added');
  });

  it('add from a report of a tier that is none here, to a file that can be read', async () => {
    const report = JSON.parse(readFileSync(join(cwd, 'bad/report.json'), 'utf8'));
    writeFileSync(join(cwd, 'other.json'), JSON.stringify({ ...report, tier: 'nightly' }));
    const add = ['baseline', 'add', 'other.json', '--reason', 'known', '--baseline', 'other.yaml'];
    expect((await kmcl(add, { cwd })).exitCode).toBe(0);
    const { waivers } = parseBaseline(readFileSync(join(cwd, 'other.yaml'), 'utf8'), 'f');
    expect(waivers.map(({ signature, found }) => [signature, found])).toEqual([[SIGNATURE, undefined]]);
  });

  it('check with 0 what holds, and with 3 what does not', async () => {
    const check = (report: string) => kmcl(['baseline', 'check', report, '--today', '2026-01-01'], { cwd });
    expect((await check('bad/report.json')).exitCode).toBe(0);
    const stale = await check('good/report.json');
    expect(stale.stdout).toMatch(/^stale: refuse\.both-zero/m);
    expect(stale.exitCode).toBe(3);
    expect((await kmcl(['baseline', 'check', '--today', '2030-01-01'], { cwd })).stdout).toMatch(/^expired/m);
  });

  it('prune what is gone, and keep the rest', async () => {
    writeFileSync(
      join(cwd, 'kmcl-baseline.yaml'),
      `# ours\nversion: 1\nfailures:\n  # gone\n${entry({})}  # comes and goes\n${entry({ clause: 'held.set', kind: 'flaky' })}`,
    );
    expect((await kmcl(['baseline', 'prune', 'good/report.json'], { cwd })).stdout).toContain('1 taken out');
    expect(file()).toContain('# ours');
    expect(file()).toContain('# comes and goes');
    expect(parseBaseline(file(), 'f').waivers.map(({ clause }) => clause)).toEqual(['held.set']);
  });
});

it('is not written through a link, nor into a folder that cannot be written', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'elsewhere.yaml'), baseline(entry({ signature: 'KM-00000000' })));
  symlinkSync('elsewhere.yaml', join(cwd, 'link.yaml'));
  const before = readFileSync(join(cwd, 'elsewhere.yaml'), 'utf8');
  await kmcl(['--target', TARGET, '--tier', 'smoke', '--seed', '1', '--out', 'bad', '--quiet'], { cwd });
  const add = (file: string) =>
    kmcl(['baseline', 'add', 'bad/report.json', '--reason', 'r', '--baseline', file], { cwd });
  for (const ended of [await add('link.yaml'), await add('gone/b.yaml')]) {
    expect(ended.stderr).toMatch(/link\.yaml is a link, which is not written through|cannot write gone\/b\.yaml/);
    expect(ended.stdout).toBe('');
    expect(ended.exitCode).toBe(4);
  }
  const prune = await kmcl(['baseline', 'prune', 'bad/report.json', '--baseline', 'link.yaml'], { cwd });
  expect(prune.exitCode).toBe(4);
  expect(readFileSync(join(cwd, 'elsewhere.yaml'), 'utf8')).toBe(before);
});

it('that drifts beside a failure that counts is told in the terminal too', async () => {
  const { exitCode, stdout } = await run(baseline(entry({ clause: 'held.set', signature: 'KM-00000000' })));
  expect(stdout).toMatch(/^baseline {4}stale: held\.set KM-00000000 did not happen any more$/m);
  expect(stdout).toMatch(/^DOES NOT CONFORM: refuse\.both-zero \(MUST\)$/m);
  expect(exitCode).toBe(1);
});

it('is never called stale by a part of a run, or by one that was cut short', () => {
  const known = parseBaseline(baseline(entry({})), 'f');
  const tried = { tier: 'ci', seed: 1, strategies: [] };
  const facts = {
    clauses: [{ id: 'refuse.both-zero', outcome: 'pass' }],
    signatures: [],
    isSelected: () => true,
  } as const;
  expect(driftOf(known, '2026-01-01', { ...facts, tried, isWhole: true })).toHaveLength(1);
  expect(driftOf(known, '2026-01-01', { ...facts, tried, isWhole: false })).toHaveLength(0);
});
