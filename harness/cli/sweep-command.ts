/**
 * `sweep`: every pair of amounts, in spans that can be taken up again, from the flags to the exit code.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { corpusName, savePrograms } from '../program/corpus.ts';
import { withThousands } from '../program/with-thousands.ts';
import { labelled, labelledCommand } from '../report/terminal/labelled.ts';
import { screenFor } from '../report/terminal/screen.ts';
import { judgedTraceLines } from '../report/terminal/judged-trace.ts';
import { paintFor } from '../report/terminal/paint.ts';
import { visible } from '../program/visible.ts';
import { sweepExpectation } from '../sweep/expectation.ts';
import { pump } from '../sweep/pump.ts';
import type { SweptSpan } from '../sweep/pump.ts';
import { gapsIn, pairsIn, withSpan } from '../sweep/spans.ts';
import { sweeperByRuns } from '../sweep/sweep-by-runs.ts';
import { PAIRS } from '../sweep/sweep.ts';
import type { Span, Sweeper, WrongPair } from '../sweep/sweep.ts';
import { explainWrongPair } from '../sweep/wrong-pair.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { replayCommand } from '../report/replay-command.ts';
import { readResume, writeResume } from './resume-file.ts';
import { SweepProgress } from './sweep-progress.ts';
import { untilInterrupted } from './interruption.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { reachWords } from './target-flags.ts';
import type { TargetOptions } from './target-flags.ts';
import type { Program } from '../target.ts';
import { ownCommand } from './own-command.ts';
import { UsageError } from '../usage-error.ts';

export interface SweepFlags extends TargetOptions {
  readonly target: string;
  readonly from: number;
  readonly to: number;
  readonly processes?: number;
  readonly resume?: string;
  readonly corpus: string;
}

/** How often the file of what is done is written. */
const SAVE_EVERY_MS = 1_000;

export async function sweepCommand(flags: SweepFlags, catalog: TargetCatalog): Promise<number> {
  const whole: Span = { from: flags.from, to: flags.to };
  if (whole.from >= whole.to) throw new UsageError(`no pair lies from ${whole.from} to before ${whole.to}`);
  const { sweeper, workersMax } = await openSweeper(flags, catalog);
  try {
    if (!sweeper.info.capabilities.includes('reservation')) {
      throw new UsageError(`${sweeper.info.name} does not claim reservation: no pair can be read back`);
    }
    const before = flags.resume === undefined ? [] : await readResume(flags.resume, sweeper.identity);
    const asked = gapsIn(whole, before);
    const { done, wrong } = await untilInterrupted((signal) =>
      sweep(sweeper, pump(sweeper, asked, workersMax, signal), asked, before, flags.resume),
    );
    const name = `${visible(sweeper.info.name)} ${visible(sweeper.info.version)}`;
    process.stdout.write(`${paintFor(process.stdout)('bold', name)}  sweep of ${spanWords(whole)}\n\n`);
    if (wrong !== undefined) return await tellWrong(wrong, flags, catalog);
    return tellDone(whole, asked, gapsIn(whole, done), flags);
  } finally {
    await sweeper.close?.();
  }
}

async function openSweeper(
  flags: SweepFlags,
  catalog: TargetCatalog,
): Promise<{ readonly sweeper: Sweeper; readonly workersMax: number }> {
  const { processes, target } = flags;
  const expected = sweepExpectation();
  const own = await catalog.sweeper(target, flags, expected);
  if (own !== undefined) return { sweeper: own, workersMax: processes ?? availableParallelism() };
  if (processes !== undefined) {
    throw new UsageError('--processes means something for native targets and the reference only');
  }
  const identity = await catalog.identity(target);
  if (identity === undefined && flags.resume !== undefined) {
    throw new UsageError(
      `nobody can tell whether what is behind ${target} is the same as before: leave out --resume, which is for reference, native and module targets`,
    );
  }
  return { sweeper: sweeperByRuns(await catalog.open(target, flags), expected, flags, identity), workersMax: 1 };
}

