/**
 * The texts that flags take, checked and read.
 */
import { InvalidArgumentError } from 'commander';

export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max) {
      throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
    }
    return number;
  };
}

export function collect(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, text];
}

export interface Shard {
  readonly index: number;
  readonly count: number;
}

export function shard(text: string): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (!index || !count || index > count) throw new InvalidArgumentError('It is i/n, with i from 1 to n, such as 1/4.');
  return { index: index - 1, count };
}

export function day(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError('It is a day, as YYYY-MM-DD.');
  }
  return text;
}
