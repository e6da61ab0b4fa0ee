/** What lies around a failure, under its evidence: the nearest program that passes, and the pattern of the wrong answer. */
import { failingCallAt } from '../../campaign/counterexample.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { withCallWords } from '../call-lines.ts';
import { folded } from '../folded.ts';
import { hintWords, neighbourWords } from '../../campaign/pattern-words.ts';
import type { Screen } from './screen.ts';

export function vicinityLines(counterexample: Counterexample, { columns, calls }: Screen): readonly string[] {
  const { neighbour, hint, minimized } = counterexample;
  const at = failingCallAt(counterexample);
  return [
    ...(neighbour
      ? folded('      passes     ', withCallWords(neighbourWords(minimized.program, neighbour, at), calls), columns)
      : []),
    ...(hint ? folded('      hint       ', hintWords(hint), columns) : []),
  ];
}
