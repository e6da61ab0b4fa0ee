/**
 * `sweep`: every pair of amounts in each state of a channel and on each bad handle, in spans that can be taken up again, from the flags
 * to the exit code.
 */
import { availableParallelism } from 'node:os';
import type { Span } from '../pair-plan.ts';
import { pump } from '../sweep/pump.ts';
import type { SweepTask } from '../sweep/pump.ts';
import { gapsIn, pairsIn, spansOf, withSpan } from '../sweep/spans.ts';
import { sweeperByRuns } from '../sweep/sweep-by-runs.ts';
import type { Sweeper, WrongPair } from '../sweep/sweep.ts';
import { surveyState } from '../sweep/survey.ts';
import type { Survey, Surveys } from '../sweep/survey.ts';
import { SWEPT_STATES } from '../sweep/swept-states.ts';
import type { SweptState } from '../sweep/swept-states.ts';
import type { Choice } from '../../spec/permitted.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Target } from '../target.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import type { FlagsOf } from './flags.ts';
import { untilInterrupted } from './interruption.ts';
import { readResume, writeResume } from './resume-file.ts';
import type { SweptSpans } from './resume-file.ts';
import { SweepProgress } from './sweep-progress.ts';
import { tellSwept, tellWrongPair, tellWrongSurvey } from './sweep-words.ts';
import type { TargetCatalog } from './target-catalog.ts';

type SweepFlags = FlagsOf<'sweep'>;

interface StateTask extends SweepTask {
  readonly state: SweptState;
  readonly reading: Reading;
}

/** How often the file of what is done is written. */
const SAVE_EVERY_MS = 1_000;

export async function sweepCommand(flags: SweepFlags, catalog: TargetCatalog): Promise<number> {
  const whole: Span = { from: flags.from, to: flags.to };
  if (whole.from >= whole.to) throw new UsageError(`no pair lies from ${whole.from} to before ${whole.to}`);
  // Before anything of it is loaded.
  const isSame = await isSameBuild(flags.target, catalog);
  const own = await catalog.sweeper(flags.target, flags);
  try {
    const identity = own === undefined ? await identityOf(flags, catalog) : undefined;
    // Without a batch path the sweeper runs this very target.
    const target = await catalog.open(flags.target, flags);
    try {
      const workersMax = own === undefined ? 1 : (flags.processes ?? availableParallelism());
      const sweeper = own ?? sweeperByRuns(target, flags, identity);
      return await sweepAll(sweeper, workersMax, whole, target, flags, isSame);
    } finally {
      await target.close?.();
    }
  } finally {
    await own?.close?.();
  }
}

/** Processes begin anew, and may then be of another build, of which what was done says nothing. */
async function isSameBuild(target: string, catalog: TargetCatalog): Promise<() => Promise<boolean>> {
  const begun = await catalog.identity(target);
  return async () => (await catalog.identity(target)) === begun;
}

/** What tells that it is the same target as before, where it has no batch path. Looked at before anything is opened. */
async function identityOf(
  { processes, resume, target }: SweepFlags,
  catalog: TargetCatalog,
): Promise<string | undefined> {
  if (processes !== undefined) {
    throw new UsageError('--processes means something for native targets and the reference only');
  }
  const identity = await catalog.identity(target);
  if (identity === undefined && resume !== undefined) {
    throw new UsageError(
      `nobody can tell whether what is behind ${target} is the same as before: leave out --resume, which is for reference, native and module targets`,
    );
  }
  return identity;
}

