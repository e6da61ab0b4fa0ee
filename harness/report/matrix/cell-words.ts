/** A cell of the matrix in words: what Markdown prints and what the page reads out. */
import type { Cell } from './cell.ts';

/** `isProvisional`: what holds may still turn out broken. */
export function cellWords({ word, isKnown, ways }: Cell, isProvisional: boolean): string {
  const isOpen = isProvisional && (isVerified(word) || word === 'not-verified');
  const more = ways === undefined ? '' : ` in ${ways} ways`;
  return `${word}${isOpen ? ' so far' : ''}${more}${isKnown === true ? ', waived' : ''}`;
}

export function isVerified(word: string): boolean {
  return word === 'pass' || word === 'choice';
}

export function isBroken(word: string): boolean {
  return word === 'fail' || word === 'deviation' || word === 'broken, not selected';
}

/** Whether the clause stands for the run at all: of the other ones it can have neither held nor failed. */
export function stands(word: string): boolean {
  return word !== 'not under its reading' && word !== 'not in its suite';
}

export function isLeftOut(word: string): boolean {
  return word === 'not selected' || !stands(word);
}
