/**
 * A step for what goes wrong only the n-th time: one kind of call, as often as it was made, and all else dropped. Delta debugging
 * comes to the same, but at a price that grows with the square of the count.
 */
import type { Call, CallKind, Reservation } from '../../spec/call.ts';
import { isZero } from '../../spec/model.ts';
import type { Program } from '../target.ts';
import type { Step } from './step.ts';

/** Nothing is done over and over in a program of so few calls. */
const SHORT_PROGRAM_CALLS = 12;
/** A walk makes more kinds of calls. */
const FEW_KINDS = 9;
/** What is done less often on another channel than that of the failing call is no repetition. */
const TURNS_MIN = 4;

/** The calls by which a channel comes from one state to the next. They stay, since what is counted may need a state. */
const MOVING: ReadonlySet<CallKind> = new Set(['allocate', 'enable', 'disable', 'cleanup', 'guestOpen', 'guestClose']);

/** A program that was laid out to repeat something: it makes few kinds of calls, or goes from state to state all the time. */
export const overAndOver = step(
  'over and over',
  (program, moves) => moves * 4 >= program.length || kindsOf(program) <= FEW_KINDS,
);
/** A walk through many states, which other steps cut short at less cost where nothing counts. */
export const overAndOverInWalks = step('over and over in a walk', () => true);

type IsFor = (program: Program, moves: number) => boolean;

function kindsOf(program: Program): number {
  return new Set(program.map(({ channel, kind }) => `${channel} ${kind}`)).size;
}

function step(name: string, isFor: IsFor): Step {
  return { name, candidates: (program) => candidates(program, isFor) };
}

function* candidates(program: Program, isFor: IsFor): Generator<Program, void, Program | undefined> {
  if (program.length <= SHORT_PROGRAM_CALLS) return;
  const last = program.length - 1;
  const needed = new Set([...program.keys()].filter((at) => at === last || MOVING.has(program[at]!.kind)));
  if (!isFor(program, needed.size)) return;
  for (const at of firstSets(program)) needed.add(at);
  const keeping = (counted: readonly number[]) => {
    const kept = new Set(counted);
    return program.filter((_, at) => needed.has(at) || kept.has(at));
  };
  for (const counted of [[], ...repeated(program)]) {
    const left = yield keeping(counted);
    if (left === undefined) continue;
    // Only the last so many of them, as few as still do it.
    let [tooFew, enough] = [-1, counted.length];
    while (enough - tooFew > 1) {
      const some = (tooFew + enough) >> 1;
      if ((yield keeping(some === 0 ? [] : counted.slice(-some))) === undefined) tooFew = some;
      else enough = some;
    }
    return;
  }
}

/** All amounts alike, or all but the last: a run of equal calls is made small, and shown, as one. */
export const withAlikeAmounts: Step = {
  name: 'amounts alike',
  *candidates(program) {
    if (program.length <= SHORT_PROGRAM_CALLS) return;
    const last = program.findLastIndex(isReserving);
    if (last < 0) return;
    const { mmioMegabytes, mmioMegabytesOptional } = program[last] as Call & Reservation;
    const own: Reservation = { mmioMegabytes, mmioMegabytesOptional };
    for (const [others, ofLast] of [
      [SIMPLEST, SIMPLEST],
      [SIMPLEST, own],
      [own, own],
    ] as const) {
      const alike = program.map((call, at) =>
        isReserving(call) ? { ...call, ...(at === last ? ofLast : others) } : call,
      );
      if ((yield alike) !== undefined) return;
    }
  },
};

const SIMPLEST: Reservation = { mmioMegabytes: 1, mmioMegabytesOptional: 0 };

function isReserving(call: Call): call is Call & Reservation {
  return call.kind === 'setMmioMegabytes' && !isZero(call);
}

/** The first set of each channel, without which nothing is held that could be lost. */
function firstSets(program: Program): readonly number[] {
  const seen = new Set<Call['channel']>();
  return [...program.keys()].filter((at) => {
    const call = program[at]!;
    if (!isReserving(call) || seen.has(call.channel)) return false;
    seen.add(call.channel);
    return true;
  });
}

/** Where each kind of call stands that is made again and again on one handle; those on the channel of the last call first. */
function repeated(program: Program): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const [at, call] of program.entries()) {
    if (MOVING.has(call.kind)) continue;
    const key = `${call.channel} ${call.kind} ${isReserving(call)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [at]);
    else group.push(at);
  }
  const { channel } = program.at(-1)!;
  const isOwn = ([at]: readonly number[]) => program[at!]!.channel === channel;
  const counted = [...groups.values()].filter((group) => group.length >= (isOwn(group) ? 2 : TURNS_MIN));
  return counted.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || b.length - a.length);
}
