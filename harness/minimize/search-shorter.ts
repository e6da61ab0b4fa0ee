/**
 * The search that certifies: every program shorter than the one at hand, and of its length those that are simpler.
 */
import { CALL_KINDS, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Handle } from '../../spec/call.ts';
import { abstractInputs } from '../../spec/automaton.ts';
import type { Profile } from '../../spec/automaton.ts';
import type { Reading } from '../../spec/readings.ts';
import { machineOver } from '../generate/abstract-machine.ts';
import { printCall } from '../program.ts';
import type { Capability, Program } from '../target.ts';
import { ProgramTree } from './program-tree.ts';
import type { Explore } from './program-tree.ts';
import { compareSimplicity } from './simplicity.ts';

/**
 * What is known of the smallest program, best first.
 * - `globally shortest`: every shorter program over the whole alphabet was tried, and none fails so.
 * - `shortest over its own calls`: every shorter program made of the calls that it uses was tried.
 * - `1-minimal`: no single step of `reductions.ts` leads to a simpler program that still fails.
 * - `out of budget`: the search ended before that was sure.
 */
export type Certificate = 'globally shortest' | 'shortest over its own calls' | '1-minimal' | 'out of budget';

/** Where a program goes wrong, as an index of a call, or nothing where it does not fail in the way that is looked for. */
export type FailsAt = (program: Program) => Promise<number | undefined>;

export interface SearchOptions {
  readonly explore: Explore;
  readonly reading: Reading;
  readonly profile: Profile;
  /** How many programs may be tried over one alphabet. */
  readonly programsMax: number;
  /** How many channels the target can have; as many as there are slots where absent. */
  readonly slotsMax?: number;
  /** The alphabet of single calls on slot 0 and on no channel; the abstract one where absent. */
  readonly alphabet?: readonly Call[];
}

export interface Searched {
  /** The program that was asked about, or one that is shorter or simpler and fails in the same way. */
  readonly program: Program;
  readonly certificate: Certificate | undefined;
  readonly calls: number;
}

/**
 * Deeper and deeper: over the whole alphabet on as many channels as a shorter program can have, where that can be done to its
 * end; else on the channels of the program; else over its own calls alone.
 */
export async function searchShorter(
  program: Program,
  capabilities: ReadonlySet<Capability>,
  failsAt: FailsAt,
  options: SearchOptions,
): Promise<Searched> {
  const { reading, profile, programsMax, slotsMax = SLOTS_MAX } = options;
  const treeOver = (alphabet: readonly Call[], slots: number) =>
    new ProgramTree(machineOver(alphabet, capabilities, reading, profile), Math.min(slots, slotsMax));
  // What cannot be tried to its end is not begun: it would cost much and prove nothing.
  const canBeTried = (tree: ProgramTree) => tree.count(program.length - 1, programsMax) <= programsMax;
  const slots = slotsOf(program);
  const alphabet = wholeAlphabet(program, options);
  const global = treeOver(alphabet, Math.max(slots, program.length - 1));
  if (canBeTried(global)) return deepenIn(global, program, failsAt, options);
  const onItsChannels = treeOver(alphabet, slots);
  const tree = canBeTried(onItsChannels) ? onItsChannels : treeOver(ownAlphabet(program), slots);
  const searched = await deepenIn(tree, program, failsAt, options);
  const certificate = searched.certificate && ('shortest over its own calls' as const);
  return { ...searched, certificate };
}

/** How many channels the program uses, and one where it uses none. */
function slotsOf(program: Program): number {
  return Math.max(1, new Set(program.flatMap(({ channel }) => (typeof channel === 'number' ? [channel] : []))).size);
}

async function deepenIn(
  tree: ProgramTree,
  program: Program,
  failsAt: FailsAt,
  { explore, programsMax }: SearchOptions,
): Promise<Searched> {
  let calls = 0;
  let programs = 0;
  let proven = 0;
  const isLastTried = tree.count(program.length, programsMax) <= programsMax * SIMPLER_SHARE;
  const depthMax = isLastTried ? program.length : program.length - 1;
  for (let depth = 1; depth <= depthMax; depth += 1) {
    // The surprises of this depth, simplest first; those of lesser depth were looked at before.
    const surprises: Program[] = [];
    const explored = await explore({
      tree,
      depth,
      programsMax: programsMax - programs,
      onSurprise: (surprise) => {
        if (surprise.length === depth) surprises.push(surprise);
        return surprises.length >= SURPRISES_MAX ? 'stop' : 'go on';
      },
    });
    calls += explored.calls;
    programs += explored.programs;
    for (const surprise of surprises.toSorted(compareSimplicity)) {
      if (compareSimplicity(surprise, program) >= 0) break;
      if ((await failsAt(surprise)) === depth - 1)
        return { program: surprise, certificate: 'globally shortest', calls };
    }
    if (!explored.complete) break;
    proven = depth;
  }
  return { program, certificate: proven >= program.length - 1 ? 'globally shortest' : undefined, calls };
}

/** How much of the budget may go into programs of the same length, which can only be simpler. */
const SIMPLER_SHARE = 0.1;
/** A target that fails everywhere has no need of more. */
const SURPRISES_MAX = 2_000;

/** The abstract alphabet, and the pairs that the program needs. */
export function wholeAlphabet(
  program: Program,
  { alphabet = abstractInputs() }: Pick<SearchOptions, 'alphabet'>,
): readonly Call[] {
  return inOrder([...alphabet, ...onOneChannel(program)]);
}

function ownAlphabet(program: Program): readonly Call[] {
  return inOrder(onOneChannel(program));
}

function onOneChannel(program: Program): readonly Call[] {
  const channel = (handle: Handle) => (typeof handle === 'number' ? 0 : handle);
  return program.map((call): Call => ({ ...call, channel: channel(call.channel) }) as Call);
}

/** Each call once, simplest first. */
function inOrder(calls: readonly Call[]): readonly Call[] {
  const once = [...new Map(calls.map((call) => [printCall(call), call])).values()];
  return once.toSorted(
    (a, b) => CALL_KINDS.indexOf(a.kind) - CALL_KINDS.indexOf(b.kind) || compareSimplicity([a], [b]),
  );
}
