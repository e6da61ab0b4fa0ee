/** `judge` of answers: a run as it would have been on the target, its answers taken out of a record. */
import { counted } from '../program/counted.ts';
import { corpusName } from '../program/corpus.ts';
import { LEFT_OUT } from '../vectors/offline-programs.ts';
import { offlineName, readRecording } from '../vectors/offline-target.ts';
import { SEARCH_PROGRAMS_MAX, simplestFailures } from '../vectors/shrink-round.ts';
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
  const { answeredOtherwise } = recording;
  // What later files made small is where blame begins, as with a corpus.
  const isAskedOnce = recording.isFirst && answeredOtherwise.length === 0;
  const failures = isAskedOnce ? [] : simplestFailures(recording, reading === 'any' ? 'documented' : reading);
  const corpus = [
    ...failures.map(({ clause, program }) => ({ file: corpusName(clause, [program]), programs: [program] })),
    // A tier runs each program once, and no answer that was given is passed over.
    ...answeredOtherwise.map((program) => ({ file: corpusName('answers', [program]), programs: [program] })),
  ];
  const { programs, calls } = recording;
  const given = {
    corpus,
    recorded: { programs, calls },
    leavesOut: (strategy: string) => LEFT_OUT[strategy],
    searchProgramsMax: SEARCH_PROGRAMS_MAX,
  };
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
