/** The programs that have to run before a failing one, in the same process, as lines: the same ones in a row once. */
import { callLines } from './call-lines.ts';

/** The first groups of a long sequence; the rest are counted. */
const GROUPS_MAX = 8;

interface Group {
  readonly from: number;
  to: number;
  readonly calls: readonly string[];
}

/** `programs`: all of them, each printed call by call; the last is shown by its own run. Nothing where there is no sequence. */
export function sequenceLines(programs: readonly (readonly string[])[] | undefined): readonly string[] {
  if (programs === undefined) return [];
  const groups: Group[] = [];
  for (const [index, calls] of programs.slice(0, -1).entries()) {
    const last = groups.at(-1);
    if (last?.calls.join('\n') === calls.join('\n')) last.to = index;
    else groups.push({ from: index, to: index, calls });
  }
  const shown = groups.slice(0, GROUPS_MAX);
  const left = programs.length - 1 - ((shown.at(-1)?.to ?? -1) + 1);
  return [
    ...shown.flatMap(({ from, to, calls }) => [
      from === to ? `      program ${from + 1}` : `      programs ${from + 1} to ${to + 1}, each`,
      ...callLines(calls.map((call) => ({ call }))),
    ]),
    ...(left > 0 ? [`      and ${left} more programs, in the saved file`] : []),
    `      program ${programs.length}, in the same process`,
  ];
}
