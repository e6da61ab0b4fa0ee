/**
 * A tree of programs explored on a target that cannot be forked: every program of the full depth is run from a fresh start,
 * as many at once as the target takes.
 */
import type { Answer } from '../../spec/answer.ts';
import type { Call, Response } from '../../spec/call.ts';
import type { Program } from '../target.ts';
import type { Trace } from '../execute/trace.ts';
import type { Exploration, Explored, ProgramTree } from './program-tree.ts';
import { RangesSeen } from './ranges-seen.ts';

export interface ByRuns {
  readonly execute: (program: Program) => Promise<Trace>;
  /** How many runs may be under way at once. */
  readonly runsMax: number;
  /** Whether no more time may be spent. */
  readonly isOver?: () => boolean;
}

/** Each end without answers may cost a fresh process, so the search stops after a few. */
const ENDS_MAX = 5;

export interface Leaf {
  readonly program: Program;
  readonly answers: readonly Answer[];
}

/** A run that ends without answers counts as a surprise at the call to blame, or at the last call where that is not known. */
export async function exploreByRuns(
  { execute, runsMax, isOver = () => false }: ByRuns,
  exploration: Exploration,
): Promise<Explored> {
  const { depth, programsMax, onSurprise } = exploration;
  const underWay: { readonly leaf: Leaf; readonly trace: Promise<Trace> }[] = [];
  const done = { programs: 0, calls: 0, complete: true };
  let surprise: Program = [];
  let ends = 0;
  const isBehindSurprise = (program: Program) =>
    surprise.length > 0 && surprise.every((call, at) => program[at] === call);
  const settle = async () => {
    const { leaf, trace } = underWay.shift()!;
    const { responses, end } = await trace;
    done.calls += leaf.program.length;
    if (isBehindSurprise(leaf.program)) return;
    const wrong = end.kind === 'complete' ? firstWrong(leaf, responses) : Math.min(end.at ?? depth, depth - 1);
    // A program that goes wrong before its last call was tried at a lesser depth.
    if (wrong < 0 || wrong === depth - 1) {
      if (done.programs >= programsMax) return void (done.complete = false);
      done.programs += 1;
    }
    if (wrong < 0) return;
    surprise = leaf.program.slice(0, wrong + 1);
    if (end.kind !== 'complete') ends += 1;
    if (onSurprise(surprise) === 'stop' || end.kind === 'timeout' || ends >= ENDS_MAX) done.complete = false;
  };
  for (const leaf of leavesOf(exploration.tree, depth)) {
    if (isBehindSurprise(leaf.program)) continue;
    if (isOver()) done.complete = false;
    if (!done.complete) break;
    const trace = execute(leaf.program);
    trace.catch(() => {}); // It is awaited in its turn; Node must not take a rejection before that for an unhandled one.
    underWay.push({ leaf, trace });
    if (underWay.length >= runsMax) await settle();
  }
  while (done.complete && underWay.length > 0) await settle();
  await Promise.allSettled(underWay.map(({ trace }) => trace));
  return done;
}

/** The index of the first response that is not as the automaton says, beside what was seen before it; -1 where all are. */
function firstWrong({ program, answers }: Leaf, responses: readonly Response[]): number {
  let seen = new RangesSeen();
  return answers.findIndex((answer, at) => {
    const [call, response] = [program[at]!, responses[at]!];
    const isWrong = !seen.allow(answer, call, response);
    seen = seen.after(call, response);
    return isWrong;
  });
}

/** In the order in which forks are made, so that both ways of exploring find the same. */
export function* leavesOf(tree: ProgramTree, depth: number): Generator<Leaf> {
  const states = new Int16Array(tree.slots);
  const program: Call[] = [];
  const answers: Answer[] = [];
  yield* below(depth);

  function* below(left: number): Generator<Leaf> {
    if (left === 0) return yield { program: [...program], answers: [...answers] };
    const slots = tree.slotsToTry(states);
    for (let slot = 0; slot < slots; slot += 1) {
      const state = states[slot]!;
      for (const { call, next, answer } of tree.edges(slot, state)) {
        states[slot] = next;
        program.push(call);
        answers.push(answer);
        yield* below(left - 1);
        program.pop();
        answers.pop();
      }
      states[slot] = state;
    }
  }
}
