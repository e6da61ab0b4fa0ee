/**
 * `campaign`: a run whose shards are taken by workers, wherever they are. This command only adds the shards, gathers what they
 * come to and publishes the report of the whole; it has no target, may be killed, and goes on where it was when it is started again.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printPrograms } from '../program/program.ts';
import { readCorpus } from '../program/corpus.ts';
import { visible } from '../program/visible.ts';
import { FILE_BOUNDS, readBounded } from '../program/bounded-file.ts';
import { BASELINE, CORPUS, SHARED_FLAGS } from '../elastic/campaign-schema.ts';
import type { Campaign } from '../elastic/campaign-schema.ts';
import type { CoordinatorQueue, LostShard } from '../elastic/elastic.ts';
import { gather } from '../elastic/gather.ts';
import type { Gathered } from '../elastic/gather.ts';
import { campaignId, shardWords } from '../elastic/shard-name.ts';
import { suiteHash } from '../elastic/suite-hash.ts';
import { UsageError } from '../usage-error.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { CampaignProgress } from './campaign-progress.ts';
import { durationMs } from './duration.ts';
import { FLAGS, spelled } from './flags.ts';
import type { FlagsOf } from './flags.ts';
import { untilInterrupted } from './interruption.ts';
import { mergeCommand } from './merge-command.ts';
import { checkPublishFlags } from './publish-flags.ts';
import { takeQueueAddress } from './queue-address.ts';
import { today } from './read-policy.ts';

type CampaignFlags = FlagsOf<'campaign'>;

const POLL_MS = 500;

export async function campaignCommand(flags: CampaignFlags): Promise<number> {
  checkPublishFlags(flags);
  const suite = suiteHash();
  const asked = await askedOf(flags);
  const { openCoordinatorQueue } = await import('../elastic/bullmq/bullmq-coordinator.ts');
  const queue = await openCoordinatorQueue(takeQueueAddress(flags.queue), suite, flags.name);
  const progress = new CampaignProgress(process.stderr, queue.title, flags.quiet === true);
  try {
    return await untilInterrupted(
      async (signal) => {
        const campaign = await begun(queue, { ...asked, id: campaignId(suite, asked) }, flags);
        progress.begin(campaign);
        const gathered = await gather(queue, campaign, {
          lostAfterMs: durationMs(flags.lostAfter)!,
          pollMs: POLL_MS,
          signal,
          onState: (state, done) => progress.show(state, done),
          onPart: (part, name) => progress.part(part, shardWords(name, campaign)!),
        });
        progress.end();
        if (gathered === undefined) return EXIT.inconclusive;
        const exitCode = await published(gathered, campaign, flags);
        // Not before there is a report of it: one that could not be written is tried again by the same command.
        await queue.forget();
        return exitCode;
      },
      () =>
        progress.note('interrupted: the campaign stays in the queue; the same command goes on, --anew begins again'),
    );
  } finally {
    progress.clear();
    await queue.close();
  }
}

/** What is asked for but the seed, files of this machine included, since workers have others. */
async function askedOf(flags: CampaignFlags): Promise<Pick<Campaign, 'shards' | 'words' | 'files'>> {
  const { programs, unreadable } = await readCorpus(flags.corpus);
  for (const why of unreadable) process.stderr.write(`notice: skipped: ${visible(why)}\n`);
  const files = Object.fromEntries(
    programs.map((saved, index) => [`${CORPUS}/${`${index}`.padStart(6, '0')}.kmcl`, printPrograms(saved.programs)]),
  );
  if (flags.baseline !== undefined) files[BASELINE] = await readBounded(flags.baseline, FILE_BOUNDS.baseline);
  const values: Readonly<Record<string, unknown>> = {
    ...flags,
    ...(flags.baseline === undefined ? {} : { today: flags.today ?? today() }),
  };
  const words = Object.keys(FLAGS.campaign).flatMap((name) => {
    const [word, value] = [spelled(name), values[name]];
    if (!(SHARED_FLAGS as readonly string[]).includes(word.slice(2)) || value === undefined) return [];
    if (name === 'clause') return (value as readonly string[]).map((glob) => `${word}=${glob}`);
    return [`${word}=${Array.isArray(value) ? value.join(',') : String(value)}`];
  });
  return { shards: flags.shards, words, files };
}

/** Adds to no other campaign, and waits for a coordinator that was killed to be known as lost. */
async function begun(
  queue: CoordinatorQueue,
  asked: Pick<Campaign, 'id' | 'shards' | 'words' | 'files'>,
  flags: CampaignFlags,
): Promise<Campaign> {
  const lostAfterMs = durationMs(flags.lostAfter)!;
  for (const startedAt = performance.now(); !(await queue.lead(lostAfterMs));) {
    if (performance.now() - startedAt > lostAfterMs + POLL_MS)
      throw new UsageError(`another coordinator is at work in ${queue.title}; --name names another queue`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  if (flags.anew === true) await queue.forget();
  const seed = flags.seed ?? Math.floor(Math.random() * 0x7fff_ffff);
  const campaign = await queue.begin({ ...asked, seed, startedAt: new Date().toISOString() });
  const isOurs = campaign.id === asked.id && (flags.seed === undefined || flags.seed === campaign.seed);
  if (!isOurs) {
    const other = `another campaign is under way in ${queue.title}: seed ${campaign.seed}, ${campaign.shards} shards`;
    throw new UsageError(`${other}, ${campaign.words.join(' ')}; --name names another queue, and --anew drops it`);
  }
  return campaign;
}

/** Gives the exit code. */
async function published({ report, lost }: Gathered, campaign: Campaign, flags: CampaignFlags): Promise<number> {
  for (const one of lost) process.stderr.write(`${lossWords(one, campaign)}\n`);
  const kinds = new Set(lost.map(({ kind }) => kind));
  if (report === undefined) {
    process.stderr.write('there is no report: what has to come to one never did\n');
    return kinds.has('empty') ? EXIT.badUsage : kinds.has('fault') ? EXIT.suiteFault : EXIT.inconclusive;
  }
  const folder = await mkdtemp(join(tmpdir(), 'kmcl-campaign-'));
  try {
    const file = join(folder, 'report.json');
    await writeFile(file, report);
    const told = { isQuiet: flags.quiet === true, parts: campaign.shards - lost.length };
    const exitCode = await mergeCommand([file], mergeFlags(flags), told);
    return kinds.has('fault') ? EXIT.suiteFault : kinds.has('empty') ? EXIT.badUsage : exitCode;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What nobody came to the end of: all that is known of it, and how it is tried by hand. */
function lossWords({ name, kind, why, takenBy }: LostShard, campaign: Campaign): string {
  const part = shardWords(name, campaign);
  const what = part === undefined ? 'the last step, in which failures are made small' : `shard ${part}`;
  if (kind === 'empty') return visible(`${what} has no program: there are more shards than programs, so take fewer`);
  const whose = kind === 'fault' ? 'a bug of kmcl-conformance ended' : 'nobody came to the end of';
  const shard = part === undefined ? [] : [`--shard=${part}`];
  const run = ['run', ...campaign.words, `--seed=${campaign.seed}`, ...shard].join(' ');
  const rows = [`FINDING  ${whose} ${what}: ${why}`, ...takenBy.map((row) => `  ${row}`), `  by hand: ${run}`];
  return rows.map(visible).join('\n');
}

function mergeFlags(flags: CampaignFlags): FlagsOf<'merge'> {
  return Object.fromEntries(Object.keys(FLAGS.merge).map((name) => [name, flags[name as keyof CampaignFlags]]));
}
