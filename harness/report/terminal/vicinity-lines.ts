/** What lies around a failure, under its evidence: the nearest program that passes, and the pattern of the wrong answer. */
import { failingCallAt } from '../../campaign/counterexample.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { hintWords, neighbourWords } from '../../campaign/pattern-words.ts';

export function vicinityLines(counterexample: Counterexample): readonly string[] {
  const { neighbour, hint, minimized } = counterexample;
  const at = failingCallAt(counterexample);
  return [
    ...(neighbour ? [`      passes     ${neighbourWords(minimized.program, neighbour, at)}`] : []),
    ...(hint ? [`      hint       ${hintWords(hint)}`] : []),
  ];
}