/** Keeps what is done in the file, and shows how far it is, as spans come in. */
async function sweep(
  { identity }: Sweeper,
  spans: AsyncIterable<SweptSpan>,
  asked: readonly Span[],
  before: readonly Span[],
  file: string | undefined,
): Promise<{ readonly done: readonly Span[]; readonly wrong?: WrongPair }> {
  const progress = new SweepProgress(process.stderr, pairsIn(asked));
  let done = before;
  let savedAt = performance.now();
  const save = async () => {
    if (file !== undefined) await writeResume(file, identity, done);
    savedAt = performance.now();
  };
  // Told now and not at the end of an hour: that the file cannot be written.
  await save();
  try {
    for await (const span of spans) {
      if (span.kind !== 'as-expected') return { done, wrong: span };
      done = withSpan(done, span);
      progress.add(span.to - span.from);
      if (performance.now() - savedAt > SAVE_EVERY_MS) await save();
    }
    return { done };
  } finally {
    progress.clear();
    await save();
  }
}

/** The pair is run again by itself, so that a verdict stands on a program that anybody can replay. */
async function tellWrong(wrong: WrongPair, flags: SweepFlags, catalog: TargetCatalog): Promise<number> {
  const screen = screenFor(process.stdout, undefined, ownCommand());
  const target = await catalog.open(flags.target, flags);
  try {
    const { program, trace, findings, clause, repeats } = await explainWrongPair(wrong, target, flags);
    const brokenBy = clause ?? (wrong.kind === 'mismatch' ? 'sweep' : wrong.kind);
    const file = await saved(program, brokenBy, clause, flags);
    const lines = [...judgedTraceLines(trace, findings, screen), ''];
    if (!repeats)
      lines.push(...labelled('unrepeated', 'it did not happen again when the pair was run again by itself', screen));
    if (wrong.kind !== 'mismatch') lines.push(...labelled('saw', `${wrong.kind}: ${visible(wrong.message)}`, screen));
    lines.push(
      ...labelled('saved', file, screen),
      ...labelledCommand(
        'replay',
        replayCommand(file, 'documented', { target: flags.target, reach: [...reachWords(flags)] }),
        screen,
      ),
      '',
    );
    const isOurs = wrong.kind === 'adapter-fault';
    const verdict = isOurs ? 'TARGET UNUSABLE' : 'DOES NOT CONFORM';
    lines.push(
      `${screen.paint('red', verdict)}  ${isOurs ? 'the target broke the contract' : 'a pair was not answered as permitted'}`,
    );
    process.stdout.write(`${lines.join('\n')}\n`);
    return isOurs ? EXIT.targetUnusable : EXIT.doesNotConform;
  } finally {
    await target.close?.();
  }
}

/** The verdict stands on what was seen, not on what could be kept of it. */
async function saved(
  program: Program,
  brokenBy: string,
  clause: string | undefined,
  { corpus }: SweepFlags,
): Promise<string> {
  const name = corpusName(brokenBy, [program]);
  const remarks = [clause === undefined ? brokenBy : `breaks ${clause}`, 'found by sweep'];
  return savePrograms(corpus, name, [program], remarks).catch((error: Error) => {
    process.stderr.write(`warning: the corpus ${visible(corpus)} could not be written: ${visible(error.message)}\n`);
    return join(corpus, name);
  });
}

function tellDone(whole: Span, asked: readonly Span[], left: readonly Span[], { resume }: SweepFlags): number {
  const paint = paintFor(process.stdout);
  const missing = pairsIn(left);
  if (missing > 0) {
    const kept = resume === undefined ? '; --resume FILE keeps what is done' : `; ${resume} keeps what is done`;
    process.stdout.write(
      `${paint('yellow', 'INCONCLUSIVE')}  interrupted with ${withThousands(missing)} pairs to go${kept}\n`,
    );
    return EXIT.inconclusive;
  }
  const all = pairsIn([whole]);
  const before = all - pairsIn(asked);
  const earlier = before > 0 ? `, ${withThousands(before)} of them in an earlier run` : '';
  process.stdout.write(
    `${paint('green', 'CONFORMS')}  ${all === PAIRS ? 'all ' : ''}${withThousands(all)} pairs were answered as permitted${earlier}\n`,
  );
  return EXIT.conforms;
}

function spanWords({ from, to }: Span): string {
  return to - from === PAIRS ? 'all 2^32 pairs' : `${withThousands(to - from)} pairs, ${from} to ${to - 1}`;
}
