/**
 * Every program up to a depth over the abstract alphabet, on one channel.
 */
import { abstractMachine, programOf } from '../machine/machine.ts';
import { wordsFrom } from './complete.ts';
import type { Strategy } from './generate.ts';

/** The depth that the deep tier tries. */
export const EXHAUSTIVE_DEPTH = 5;

/** Only the longest programs, since each shows what its beginnings show. */
export const exhaustiveStrategy: Strategy = {
  name: 'exhaustive',
  guarantee: `every program of up to ${EXHAUSTIVE_DEPTH} calls on one channel over the abstract alphabet`,
  *programs({ capabilities, reading, profile }) {
    const automaton = abstractMachine(capabilities, reading, profile());
    for (const { word } of wordsFrom(automaton, 0, EXHAUSTIVE_DEPTH)) {
      if (word.length === EXHAUSTIVE_DEPTH) yield programOf(word, automaton);
    }
  },
};