async function sweepAll(
  sweeper: Sweeper,
  workersMax: number,
  whole: Span,
  target: Target,
  flags: SweepFlags,
  isSame: () => Promise<boolean>,
): Promise<number> {
  if (!target.info.capabilities.includes('reservation')) {
    throw new UsageError(`${target.info.name} does not claim reservation: no pair can be read back`);
  }
  const before = flags.resume === undefined ? {} : await readResume(flags.resume, sweeper.identity);
  const surveys = await surveyed(sweeper, target, flags);
  for (const [state, survey] of surveys) {
    if (survey.kind === 'wrong') return tellWrongSurvey(state, survey, sweeper.info, whole, target, flags);
  }
  const tasks = [...surveys].flatMap(([state, survey]) =>
    tasksOf(state, survey, gapsIn(whole, before[state] ?? []), sweeper),
  );
  const asked = pairsIn(tasks.map(({ span }) => span));
  const keep = { file: flags.resume, identity: sweeper.identity, isSame };
  const { done, wrong, isKept } = await untilInterrupted((signal) =>
    sweep(pump(sweeper, tasks, workersMax, signal), asked, before, keep),
  );
  if (wrong !== undefined) return tellWrongPair(wrong.task, wrong.pair, sweeper.info, whole, target, flags);
  if (!isKept) {
    process.stdout.write('INCONCLUSIVE  the target was built anew while it was swept\n');
    return EXIT.inconclusive;
  }
  return tellSwept({ whole, before, done, surveys }, sweeper.info, flags);
}

/** Each state that was asked for, up to the first that is wrong. */
async function surveyed({ programPairs }: Sweeper, target: Target, flags: SweepFlags): Promise<Surveys> {
  const surveys = new Map<SweptState, Survey>();
  const choices: Choice[] = [];
  for (const state of SWEPT_STATES.filter((one) => (flags.state ?? SWEPT_STATES).includes(one))) {
    const { deadlineMs, reading } = flags;
    const survey = await surveyState(state, target, { deadlineMs, reading, programPairs, choices });
    surveys.set(state, survey);
    if (survey.kind === 'not-claimed' && flags.state !== undefined) {
      throw new UsageError(`${target.info.name} does not claim what state ${state} needs`);
    }
    if (survey.kind === 'wrong') break;
    if (survey.kind === 'reached') choices.push(...survey.choices);
  }
  return surveys;
}

function tasksOf(
  state: SweptState,
  survey: Survey,
  gaps: readonly Span[],
  { spanPairs }: Sweeper,
): readonly StateTask[] {
  if (survey.kind !== 'reached') return [];
  const { plan, reading } = survey;
  return Array.from(spansOf(gaps, spanPairs), (span) => ({ state, plan, reading, span }));
}

interface Keep {
  readonly file: string | undefined;
  readonly identity: string;
  readonly isSame: () => Promise<boolean>;
}

/** Keeps what is done in the file, as long as it is of one build, and shows how far it is, as spans come in. */
async function sweep(
  spans: ReturnType<typeof pump<StateTask>>,
  pairsTotal: number,
  before: SweptSpans,
  { file, identity, isSame }: Keep,
): Promise<{
  readonly done: SweptSpans;
  readonly wrong?: { readonly task: StateTask; readonly pair: WrongPair };
  readonly isKept: boolean;
}> {
  const progress = new SweepProgress(process.stderr, pairsTotal);
  let done = before;
  let wrong: { readonly task: StateTask; readonly pair: WrongPair } | undefined;
  let savedAt = performance.now();
  let isKept = true;
  const save = async () => {
    isKept &&= await isSame();
    if (isKept && file !== undefined) await writeResume(file, identity, done);
    savedAt = performance.now();
  };
  // Told now and not at the end of an hour: that the file cannot be written.
  await save();
  try {
    for await (const { task, swept } of spans) {
      if (swept.kind !== 'as-expected') {
        wrong = { task, pair: swept };
        break;
      }
      done = { ...done, [task.state]: withSpan(done[task.state] ?? [], task.span) };
      progress.add(task.span.to - task.span.from);
      if (performance.now() - savedAt > SAVE_EVERY_MS) await save();
      if (!isKept) break;
    }
  } finally {
    progress.clear();
    await save();
  }
  return { done, isKept, ...(wrong === undefined ? {} : { wrong }) };
}
