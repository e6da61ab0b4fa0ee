/**
 * Steps towards a simpler program that know the automaton: where the program has led a channel through many states, the simplest
 * path between the same two states instead, and at its end the shortest words that tell the state from others. A fault that hides
 * deep in a long walk comes out in few runs, since all but the last stretch of it is replaced at once.
 */
import { isRead } from '../../spec/call.ts';
import type { Call } from '../../spec/call.ts';
import type { ChannelTrace, StatePaths } from '../machine/state-paths.ts';
import type { Program } from '../target.ts';
import type { Step } from './step.ts';

type Candidates = ReturnType<Step['candidates']>;

/** In longer programs even one run costs much of the budget. */
const LONG_PROGRAM_CALLS = 64;
/** Nothing is done over and over in a program of so few calls. */
const SHORT_PROGRAM_CALLS = 12;
/** One of several channels with so few calls most likely takes a simplest path already. */
const SHORT_TRACE_CALLS = 8;
/** After so many places from which no jump succeeded, other steps are cheaper. */
const MISSES_MAX = 3;
/** What is done less often is no repetition. */
const TURNS_MIN = 3;

/**
 * A step for programs of more than `longerThan` calls, tried with the paths of each profile: only those of the target's own profile
 * lead where the target goes.
 */
function shortcut(
  name: string,
  longerThan: number,
  candidates: (paths: StatePaths, program: Program) => Candidates,
): Step {
  return {
    name,
    *candidates(program, context) {
      if (program.length > longerThan) for (const paths of context.paths) yield* candidates(paths, program);
    },
  };
}

/** Only from the start, and only to the last few calls. */
export const jumpsToEnd = shortcut('jumps to the end', LONG_PROGRAM_CALLS, function* (paths, program) {
  let left = program;
  for (const { slot } of paths.traces(program)) left = yield* jumpFrom(paths, left, slot, 0, LONG_PROGRAM_CALLS);
});

/**
 * The middle of a channel's calls replaced by the simplest path from where it begins to where it leads: at first from the start
 * up to the last few calls. What is kept then begins with a call that matters, and the same goes on behind that one.
 */
export const jumps = shortcut('jumps', 0, function* (paths, program) {
  let left = program;
  const traces = paths.traces(program);
  for (const { slot, at } of traces) {
    if (traces.length > 1 && at.length <= SHORT_TRACE_CALLS) continue;
    let misses = 0;
    for (let anchor = 0; misses < MISSES_MAX;) {
      const before = left;
      left = yield* jumpFrom(paths, left, slot, anchor, Infinity);
      const trace = paths.trace(left, slot);
      if (trace === undefined) break;
      misses = left === before ? misses + 1 : 0;
      anchor = nextAnchor(paths, trace, anchor);
      if (anchor >= trace.at.length) break;
    }
  }
});

/** From the anchor to as few calls before the end as still fail: that number doubled until they do, and then bisected. */
function* jumpFrom(
  paths: StatePaths,
  program: Program,
  slot: number,
  anchor: number,
  keptMax: number,
): Generator<Program, Program, Program | undefined> {
  let left = program;
  let tooFew = 0;
  let enough: number | undefined;
  for (;;) {
    const trace = paths.trace(left, slot);
    const most = (trace?.at.length ?? 0) - anchor;
    const kept = enough === undefined && tooFew * 2 < most ? Math.max(1, tooFew * 2) : (tooFew + (enough ?? most)) >> 1;
    if (trace === undefined || kept === tooFew || kept >= most || kept > keptMax) return left;
    const end = trace.at.length - kept;
    const path = paths.from(trace.states[anchor]!)[trace.states[end]!];
    const simpler = path && (yield paths.replaced(left, trace, anchor, end, path));
    if (simpler === undefined) tooFew = kept;
    else [left, enough] = [simpler, kept];
  }
}

/** The end of the shortest path that the calls take from there: to jump from within it would leave the path as it is. */
function nextAnchor(paths: StatePaths, { states }: ChannelTrace, anchor: number): number {
  const known = paths.from(states[anchor]!);
  let end = anchor + 1;
  while (end + 1 < states.length && known[states[end + 1]!]?.length === end + 1 - anchor) end += 1;
  return known[states[end]!]?.length === end - anchor ? end : anchor + 1;
}

/**
 * No call but the last that leaves its channel as it is by the oracle: a fault that counts needs only those that move. Start
 * and Pause move something too, of which the automaton knows nothing, and a read may settle an open question.
 */
export const withoutIdling = shortcut('no idling', LONG_PROGRAM_CALLS / 2, function* (paths, program) {
  const idle = new Set(
    paths.traces(program).flatMap(({ at, states }) => at.filter((_, place) => states[place] === states[place + 1])),
  );
  idle.delete(program.length - 1);
  const isPause = ({ kind }: Call) => kind === 'start' || kind === 'pause';
  const isKept: readonly ((call: Call) => boolean)[] = [() => false, (call) => isPause(call) || isRead(call)];
  for (const keeps of isKept) {
    if ((yield program.filter((call, at) => !idle.has(at) || keeps(call))) !== undefined) return;
  }
});

/** What leaves a state and comes back many times, done in two calls each time. */
export const shorterTurns = shortcut('shorter turns', SHORT_PROGRAM_CALLS, function* (paths, program) {
  for (const trace of paths.traces(program)) {
    for (const state of new Set(trace.states)) {
      const turns = turnsAt(trace, state).filter(({ from, to }) => to - from > 2);
      if (turns.length < TURNS_MIN) continue;
      for (const loop of paths.loopsOfTwo(state)) {
        // From the last to the first, so that what is replaced leaves the places before it as they are.
        yield turns.reduceRight((left, { from, to }) => paths.replaced(left, trace, from, to, loop), program);
      }
    }
  }
});

/** Where the trace leaves the state, and where it is back for the first time. */
function turnsAt({ states }: ChannelTrace, state: number): readonly { readonly from: number; readonly to: number }[] {
  const visits = states.flatMap((visited, place) => (visited === state ? [place] : []));
  return visits.slice(1).map((to, index) => ({ from: visits[index]!, to }));
}

/** The end of the program replaced by a short word that tells the state before it from another. */
export const endings = shortcut('endings', 0, function* (paths, program) {
  const traces = paths.traces(program);
  const trace = traces.find(({ at }) => at.at(-1) === program.length - 1);
  if (trace === undefined) return;
  const isLong = trace.at.length > SHORT_PROGRAM_CALLS * 2;
  for (let from = trace.at.length - 1; from >= (isLong ? trace.at.length - SHORT_TRACE_CALLS : 0); from -= 1) {
    const state = trace.states[from]!;
    // A word that begins on a new channel cannot tell apart states of the channel at hand, where there are others.
    if (traces.length > 1 && !paths.isLive(state)) continue;
    const beginning = program.slice(0, trace.at[from]);
    for (const word of paths.separatorsOf(state)) {
      if ((yield [...beginning, ...paths.callsOf(word, trace.slot)]) !== undefined) return;
    }
  }
});
