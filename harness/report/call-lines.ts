/**
 * The calls of a program in lines, numbered, with what each was answered, and a mark at the one that went wrong.
 */
import { visible } from '../program/visible.ts';

interface AnsweredCall {
  readonly call: string;
  readonly answer?: string | undefined;
}

export function callLines(
  steps: readonly AnsweredCall[],
  wrongAt?: number,
  marked: (line: string) => string = (line) => line,
): string[] {
  const width = Math.max(...steps.map(({ call }) => call.length));
  return steps.map(({ call, answer }, index) => {
    const answered = answer === undefined ? call : `${call.padEnd(width)}  -> ${answer}`;
    const line = `${String(index + 1).padStart(5)}  ${answered}`;
    return index === wrongAt ? marked(`${line}  <- here`) : line;
  });
}

/** What a target said as it ended, below its calls: its lines stay lines, since a stack is read line by line. */
export function messageLines(message: string): string[] {
  return message.split('\n').map((line) => `      ${visible(line)}`.trimEnd());
}
