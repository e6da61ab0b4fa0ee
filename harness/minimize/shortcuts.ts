/**
 * Steps towards a simpler program that know the automaton: where the program has led a channel through many states, the simplest
 * path between the same two states instead, and at its end the shortest words that tell the state from others. A fault that hides
 * deep in a long walk comes out in few runs, since all but the last stretch of it is replaced at once.
 */
import type { Call } from '../../spec/call.ts';
import type { ChannelTrace, StatePaths } from '../machine/state-paths.ts';
import type { Program } from '../target.ts';
import { isRead } from './simpler-order.ts';
import type { Step } from './step.ts';

type Candidates = ReturnType<Step['candidates']>;

/** Idle calls are left out of longer programs only, of which even one run costs much of the budget. */
const LONG_PROGRAM_CALLS = 32;
/** Repeated turns are looked for in longer programs only; the other steps are enough for shorter ones. */
const SHORT_PROGRAM_CALLS = 12;
/** So many returns to one state count as a repetition. */
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

/**
 * No call but the last that leaves its channel as it is by the oracle: a fault that counts needs only those that move. Start
 * and Pause move something too, of which the automaton knows nothing, and a read may settle an open question.
 */
export const withoutIdling = shortcut('no idling', LONG_PROGRAM_CALLS, function* (paths, program) {
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

/**
 * All of a channel's calls but the last few replaced by the simplest path to the state before those: as few as still fail, their
 * number doubled until they do, and then bisected.
 */
export const jumps = shortcut('jumps', 0, function* (paths, program) {
  let left = program;
  for (const { slot } of paths.traces(program)) {
    let tooFew = 0;
    let enough: number | undefined;
    for (;;) {
      const trace = paths.trace(left, slot);
      const most = trace?.at.length ?? 0;
      const kept =
        enough === undefined && tooFew * 2 < most ? Math.max(1, tooFew * 2) : (tooFew + (enough ?? most)) >> 1;
      if (trace === undefined || kept === tooFew || kept >= most) break;
      const end = most - kept;
      const path = paths.from(0)[trace.states[end]!];
      const simpler = path && (yield paths.replaced(left, trace, 0, end, path));
      if (simpler === undefined) tooFew = kept;
      else [left, enough] = [simpler, kept];
    }
  }
});

/** The end of the program replaced by a short word that tells the state before it from another. */
export const endings = shortcut('endings', 0, function* (paths, program) {
  const traces = paths.traces(program);
  const trace = traces.find(({ at }) => at.at(-1) === program.length - 1);
  if (trace === undefined) return;
  for (let from = trace.at.length - 1; from >= 0; from -= 1) {
    const state = trace.states[from]!;
    // A word that begins on a new channel cannot tell apart states of the channel at hand, where there are others.
    if (traces.length > 1 && !paths.isLive(state)) continue;
    const beginning = program.slice(0, trace.at[from]);
    for (const word of paths.separatorsOf(state)) {
      if ((yield [...beginning, ...paths.callsOf(word, trace.slot)]) !== undefined) return;
    }
  }
});
