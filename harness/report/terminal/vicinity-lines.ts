/** What lies around a failure, under its evidence: the nearest program that passes, and the pattern of the wrong answer. */
import { describeResponse } from '../../../spec/answer.ts';
import type { Call, Response } from '../../../spec/call.ts';
import { failingCallAt } from '../../campaign/counterexample.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { hintWords, neighbourWords } from '../../campaign/pattern-words.ts';
import { printCall } from '../../program/program.ts';
import { callWords, shortAnswer } from '../call-lines.ts';
import { folded } from '../folded.ts';
import type { Screen } from './screen.ts';

export function vicinityLines(counterexample: Counterexample, { columns, calls }: Screen): readonly string[] {
  const { neighbour, hint, minimized } = counterexample;
  const words = {
    print: (call: Call) => callWords(printCall(call), calls),
    describe: (response: Response) => shortAnswer(describeResponse(response)),
  };
  const passes = neighbour && neighbourWords(minimized.program, neighbour, failingCallAt(counterexample), words);
  return [
    ...(passes === undefined ? [] : folded('      passes     ', passes, columns)),
    ...(hint === undefined ? [] : folded('      hint       ', hintWords(hint), columns)),
  ];
}
