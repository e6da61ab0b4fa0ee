/**
 * The search that certifies: every program shorter than the one at hand, and of its length those that are simpler, by iterative
 * deepening (Korf 1985).
 */
import { CALL_KINDS, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Handle } from '../../spec/call.ts';
import { abstractInputs } from '../machine/automaton.ts';
import type { Profile } from '../machine/automaton.ts';
import type { Reading } from '../../spec/readings.ts';
import { machineOver } from '../machine/machine.ts';
import { printCall, printProgram, slotsOf } from '../program/program.ts';
import type { Capability, Program } from '../target.ts';
import { ProgramTree, slotsInTurn } from './program-tree.ts';
import type { Explore, Slots } from './program-tree.ts';
import { compareSimplicity } from '../program/simplicity.ts';

/**
 * What is known of the smallest program, best first.
 * - `globally shortest`: every shorter program over the whole alphabet was tried, on any number of channels, and none fails so. Misuse is
 *   in no automaton: a program that needs it may be shorter.
 *   Channels are taken to differ in name only, unless the program is one that fails only on just these slots.
 * - `shortest over its own calls`: every shorter program made of the calls that it uses was tried, on the slots that it uses.
 * - `1-minimal`: no single step of `steps.ts` leads to a simpler program that still fails.
 * - `out of budget`: the search ended before that was sure.
 * - `after other programs`: it fails only after others in the same process, so the sequence is what was made small.
 * - `seen once`: it did not fail again, so nothing is known of how small it could be.
 */
export const CERTIFICATES = [
  'globally shortest',
  'shortest over its own calls',
  '1-minimal',
  'out of budget',
  'after other programs',
  'seen once',
] as const;
export type Certificate = (typeof CERTIFICATES)[number];

/** Where a program goes wrong, as an index of a call, or nothing where it does not fail in the way that is looked for. */
export type FailsAt = (program: Program) => Promise<number | undefined>;

export interface SearchOptions {
  readonly explore: Explore;
  readonly reading: Reading;
  /** How the target answers the open questions: one way, or all that are possible where it does not keep to one. */
  readonly profiles: readonly Profile[];
  /** How many programs may be tried over one alphabet. */
  readonly programsMax: number;
  /** How many channels the target can have; as many as there are slots where absent. */
  readonly slotsMax?: number;
  /** The alphabet of single calls on slot 0 and on no channel; the abstract one where absent. */
  readonly alphabet?: readonly Call[];
  /** What came of earlier searches for the same failure, by the printed program; this one is added. */
  readonly known?: Map<string, Searched>;
}

export interface Searched {
  /** The program that was asked about, or one that is shorter or simpler and fails in the same way. */
  readonly program: Program;
  readonly certificate: Certificate | undefined;
  readonly calls: number;
}

/** All programs over an alphabet and some slots: a tree for each profile. */
interface SearchSpace {
  readonly trees: readonly ProgramTree[];
  /** What is known where all shorter programs of the space were tried in vain. */
  readonly certificate: Certificate;
}

export async function searchShorter(
  program: Program,
  capabilities: ReadonlySet<Capability>,
  failsAt: FailsAt,
  options: SearchOptions,
): Promise<Searched> {
  const key = printProgram(program);
  const known = options.known?.get(key);
  if (known !== undefined) return printProgram(known.program) === key ? { ...known, program } : known;
  const searched = await search(program, capabilities, failsAt, options);
  options.known?.set(key, searched);
  return searched;
}

/** Deeper and deeper, over one space after the other: those that can be tried to their ends, or else the smallest. */
async function search(
  program: Program,
  capabilities: ReadonlySet<Capability>,
  failsAt: FailsAt,
  options: SearchOptions,
): Promise<Searched> {
  const spaces = spacesOf(program, capabilities, options);
  let calls = 0;
  let certificate: Certificate | undefined;
  for (const [index, space] of spaces.entries()) {
    // What cannot be tried to its end is not begun: it would cost much and prove nothing. The smallest may find something.
    const isLast = index === spaces.length - 1 && certificate === undefined;
    if (!isLast && countOf(space, program.length - 1, options.programsMax) > options.programsMax) continue;
    const searched = await deepen(space, program, failsAt, options);
    calls += searched.calls;
    certificate ??= searched.certificate;
    if (searched.program !== program || certificate === 'globally shortest') return { ...searched, calls };
  }
  return { program, certificate, calls };
}

