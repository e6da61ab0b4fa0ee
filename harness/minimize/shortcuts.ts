/**
 * Steps towards a simpler program that know the tabulated oracle: where the program has been led about, the simplest way
 * between the same two states instead, and at its end the shortest words that tell the state from others. A fault that hides
 * deep in a long walk comes out in few runs, since all but the last stretch of it is replaced at once.
 */
import type { Call } from '../../spec/call.ts';
import type { Program } from '../target.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import { isRead } from './simpler-order.ts';
import type { Steps } from './steps.ts';
import type { ChannelTrace, StatePaths } from '../machine/state-paths.ts';

/** Longer lanes are first shortened by what costs less. */
const DETOURS_LANE_MAX = 24;
const SHORT_LANE = 8;
/** After so many places from which no jump succeeded, other steps are cheaper. */
const MISSES_MAX = 3;

/**
 * The middle of a lane replaced by the simplest way from where it begins to where it leads: at first from the start up to the
 * last few calls. What is kept then begins with a call that matters, and the same goes on behind that one.
 */
export function* jumps(ways: StatePaths, program: Program): Steps {
  let left = program;
  const lanes = ways.lanes(program);
  for (const { slot, at } of lanes) {
    // One of several lanes that is short is most likely a simplest way already.
    if (lanes.length > 1 && at.length <= SHORT_LANE) continue;
    let misses = 0;
    for (let anchor = 0; misses < MISSES_MAX;) {
      const before = left;
      left = yield* jumpFrom(ways, left, slot, anchor, Infinity);
      const lane = ways.lane(left, slot);
      if (lane === undefined) break;
      misses = left === before ? misses + 1 : 0;
      anchor = nextAnchor(ways, lane, anchor);
      if (anchor >= lane.at.length) break;
    }
  }
}

/** Only from the start, and only to the last few calls. */
export function* jumpsToEnd(ways: StatePaths, program: Program, keptMax: number): Steps {
  let left = program;
  for (const { slot } of ways.lanes(program)) left = yield* jumpFrom(ways, left, slot, 0, keptMax);
}

/** From the anchor to as few calls before the end as still fail: that number doubled until they do, and then bisected. */
function* jumpFrom(
  ways: StatePaths,
  program: Program,
  slot: number,
  anchor: number,
  keptMax: number,
): Generator<Program, Program, Program | undefined> {
  let left = program;
  let tooFew = 0;
  let enough: number | undefined;
  for (;;) {
    const lane = ways.lane(left, slot);
    const most = (lane?.at.length ?? 0) - anchor;
    const kept = enough === undefined && tooFew * 2 < most ? Math.max(1, tooFew * 2) : (tooFew + (enough ?? most)) >> 1;
    if (lane === undefined || kept === tooFew || kept >= most || kept > keptMax) return left;
    const candidate = detour(ways, left, lane, anchor, lane.at.length - kept);
    const simpler = candidate && (yield candidate);
    if (simpler === undefined) {
      tooFew = kept;
    } else {
      left = simpler;
      enough = kept;
    }
  }
}

/** The end of the shortest way that the lane takes from there: to jump from within it would leave the way as it is. */
function nextAnchor(ways: StatePaths, { states }: ChannelTrace, anchor: number): number {
  const known = ways.from(states[anchor]!);
  let end = anchor + 1;
  while (end + 1 < states.length && known[states[end + 1]!]?.length === end + 1 - anchor) end += 1;
  return known[states[end]!]?.length === end - anchor ? end : anchor + 1;
}

/** Any stretch of a lane replaced by the simplest way between the same two states. */
export function* detours(ways: StatePaths, program: Program): Steps {
  for (const lane of ways.lanes(program)) {
    const length = lane.at.length;
    if (length > DETOURS_LANE_MAX) continue;
    for (let size = length; size >= 1; size -= 1) {
      for (let from = 0; from + size <= length; from += 1) {
        const candidate = detour(ways, program, lane, from, from + size);
        if (candidate !== undefined && (yield candidate) !== undefined) return;
      }
    }
  }
}

/**
 * No call but the last that leaves its channel as it is by the oracle: a fault that counts needs only those that move. Start
 * and Pause move something too, of which the table knows nothing; and the first read may settle an open question.
 */
