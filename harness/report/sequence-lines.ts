/** The programs that have to run before a failing one, in the same process, as lines: the same ones in a row once. */
import { counted } from '../program/counted.ts';
import { callLines } from './call-lines.ts';
import type { CallLook } from './call-lines.ts';

/** The first groups of a long sequence; the rest are counted. */
const GROUPS_MAX = 8;

interface Group {
  readonly from: number;
  to: number;
  readonly program: readonly string[];
}

/** `programs`: all of them, each printed call by call; the last is shown by its own run. Nothing where nothing runs before that. */
export function sequenceLines(
  programs: readonly (readonly string[])[] | undefined,
  look: Pick<CallLook, 'calls' | 'columns'> = {},
): readonly string[] {
  if (programs === undefined || programs.length < 2) return [];
  const groups: Group[] = [];
  for (const [index, program] of programs.slice(0, -1).entries()) {
    const last = groups.at(-1);
    if (last?.program.join('\n') === program.join('\n')) last.to = index;
    else groups.push({ from: index, to: index, program });
  }
  const shown = groups.slice(0, GROUPS_MAX);
  const left = programs.length - 1 - ((shown.at(-1)?.to ?? -1) + 1);
  return [
    ...shown.flatMap(({ from, to, program }) => [
      from === to ? `      program ${from + 1}` : `      programs ${from + 1} to ${to + 1}, each`,
      ...callLines(
        program.map((call) => ({ call })),
        look,
      ),
    ]),
    ...(left > 0 ? [`      and ${counted(left, 'more program')}, in the saved file`] : []),
    `      program ${programs.length}, in the same process`,
  ];
}
