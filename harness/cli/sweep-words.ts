/** What a sweep came to, in words and an exit code. */
import { describeResponse } from '../../spec/answer.ts';
import { corpusName, savePrograms } from '../program/corpus.ts';
import { visible } from '../program/visible.ts';
import { withThousands } from '../program/with-thousands.ts';
import { PAIRS, pairAt } from '../pair-plan.ts';
import type { PairPlan, Span } from '../pair-plan.ts';
import { replayCommand } from '../report/replay-command.ts';
import { wasRefused } from '../execute/trace.ts';
import { judgedTraceLines } from '../report/terminal/judged-trace.ts';
import { labelled } from '../report/terminal/labelled.ts';
import { paintFor } from '../report/terminal/paint.ts';
import { replayLines, savedLines } from '../report/terminal/saved-lines.ts';
import { screenFor } from '../report/terminal/screen.ts';
import { gapsIn, pairsIn } from '../sweep/spans.ts';
import type { WrongPair } from '../sweep/sweep.ts';
import { readingsLeft } from '../sweep/survey.ts';
import type { Survey, Surveys } from '../sweep/survey.ts';
import type { SweptState } from '../sweep/swept-states.ts';
import { explained, explainWrongPair } from '../sweep/wrong-pair.ts';
import type { Explained } from '../sweep/wrong-pair.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Program, Target, TargetInfo } from '../target.ts';
import type { FlagsOf } from './flags.ts';
import { ownCommand } from './own-command.ts';
import type { SweptSpans } from './resume-file.ts';
import { reachWords } from './target-flags.ts';

type SweepFlags = FlagsOf<'sweep'>;

export interface SweepResult {
  /** The pairs that were asked for in each state. */
  readonly whole: Span;
  /** What an earlier run had done, and what is done now. */
  readonly before: SweptSpans;
  readonly done: SweptSpans;
  readonly surveys: Surveys;
}

function heading({ name, version }: TargetInfo, whole: Span): string {
  return `${paintFor(process.stdout)('bold', `${visible(name)} ${visible(version)}`)}  sweep of ${spanWords(whole)}\n\n`;
}

function spanWords({ from, to }: Span): string {
  return to - from === PAIRS ? 'all 2^32 pairs' : `${withThousands(to - from)} pairs, ${from} to ${to - 1}`;
}

/** The pair is run again by itself, so that a verdict stands on a program that anybody can replay. */
export async function tellWrongPair(
  { state, plan, reading }: { readonly state: SweptState; readonly plan: PairPlan; readonly reading: Reading },
  wrong: WrongPair,
  info: TargetInfo,
  whole: Span,
  target: Target,
  flags: SweepFlags,
): Promise<number> {
  process.stdout.write(heading(info, whole));
  if (standsOnARefusal(wrong, plan)) {
    const words = `from pair ${wrong.pair} on nothing is known of state ${state}: Allocate or Enable was refused there, which is permitted`;
    process.stdout.write(
      `${screenFor(process.stdout, undefined, ownCommand()).paint('yellow', 'INCONCLUSIVE')}  ${words}\n`,
    );
    return EXIT.inconclusive;
  }
  const shown = await explainWrongPair(plan, wrong, target, { deadlineMs: flags.deadlineMs, reading });
  if (!shown.repeats) return tellUnrepeated(state, wrong);
  const saw = wrong.kind === 'mismatch' ? [] : [['saw', `${wrong.kind}: ${visible(wrong.message)}`] as const];
  const isOurs = wrong.kind === 'adapter-fault';
  return tellFailure(state, shown, saw, isOurs, reading, flags);
}

