/** `judge` of answers: a run as it would have been on the target, its answers taken out of a record. */
import { counted } from '../program/counted.ts';
import { offlineName, readRecording } from '../vectors/offline-target.ts';
import { recordedCampaign } from '../vectors/recorded-campaign.ts';
import { FLAGS } from './flags.ts';
import type { FlagsOf } from './flags.ts';
import { runCommand } from './run-command.ts';
import type { TargetCatalog } from './target-catalog.ts';

export async function judgeAnswers(
  files: readonly string[],
  flags: FlagsOf<'judge'>,
  catalog: TargetCatalog,
): Promise<number> {
  const recording = await readRecording(files);
  const { unanswered } = recording;
  if (unanswered.count > 0) {
    const many = counted(unanswered.count, 'program');
    process.stderr.write(
      `notice: ${many} of the vector files ${unanswered.count === 1 ? 'was' : 'were'} not answered: ${unanswered.why}\n`,
    );
  }
  const { tier, seed } = recording.order;
  const { reading = 'documented', level = 'should' } = flags;
  const given = recordedCampaign(recording, reading);
  const asked = {
    target: offlineName(files),
    tier,
    seed,
    reading,
    level,
    deadlineMs: FLAGS.run.deadlineMs.default,
  } as const;
  return runCommand(
    { ...flags, ...asked },
    { ...catalog, takes: () => [], open: async () => recording.target() },
    given,
  );
}
