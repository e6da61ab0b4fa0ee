/** What did not repeat, in words, and which of it leaves a verdict open. */
import { countUnrepeated } from '../campaign/unrepeated.ts';
import { counted } from '../program/counted.ts';
import type { Unrepeated, UnrepeatedKind } from '../target.ts';

/**
 * A hang or a broken answer may be the target's or the machine's. A cut connection is the wire's, and a wrong answer or a process
 * that died was seen, which is a failure.
 */
const IN_DOUBT: readonly UnrepeatedKind[] = ['timeout', 'adapter-fault'];

const NAMES: Readonly<Record<UnrepeatedKind, string>> = {
  connection: 'broken connection',
  timeout: 'hang',
  'adapter-fault': 'broken answer',
  crash: 'crash',
  answer: 'wrong answer',
  defect: 'adapter fault',
};

export function countInDoubt(unrepeated: readonly Unrepeated[]): number {
  return countUnrepeated(unrepeated, IN_DOUBT);
}

/** `2 hangs and 1 broken answer did not repeat`; nothing where there are none of these. */
export function inDoubtWords(unrepeated: readonly Unrepeated[]): readonly string[] {
  const words = IN_DOUBT.flatMap((kind) => {
    const count = countUnrepeated(unrepeated, [kind]);
    return count === 0 ? [] : [counted(count, NAMES[kind])];
  });
  return words.length === 0 ? [] : [`${words.join(' and ')} did not repeat`];
}

/** What the adapter breaks by itself, one line; nothing where it does not. */
export function defectWords(unrepeated: readonly Unrepeated[]): string | undefined {
  const defect = unrepeated.find(({ kind }) => kind === 'defect');
  if (defect === undefined) return undefined;
  const times = defect.count === 1 ? '' : ` ${defect.count} times`;
  return `the target broke the contract${times}, at no one program: ${defect.message}`;
}

/** One line a text, for the files that have room for it. */
export function unrepeatedLine({ kind, message, count }: Unrepeated): string {
  if (kind === 'defect') return `${counted(count, NAMES[kind])}, at no one program: ${message}`;
  return `${counted(count, NAMES[kind])}, not repeated: ${message}`;
}