/** What was seen stands, and nothing is saved that would pass. A hang may have been the machine's. */
function tellUnrepeated(state: SweptState, wrong: WrongPair): number {
  const screen = screenFor(process.stdout, undefined, ownCommand());
  const { mmioMegabytes, mmioMegabytesOptional } = pairAt('all', wrong.pair);
  const last = wrong.kind === 'mismatch' ? wrong.responses?.at(-1) : undefined;
  const seen =
    wrong.kind === 'mismatch'
      ? `${last === undefined ? 'another answer than is permitted' : describeResponse(last)} at MmioMegabytes=${mmioMegabytes} Optional=${mmioMegabytesOptional}, among others in one process`
      : `${wrong.kind}: ${visible(wrong.message)}`;
  const [isHang, isOurs] = [wrong.kind === 'timeout', wrong.kind === 'adapter-fault'];
  const verdict = isOurs ? 'TARGET UNUSABLE' : isHang ? 'INCONCLUSIVE' : 'DOES NOT CONFORM';
  const what = isOurs
    ? 'the target broke the contract'
    : isHang
      ? 'a hang did not repeat'
      : 'it was seen, and did not repeat';
  const lines = [
    ...labelled(
      'unrepeated',
      'it did not happen again when the pair was run again by itself, so nothing is saved',
      screen,
    ),
    ...labelled('saw', seen, screen),
    ...labelled('state', state, screen),
    '',
    `${screen.paint(isHang ? 'yellow' : 'red', verdict)}  ${what}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return isOurs ? EXIT.targetUnusable : isHang ? EXIT.inconclusive : EXIT.doesNotConform;
}

function standsOnARefusal(wrong: WrongPair, { before }: PairPlan): boolean {
  if (wrong.kind !== 'mismatch') return false;
  return before.some(({ call: { kind } }, at) => {
    const response = wrong.responses?.[at];
    return (kind === 'allocate' || kind === 'enable') && response !== undefined && wasRefused(response);
  });
}

/** What the two pairs that are tried first were answered with. */
export async function tellWrongSurvey(
  state: SweptState,
  { trace, wavers }: Survey & { readonly kind: 'wrong' },
  info: TargetInfo,
  whole: Span,
  target: Target,
  flags: SweepFlags,
): Promise<number> {
  process.stdout.write(heading(info, whole));
  const reading = flags.reading === 'any' ? READINGS[0] : flags.reading;
  const shown = await explained(trace.program, target, { deadlineMs: flags.deadlineMs, reading });
  const at = shown.findings.at(-1)?.at;
  const program = at === undefined ? trace.program : trace.program.slice(0, at + 1);
  const short = await explained(program, target, { deadlineMs: flags.deadlineMs, reading });
  const words = `answers ${wavers?.id ?? ''} by ${wavers?.answer ?? ''} here, and the other way in a state before`;
  const isOurs = trace.end.kind === 'adapter-fault';
  return tellFailure(state, short, wavers === undefined ? [] : [['choice', words]], isOurs, reading, flags);
}

async function tellFailure(
  state: SweptState,
  { program, trace, findings, clause, repeats }: Explained,
  more: readonly (readonly [label: 'saw' | 'choice', text: string])[],
  isOurs: boolean,
  reading: Reading,
  flags: SweepFlags,
): Promise<number> {
  const screen = screenFor(process.stdout, undefined, ownCommand());
  const brokenBy = clause ?? (trace.end.kind === 'complete' ? 'sweep' : trace.end.kind);
  const file = await saved(program, brokenBy, clause, state, flags);
  const lines = [...judgedTraceLines(trace, findings, screen), ''];
  if (!repeats && more.every(([label]) => label !== 'choice')) {
    lines.push(...labelled('unrepeated', 'it did not happen again when the pair was run again by itself', screen));
  }
  for (const [label, text] of more) lines.push(...labelled(label, text, screen));
  const reach = { target: flags.target, reach: [...reachWords(flags)] };
  lines.push(
    ...labelled('state', state, screen),
    ...savedLines(file, screen),
    ...replayLines(file === undefined ? undefined : replayCommand(file, reading, reach), screen),
    '',
  );
  const verdict = isOurs ? 'TARGET UNUSABLE' : 'DOES NOT CONFORM';
  lines.push(
    `${screen.paint('red', verdict)}  ${isOurs ? 'the target broke the contract' : 'a pair was not answered as permitted'}`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
  return isOurs ? EXIT.targetUnusable : EXIT.doesNotConform;
}

/** The verdict stands on what was seen, not on what could be kept of it: nothing where it could not be saved. */
async function saved(
  program: Program,
  brokenBy: string,
  clause: string | undefined,
  state: SweptState,
  { corpus }: SweepFlags,
): Promise<string | undefined> {
  const name = corpusName(brokenBy, [program]);
  const remarks = [clause === undefined ? brokenBy : `breaks ${clause}`, `found by sweep, state ${state}`];
  return savePrograms(corpus, name, [program], remarks).catch((error: Error) => {
    process.stderr.write(`warning: the corpus ${visible(corpus)} could not be written: ${visible(error.message)}\n`);
    return undefined;
  });
}

/** Conforms where every pair was tried in every state that was asked for and is claimed; what was not tried is told. */
export function tellSwept(result: SweepResult, info: TargetInfo, { resume }: SweepFlags): number {
  const { whole, before, done, surveys } = result;
  const paint = paintFor(process.stdout);
  const screen = screenFor(process.stdout, undefined, ownCommand());
  const all = pairsIn([whole]);
  const reached = [...surveys].filter(([, { kind }]) => kind === 'reached').map(([state]) => state);
  const leftIn = (swept: SweptSpans) =>
    reached.reduce((sum, state) => sum + pairsIn(gapsIn(whole, swept[state] ?? [])), 0);
  const missing = leftIn(done);
  const earlier = reached.length * all - leftIn(before);
  const unreached = [...surveys].filter(([, { kind }]) => kind === 'not-reached').map(([state]) => state);
  const rows = [...surveys].flatMap(([state, survey]) =>
    labelled('state', `${state}: ${stateWords(survey, whole, done[state] ?? [])}`, screen),
  );
  const readings = readingsWords(surveys, whole, done);
  process.stdout.write(
    `${[heading(info, whole).trimEnd(), '', ...rows, ...labelled('readings', readings, screen)].join('\n')}\n\n`,
  );
  if (missing > 0) {
    const kept = resume === undefined ? '; nothing is kept without --resume FILE' : `; ${resume} keeps what is done`;
    process.stdout.write(
      `${paint('yellow', 'INCONCLUSIVE')}  interrupted with ${withThousands(missing)} pairs to go${kept}\n`,
    );
    return EXIT.inconclusive;
  }
  if (unreached.length > 0) {
    process.stdout.write(`${paint('yellow', 'INCONCLUSIVE')}  not reached: ${unreached.join(', ')}\n`);
    return EXIT.inconclusive;
  }
  const ofThem = earlier > 0 ? `, ${withThousands(earlier)} of them in an earlier run` : '';
  const where = reached.length === 1 ? `in state ${reached[0]}` : `in each of ${reached.length} states`;
  process.stdout.write(
    `${paint('green', 'CONFORMS')}  ${all === PAIRS ? 'all ' : ''}${withThousands(all)} pairs were answered as permitted ${where}${ofThem}\n`,
  );
  return EXIT.conforms;
}

/** The readings part on a disabled channel alone, so that without it nothing is known of them. */
function readingsWords(surveys: Surveys, whole: Span, done: SweptSpans): string {
  if (surveys.get('disabled')?.kind !== 'reached') return 'not told apart: state disabled was not swept';
  if (gapsIn(whole, done.disabled ?? []).length > 0) return 'not told apart: state disabled was not swept to its end';
  const left = readingsLeft(surveys);
  return `satisfied: ${READINGS.map((reading) => `${reading} ${left.includes(reading) ? 'yes' : 'no'}`).join(', ')}`;
}

function stateWords(survey: Survey, whole: Span, done: readonly Span[]): string {
  switch (survey.kind) {
    case 'not-claimed':
      return 'not claimed';
    case 'not-reached':
      return `not reached: ${survey.refused.kind} ch${survey.refused.channel} was refused`;
    case 'reached':
      return `${withThousands(pairsIn([whole]) - pairsIn(gapsIn(whole, done)))} pairs`;
    case 'wrong':
      return 'wrong';
    default:
      return survey satisfies never;
  }
}
