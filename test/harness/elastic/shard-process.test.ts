/** What a worker makes of the process that runs a shard, however that ends, and what it lets a queue tell it to do. */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { campaignOf, campaignSchema } from '../../../harness/elastic/campaign-schema.ts';
import { packed, unpacked } from '../../../harness/elastic/packed.ts';
import { compiled } from '../../run-script.ts';

/** The compiled one, since it is what starts a process. */
const { runTask } = (await import(
  compiled('harness/elastic/shard-process.ts')
)) as typeof import('../../../harness/elastic/shard-process.ts');
const { suiteHash } = await import('../../../harness/elastic/suite-hash.ts');

const folder = mkdtempSync(join(tmpdir(), 'kmcl-elastic-'));
const campaign = campaignSchema.parse({
  id: '00c0ffee-01234567',
  seed: 7,
  shards: 3,
  words: ['--tier=smoke'],
  files: { 'baseline.yaml': 'version: 1', 'corpus/000000.kmcl': 'a program' },
  startedAt: '2026-11-27T00:00:00Z',
});

/** Runs a shard by a script in the place of the command. */
function shard(script: string, giveUp = new AbortController().signal) {
  const file = join(folder, 'script.mjs');
  writeFileSync(file, `import { readFileSync, readdirSync } from 'node:fs';\n${script}`);
  const host = { command: [file], targetWords: ['--target=reference'], environment: { ONLY: 'this' } };
  return runTask({ kind: 'shard', part: '2/3' }, campaign, host, giveUp);
}

describe('the process of a shard', () => {
  it.each([0, 1, 2, 3, 5])('that ends with %i and a report has come to a verdict', async (code) => {
    const end = await shard(`console.log('{"programs":1}'); process.exitCode = ${code};`);
    expect(end).toEqual({ kind: 'part', report: '{"programs":1}\n' });
  });

  it.each([
    ['is killed', `process.kill(process.pid, 'SIGKILL')`, { kind: 'lost', why: 'its process was ended by SIGKILL' }],
    [
      'says nothing',
      `console.error('gone'); process.exitCode = 1`,
      { kind: 'lost', why: expect.stringContaining('gone') },
    ],
    ['breaks off', `console.log('{"programs":')`, { kind: 'lost' }],
    [
      'is at fault',
      `console.log('{"programs":1}'); console.error('a bug'); process.exitCode = 70`,
      { kind: 'fault', why: 'a bug' },
    ],
    ['cannot begin', `console.error('what?'); process.exitCode = 4`, { kind: 'given back', why: 'what?' }],
    ['reaches no target', `console.log('{"programs":0}'); process.exitCode = 5`, { kind: 'given back' }],
  ])('that %s', async (_, script, end) => {
    expect(await shard(script)).toMatchObject(end);
  });

  it('is given the words of the campaign, its files, the target, and no other variable or config file', async () => {
    const end = await shard(`
      const [words, named] = [process.argv.slice(2), (flag) => process.argv.find((word) => word.startsWith(flag)).slice(flag.length)];
      const files = [readFileSync(named('--baseline='), 'utf8'), readdirSync(named('--corpus=')), readFileSync(named('--config='), 'utf8')];
      const { NODE_CHANNEL_FD, NODE_CHANNEL_SERIALIZATION_MODE, KMCL_CONFORMANCE_STEP, ...variables } = process.env;
      console.log(JSON.stringify({ words, files, variables }));`);
    const { words, files, variables } = JSON.parse((end as { report: string }).report);
    expect(words.slice(0, 5)).toEqual(['run', '--seed=7', '--shard=2/3', '--json', '--tier=smoke']);
    expect(words.at(-1)).toBe('--target=reference');
    expect([files, variables]).toEqual([['version: 1', ['000000.kmcl'], '{}'], { ONLY: 'this' }]);
  });

  it('goes back when the worker is told to give up', async () => {
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 100);
    expect(await shard('setTimeout(() => {}, 60_000)', giveUp.signal)).toMatchObject({ kind: 'given back' });
  });
});

describe('a campaign in the queue', () => {
  const refused = (more: object) => expect(() => campaignOf(JSON.stringify({ ...campaign, ...more }))).toThrow();

  it('chooses no target, no command and no file of its worker', () => {
    expect(campaignOf(JSON.stringify(campaign))).toEqual(campaign);
    for (const word of [
      '--target=reference',
      '--restart=rm',
      '--config=evil.ts',
      '--out=/',
      '--tier',
      'run',
      '--corpus=/',
    ])
      refused({ words: [word] });
    for (const name of [
      '../x.kmcl',
      'corpus/../../x.kmcl',
      'corpus/.kmcl',
      '/x',
      'config.json',
      'corpus/a/b.kmcl',
      'kmcl.config.ts',
    ])
      refused({ files: { [name]: '' } });
    refused({ more: 1 });
    refused({ seed: -1 });
  });

  it('has reports that come back as they were, and none that burst', () => {
    expect(unpacked(packed('a report'))).toBe('a report');
    expect(() => unpacked(packed('0'.repeat(2 ** 25 + 1)))).toThrow();
    expect(() => unpacked('a report')).toThrow();
  });
});

it('a suite is what its sources are, wherever they lie', () => {
  const places = ['a', 'b/dist'].map((name) => join(folder, name));
  for (const place of places) {
    mkdirSync(join(place, 'spec', 'deep'), { recursive: true });
    mkdirSync(join(place, 'harness'));
    writeFileSync(join(place, 'spec', 'deep', 'a.js'), 'export {};');
    writeFileSync(join(place, 'harness', 'b.js'), 'export {};');
    writeFileSync(join(place, 'harness', 'b.d.ts'), place);
  }
  for (const home of ['a', 'b']) writeFileSync(join(folder, home, 'package.json'), '{}');
  const [one, other] = places.map((place) => suiteHash(place));
  expect(one).toMatch(/^[\da-f]{8}$/);
  expect(other).toBe(one);
  writeFileSync(join(places[0]!, 'spec', 'deep', 'a.js'), 'export { };');
  expect(suiteHash(places[0])).not.toBe(one);
  cpSync(join(folder, 'b', 'dist', 'spec', 'deep', 'a.js'), join(places[0]!, 'spec', 'deep', 'c.js'));
  expect(suiteHash()).toMatch(/^[\da-f]{8}$/);
});