/** From all there is down to the program's own calls. */
function spacesOf(
  program: Program,
  capabilities: ReadonlySet<Capability>,
  { reading, profiles, slotsMax = SLOTS_MAX, ...options }: SearchOptions,
): readonly SearchSpace[] {
  const space = (alphabet: readonly Call[], { names, taken }: Slots, certificate: Certificate): SearchSpace => {
    const slots = { names: names.slice(0, slotsMax), taken };
    const automata = profiles.map((profile) => machineOver(alphabet, capabilities, reading, profile));
    return { trees: automata.map((automaton) => new ProgramTree(automaton, slots)), certificate };
  };
  const used = slotsOf(program);
  const own = used.length > 0 ? used : [0];
  const others = Array.from({ length: SLOTS_MAX }, (_, slot) => slot).filter((slot) => !own.includes(slot));
  // Shrinking has tried the slots 0, 1, ... in order: a program that still has others fails only on those.
  const isByName = own.some((slot, place) => slot !== place);
  const everywhere: Slots = isByName
    ? { names: [...own, ...others], taken: 'in any order' }
    : slotsInTurn(Math.max(own.length, program.length - 1));
  const alphabet = wholeAlphabet(program, options);
  const ownCalls = ownAlphabet(program);
  return [
    space(alphabet, everywhere, 'globally shortest'),
    space(alphabet, { names: own, taken: 'in any order' }, 'shortest over its own calls'),
    space(ownCalls, { names: [...own, others[0]!], taken: 'in any order' }, 'shortest over its own calls'),
    space(ownCalls, { names: own, taken: isByName ? 'in any order' : 'in turn' }, 'shortest over its own calls'),
  ];
}

function countOf({ trees }: SearchSpace, depth: number, max: number): number {
  return trees.reduce((count, tree) => (count > max ? count : count + tree.count(depth, max)), 0);
}

async function deepen(
  space: SearchSpace,
  program: Program,
  failsAt: FailsAt,
  { explore, programsMax }: SearchOptions,
): Promise<Searched> {
  let calls = 0;
  let programs = 0;
  let proven = 0;
  const isLastTried = countOf(space, program.length, programsMax) <= programsMax * SIMPLER_SHARE;
  const depthMax = isLastTried ? program.length : program.length - 1;
  for (let depth = 1; depth <= depthMax; depth += 1) {
    // Programs of just this depth that were answered otherwise than the automaton has it; shorter ones were looked at before.
    const surprises = new Map<string, Program>();
    let isComplete = true;
    for (const tree of space.trees) {
      const explored = await explore({
        tree,
        depth,
        programsMax: programsMax - programs,
        onSurprise: (surprise) => {
          if (surprise.length === depth) surprises.set(printProgram(surprise), surprise);
          return surprises.size >= SURPRISES_MAX ? 'stop' : 'go on';
        },
      });
      calls += explored.calls;
      programs += explored.programs;
      isComplete &&= explored.complete;
    }
    for (const surprise of [...surprises.values()].toSorted(compareSimplicity)) {
      if (compareSimplicity(surprise, program) >= 0) break;
      calls += depth;
      if ((await failsAt(surprise)) === depth - 1) return { program: surprise, certificate: space.certificate, calls };
    }
    if (!isComplete) break;
    proven = depth;
  }
  return { program, certificate: proven >= program.length - 1 ? space.certificate : undefined, calls };
}

/** How much of the budget may go into programs of the same length, which can only be simpler. */
const SIMPLER_SHARE = 0.1;
/** Of a target that fails everywhere so many are enough to choose from. */
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
