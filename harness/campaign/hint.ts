/**
 * Which pattern a wrong answer follows, if it is one that can be told. Of all patterns that fit the counterexample the programs
 * are tried that part them best, as in a game of twenty questions; the last one left is then tried on further programs, and is
 * said only where it told every answer, wrong and right ones, those to amounts at which the run saw it go wrong elsewhere too.
 */
import { describePair } from '../../spec/answer.ts';
import { MEGABYTE_BYTES } from '../../spec/call.ts';
import type { Reservation } from '../../spec/call.ts';
import type { Trace } from '../execute/trace.ts';
import type { Program } from '../target.ts';
import { withPair } from './neighbour.ts';
import type { Neighbour } from './neighbour.ts';
import { answerPatterns, conditionPatterns, programsAcross, programsLike } from './pattern-candidates.ts';
import { observed, pairGivenBy, predicted, WRONG } from './pattern.ts';
import type { Hint, Pattern, Subject } from './pattern.ts';
import type { Trials } from './trials.ts';

/** Further programs that the last pattern has to tell: such as it says go wrong or right, and of these also the nearest. */
const CONFIRMING = { wrong: 8, near: 3, right: 5, failing: 8 };
const WRONG_PAIRS_MIN = 2;

/**
 * What the wrong answer is made of; nothing for statuses and ends, which are made of no amounts. `failing`: amounts at which the same
 * kind of call went wrong elsewhere in the run.
 */
export function answerHint(
  trace: Trace,
  subject: Subject,
  trials: Trials,
  failing: readonly Reservation[],
): Promise<Hint | undefined> {
  const patterns = answerPatterns(trace.program, trace.responses[subject.at], subject);
  return identified(patterns, trace, subject, trials, failing);
}

/** At which amounts it goes wrong. */
export function conditionHint(
  trace: Trace,
  subject: Subject,
  trials: Trials,
  failing: readonly Reservation[],
  neighbour: Neighbour | undefined,
): Promise<Hint | undefined> {
  return identified(conditionPatterns(trace.program, subject, neighbour), trace, subject, trials, failing);
}

async function identified(
  patterns: readonly Pattern[],
  trace: Trace,
  subject: Subject,
  trials: Trials,
  failing: readonly Reservation[],
): Promise<Hint | undefined> {
  const seen = new Map<Program, Trace>([[trace.program, trace]]);
  const tells = (pattern: Pattern, { program }: Trace) => {
    const run = seen.get(program)!;
    return observed(pattern, run, trials.findings(run), subject) === predicted(pattern, program, subject);
  };
  let left = patterns.filter((pattern) => tells(pattern, trace));
  if (left.length === 0) return undefined;
  const untried = new Set(programsLike(trace.program, subject));
  const isTold = async (program: Program): Promise<boolean> => {
    untried.delete(program);
    const run = await trials.run(program);
    if (run === undefined) return false;
    seen.set(program, run);
    left = left.filter((pattern) => tells(pattern, { ...run, program }));
    return left.length > 0;
  };
  while (left.length > 1) {
    const program = parting(left, [...untried], subject);
    if (program === undefined || !(await isTold(program))) return undefined;
  }
  const [pattern] = left as [Pattern];
  const elsewhere = failing.map((pair) => withPair(trace.program, mainIndex(subject), pair));
  for (const program of confirming(pattern, [...untried], elsewhere, trace.program, subject)) {
    if (!(await isTold(program))) return undefined;
  }
  const across = programsAcross(trace.program, subject, pattern);
  for (const program of spread(across, trials.runsLeft(trace.program), subject)) {
    if (!(await isTold(program))) return undefined;
  }
  const wrong = [...seen].filter(
    ([, run]) => run === trace || run.end.kind !== 'complete' || trials.findings(run).length > 0,
  );
  const pairs = new Set(wrong.map(([program]) => mainPair(program, subject)));
  return pairs.size < WRONG_PAIRS_MIN ? undefined : { pattern, programs: seen.size, wrong: wrong.length };
}

/** The pair that counts most: the one that is promised, else the first of the others. */
function mainPair(program: Program, subject: Subject): string {
  return describePair(pairGivenBy(program[mainIndex(subject)]));
}

function mainIndex({ own, others }: Subject): number {
  return own ?? others[0] ?? -1;
}

/** The program about which the patterns agree least; nothing where they agree about all. */
function parting(patterns: readonly Pattern[], programs: readonly Program[], subject: Subject): Program | undefined {
  let best: { readonly program: Program; readonly agreeing: number } | undefined;
  for (const program of programs) {
    const votes = new Map<string, number>();
    for (const pattern of patterns) {
      const told = predicted(pattern, program, subject);
      votes.set(told, (votes.get(told) ?? 0) + 1);
    }
    const agreeing = Math.max(...votes.values());
    if (agreeing < (best?.agreeing ?? patterns.length)) best = { program, agreeing };
  }
  return best?.program;
}

function confirming(
  pattern: Pattern,
  programs: readonly Program[],
  elsewhere: readonly Program[],
  failing: Program,
  subject: Subject,
): readonly Program[] {
  const goesWrong = (program: Program) => {
    const told = predicted(pattern, program, subject);
    if (pattern.kind === 'condition') return told === WRONG;
    const { mmioMegabytes: a, mmioMegabytesOptional: b } = pairGivenBy(program[subject.own ?? -1]);
    if (pattern.kind !== 'size' && pattern.kind !== 'space') return told !== `${a}/${b}`;
    const size = Number.parseInt(told, 10) / MEGABYTE_BYTES;
    return size < a || size > a + b;
  };
  const right = programs.filter((program) => !goesWrong(program));
  const denied = elsewhere.filter((program) => !goesWrong(program));
  return [
    ...spread(denied, CONFIRMING.failing, subject),
    ...spread(programs.filter(goesWrong), CONFIRMING.wrong, subject),
    ...nearest(right, failing, CONFIRMING.near, subject),
    ...spread(right, CONFIRMING.right, subject),
  ];
}

/** From one end of the programs to the other, no two with the same main pair, and each with the next amounts of the other calls. */
function spread(programs: readonly Program[], count: number, subject: Subject): readonly Program[] {
  const byPair = new Map<string, Program[]>();
  for (const program of programs) {
    const pair = mainPair(program, subject);
    byPair.set(pair, [...(byPair.get(pair) ?? []), program]);
  }
  const groups = [...byPair.values()];
  return Array.from({ length: Math.min(count, groups.length) }, (_, index) => {
    const group = groups[Math.floor((index * groups.length) / Math.min(count, groups.length))]!;
    return group[index % group.length]!;
  });
}

/** Those with the main pair that differs least from the failing one: where a pattern is too narrow, it is seen first there. */
function nearest(programs: readonly Program[], failing: Program, count: number, subject: Subject): readonly Program[] {
  const index = mainIndex(subject);
  const given = pairGivenBy(failing[index]);
  const distance = (program: Program) => {
    const pair = pairGivenBy(program[index]);
    return (
      Math.abs(pair.mmioMegabytes - given.mmioMegabytes) +
      Math.abs(pair.mmioMegabytesOptional - given.mmioMegabytesOptional)
    );
  };
  return programs.toSorted((a, b) => distance(a) - distance(b)).slice(0, count);
}
