/**
 * The automaton as a target can be asked about it: the calls that it claims, on one channel, under one reading and
 * with the target's own answers to the open questions.
 */
import { abstractInputs, tabulate } from './automaton.ts';
import type { Automaton, Profile } from './automaton.ts';
import type { Call } from '../../spec/call.ts';
import type { Reading } from '../../spec/readings.ts';
import { printCall } from '../program/program.ts';
import type { Capability, Program } from '../target.ts';
import type { Word } from './identification.ts';
import { Lifecycle, withoutMisuse } from '../program/lifecycle.ts';

export function abstractMachine(capabilities: ReadonlySet<Capability>, reading: Reading, profile: Profile): Automaton {
  return machineOver(abstractInputs(), capabilities, reading, profile);
}

/** Tables that were asked for, by all that they follow from: who makes programs small asks for the same ones again and again. */
const TABLES = new Map<string, Automaton>();
const TABLES_MAX = 32;

/** The same over an alphabet of one's own: calls on slot 0 and on handles that name no channel. */
export function machineOver(
  alphabet: readonly Call[],
  capabilities: ReadonlySet<Capability>,
  reading: Reading,
  profile: Profile,
): Automaton {
  const usable = withoutMisuse(capabilities);
  const key = JSON.stringify([alphabet.map(printCall), [...usable].toSorted(), reading, profile]);
  const known = TABLES.get(key);
  if (known !== undefined) return known;
  if (TABLES.size >= TABLES_MAX) TABLES.clear();
  const automaton = tabulate(alphabet, {
    reading,
    profile,
    isAsked: (state, input) => {
      const lifecycle = new Lifecycle(usable);
      lifecycle.place(0, state);
      return lifecycle.allows(input);
    },
  });
  TABLES.set(key, automaton);
  return automaton;
}

export function programOf(word: Word, { inputs }: Pick<Automaton, 'inputs'>): Program {
  return word.map((input) => inputs[input]!);
}

/** How many cells the machine has: what a walk has to cover, and the unit in which strategies are compared. */
export function transitionsOf({ next }: Automaton): number {
  return next.reduce((count, successor) => count + (successor >= 0 ? 1 : 0), 0);
}