export function* withoutIdling(ways: StatePaths, program: Program): Steps {
  const idle = new Set(
    ways.lanes(program).flatMap(({ at, states }) => at.filter((_, place) => states[place] === states[place + 1])),
  );
  idle.delete(program.length - 1);
  const isFirst = ({ kind }: Call, at: number) => program.findIndex((call) => call.kind === kind) === at;
  const isPause = ({ kind }: Call) => kind === 'start' || kind === 'pause';
  const isKept: readonly ((call: Call, at: number) => boolean)[] = [
    () => false,
    isFirst,
    (call, at) => isPause(call) || isFirst(call, at),
    (call) => isPause(call) || isRead(call),
  ];
  for (const keeps of isKept) {
    const candidate = program.filter((call, at) => !idle.has(at) || keeps(call, at));
    if (candidate.length < program.length && (yield candidate) !== undefined) return;
  }
}

/** What leaves a state and comes back, so many times or more, done in two calls each time. */
export function* shorterTurns(ways: StatePaths, program: Program, turnsMin: number): Steps {
  for (const lane of ways.lanes(program)) {
    for (const state of new Set(lane.states)) {
      const turns = turnsAt(lane, state).filter(({ from, to }) => to - from > 2);
      if (turns.length < turnsMin) continue;
      for (const loop of ways.loopsOfTwo(state)) {
        // From the last to the first, so that what is replaced leaves the places before it as they are.
        const shorter = turns.reduceRight((left, { from, to }) => ways.replaced(left, lane, from, to, loop), program);
        if ((yield shorter) !== undefined) return;
      }
    }
  }
}

/** The end of the program replaced by a short word that tells the state before it from another. */
export function* endings(ways: StatePaths, program: Program): Steps {
  const lanes = ways.lanes(program);
  const lane = lanes.find(({ at }) => at.at(-1) === program.length - 1);
  if (lane === undefined) return;
  for (let from = lane.at.length - 1; from >= 0; from -= 1) {
    // Beside other channels a new one at the end tells nothing.
    if (lanes.length > 1 && !ways.isLive(lane.states[from]!)) continue;
    for (const candidate of ended(ways, program, lane, from)) if ((yield candidate) !== undefined) return;
  }
}

/** The same where there is much to cut off: half of a program that is one lane, a quarter, and so on. */
export function* cuts(ways: StatePaths, program: Program): Steps {
  let left = program;
  for (let cut = program.length >> 1; cut >= 2; cut >>= 1) {
    const [lane, ...others] = ways.lanes(left);
    if (lane === undefined || others.length > 0) return;
    const from = lane.at.length - cut;
    // Every way into use goes with any call behind it: too many to try on a long program.
    if (from >= 0 && !ways.isLive(lane.states[from]!)) continue;
    for (const candidate of from < 0 ? [] : ended(ways, left, lane, from)) {
      const simpler = yield candidate;
      if (simpler === undefined) continue;
      left = simpler;
      break;
    }
  }
}

function* ended(ways: StatePaths, program: Program, lane: ChannelTrace, from: number): Generator<Program> {
  const beginning = program.slice(0, lane.at[from]);
  for (const word of ways.separatorsOf(lane.states[from]!)) {
    const candidate = [...beginning, ...ways.callsOf(word, lane.slot)];
    if (compareSimplicity(candidate, program) < 0) yield candidate;
  }
}

function detour(ways: StatePaths, program: Program, lane: ChannelTrace, from: number, to: number): Program | undefined {
  const way = ways.from(lane.states[from]!)[lane.states[to]!];
  if (way === undefined || way.length > to - from || from === to) return undefined;
  const candidate = ways.replaced(program, lane, from, to, way);
  return candidate.length > 0 && compareSimplicity(candidate, program) < 0 ? candidate : undefined;
}

/** Where the lane leaves the state, and where it is back for the first time. */
function turnsAt({ states }: ChannelTrace, state: number): readonly { readonly from: number; readonly to: number }[] {
  const visits = states.flatMap((visited, place) => (visited === state ? [place] : []));
  return visits.slice(1).map((to, index) => ({ from: visits[index]!, to }));
}
