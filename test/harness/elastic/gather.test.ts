/** What a coordinator makes of a queue that forgets, repeats, holds what is not its own, or does not answer. */
import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../harness/elastic/campaign-schema.ts';
import type { CoordinatorQueue, Part } from '../../../harness/elastic/elastic.ts';
import { gather } from '../../../harness/elastic/gather.ts';
import type { GatherHost } from '../../../harness/elastic/gather.ts';
import { campaignId, shardName, shardWords, wholeName } from '../../../harness/elastic/shard-name.ts';

const ASKED = { shards: 3, words: ['--tier=smoke'], files: {} };
const CAMPAIGN: Campaign = { ...ASKED, id: campaignId('00c0ffee', ASKED), seed: 7, startedAt: '2026-11-27T00:00:00Z' };
const NAMES = [0, 1, 2].map((index) => shardName(CAMPAIGN, index));

/** In which everything is done at once, but for what is overridden. */
class InstantQueue implements CoordinatorQueue {
  readonly title = 'a queue';
  readonly jobs = new Set<string>();
  readonly asked: string[] = [];

  lead = async () => true;
  begin = async (campaign: Campaign) => campaign;
  forget = async () => {};
  close = async () => {};
  lossOf = async (name: string) => ({ name, why: 'three workers were lost in it', takenBy: [], kind: 'loss' as const });

  async add(names: readonly string[]) {
    for (const name of names) this.jobs.add(name);
  }

  async state() {
    return { running: 0, workers: 1, done: [...this.jobs], lost: [] as string[], known: this.jobs.size };
  }

  async part(name: string): Promise<Part | undefined> {
    this.asked.push(name);
    return { report: `report of ${name}`, worker: 'w', lostBefore: 0 };
  }
}

const host = (more: Partial<GatherHost> = {}): GatherHost => ({
  lostAfterMs: 1_000,
  pollMs: 1,
  signal: new AbortController().signal,
  onState: () => {},
  onPart: () => {},
  ...more,
});
const WHOLE = wholeName(CAMPAIGN);

describe('a coordinator', () => {
  it('asks for each report once, and for that of the whole behind them', async () => {
    const queue = new InstantQueue();
    expect(await gather(queue, CAMPAIGN, host())).toEqual({ report: `report of ${WHOLE}`, lost: [] });
    expect(queue.asked.slice(0, 3)).toEqual(NAMES);
    expect(new Set(queue.asked.slice(3))).toEqual(new Set([WHOLE]));
  });

  it('has no whole before each shard has come to an end', async () => {
    const queue = new InstantQueue();
    const ending = new AbortController();
    queue.state = async () => ({ running: 1, workers: 1, done: NAMES.slice(1), lost: [], known: 3 });
    const onState = (_: unknown, done: number) => done === 2 && ending.abort();
    expect(await gather(queue, CAMPAIGN, host({ signal: ending.signal, onState }))).toBeUndefined();
    expect([...queue.jobs, ...queue.asked]).not.toContain(WHOLE);
  });

  it('takes nothing that is not of its campaign', async () => {
    const queue = new InstantQueue();
    await queue.add([shardName({ ...CAMPAIGN, seed: 8 }, 0), shardName({ ...CAMPAIGN, shards: 4 }, 3), 'another']);
    const wait = new AbortController();
    const gathering = gather(queue, CAMPAIGN, host({ signal: wait.signal, onState: () => wait.abort() }));
    expect(await gathering).toBeUndefined();
    expect(queue.asked).toEqual([]);
  });

  it('adds again what the queue has lost, and needs no second report of what it had', async () => {
    const queue = new InstantQueue();
    queue.state = async function (this: InstantQueue) {
      const state = await InstantQueue.prototype.state.call(this);
      // It is restarted empty each time, behind the first shard that is done.
      const [first] = this.jobs;
      this.jobs.clear();
      return { ...state, done: first === undefined ? [] : [first] };
    };
    expect(await gather(queue, CAMPAIGN, host())).toMatchObject({ report: `report of ${WHOLE}` });
    expect(queue.asked.filter((name) => name !== WHOLE)).toEqual(NAMES);
  });

  it('ends with what was lost, and does not wait for it', async () => {
    const queue = new InstantQueue();
    queue.state = async () => ({ running: 0, workers: 0, done: NAMES.slice(1), lost: NAMES.slice(0, 1), known: 3 });
    const { report, lost } = (await gather(queue, CAMPAIGN, host()))!;
    expect([report, lost.map(({ name }) => name)]).toEqual([`report of ${WHOLE}`, NAMES.slice(0, 1)]);
    queue.state = async () => ({ running: 0, workers: 0, done: [], lost: NAMES, known: 3 });
    expect(await gather(queue, CAMPAIGN, host())).toMatchObject({
      report: undefined,
      lost: NAMES.map((name) => ({ name })),
    });
    queue.part = async (name) => (name === WHOLE ? undefined : { report: '', worker: 'w', lostBefore: 0 });
    queue.state = async () => ({ running: 0, workers: 0, done: NAMES, lost: [WHOLE], known: 4 });
    expect(await gather(queue, CAMPAIGN, host())).toMatchObject({ report: undefined, lost: [{ name: WHOLE }] });
  });

  it('gives way to another one, and to another campaign', async () => {
    const [outrun, replaced] = [new InstantQueue(), new InstantQueue()];
    outrun.lead = async () => false;
    await expect(gather(outrun, CAMPAIGN, host())).rejects.toThrow('another coordinator has taken this campaign over');
    replaced.begin = async () => ({ ...CAMPAIGN, seed: 8 });
    await expect(gather(replaced, CAMPAIGN, host())).rejects.toThrow('another campaign has taken this queue over');
  });

  it('can be ended while the queue does not answer', async () => {
    const queue = new InstantQueue();
    queue.state = () => new Promise(() => {});
    const ending = new AbortController();
    const gathering = gather(queue, CAMPAIGN, host({ signal: ending.signal }));
    setTimeout(() => ending.abort(), 5);
    expect(await gathering).toBeUndefined();
  });
});

describe('the name of a shard', () => {
  it('tells which part it is of its own campaign, and of no other', () => {
    expect(NAMES.map((name) => shardWords(name, CAMPAIGN))).toEqual(['1/3', '2/3', '3/3']);
    const others = [{ seed: 8 }, { shards: 4 }, { id: campaignId('00c0ffef', ASKED) }];
    for (const other of others) expect(shardWords(NAMES[0]!, { ...CAMPAIGN, ...other })).toBeUndefined();
    for (const odd of [NAMES[0]!.replace('1of3', '4of3'), NAMES[0]!.replace('1of3', '0of3'), `${NAMES[0]} `, '1of3'])
      expect(shardWords(odd, CAMPAIGN)).toBeUndefined();
  });

  it('follows from the suite and from all that is asked', () => {
    const ids = [
      campaignId('00c0ffee', ASKED),
      campaignId('00c0ffef', ASKED),
      campaignId('00c0ffee', { ...ASKED, shards: 4 }),
      campaignId('00c0ffee', { ...ASKED, words: ['--tier=ci'] }),
      campaignId('00c0ffee', { ...ASKED, files: { 'baseline.yaml': 'version: 1' } }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    const files = { 'corpus/b.kmcl': 'b', 'corpus/a.kmcl': 'a' };
    const turned = { 'corpus/a.kmcl': 'a', 'corpus/b.kmcl': 'b' };
    expect(campaignId('00c0ffee', { ...ASKED, files })).toBe(campaignId('00c0ffee', { ...ASKED, files: turned }));
  });
});
