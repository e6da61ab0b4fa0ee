/**
 * A flag of the table as an option of commander, which checks and reads the text that is given.
 */
import { InvalidArgumentError, Option } from 'commander';
import { durationMs } from './duration.ts';
import { spelled } from './flags.ts';
import type { Flag, FlagValue } from './flag.ts';
import { shardFlag } from './shard-flag.ts';
import { didYouMean, nearest } from './suggestion.ts';
import type { TargetCatalog } from './target-catalog.ts';

export function flagOption(name: string, flag: Flag, catalog: TargetCatalog): Option {
  const { value, gist } = flag;
  const form = value.kind === 'switch' ? '' : ` <${formOf(name, value)}>`;
  const option = new Option(`${spelled(name)}${form}`, `${gist}${addition(value, catalog)}`);
  if (flag.default !== undefined) option.default(flag.default);
  return withParser(option, value, catalog);
}

function withParser(option: Option, value: FlagValue, catalog: TargetCatalog): Option {
  switch (value.kind) {
    case 'switch':
    case 'target':
      return option;
    case 'text':
      return option.argParser(notEmpty);
    case 'texts':
      return option.default([], 'all').argParser(collect);
    case 'number':
      return option.argParser(wholeNumber(value.min, value.max));
    case 'choice':
      return option.choices(value.of).argParser(oneOf(value.of));
    case 'choices':
      return option.argParser(someOf(value.of));
    case 'language':
      return option.choices(catalog.stubs).argParser(oneOf(catalog.stubs));
    case 'shard':
      return option.argParser((text: string) => shardFlag(text));
    case 'day':
      return option.argParser(day);
    case 'duration':
      return option.argParser(duration);
    default:
      return value satisfies never;
  }
}

function addition(value: FlagValue, { spellings }: TargetCatalog): string {
  const { kind } = value;
  if (kind === 'choices') return `: ${value.of.join(', ')}`;
  if (kind === 'target') return `: ${spellings.join(' | ')}`;
  return kind === 'texts' ? '; may be given several times' : '';
}

function formOf(name: string, value: FlagValue): string {
  if (value.kind === 'text' || value.kind === 'texts') return value.form;
  if (value.kind === 'shard') return 'i/n';
  if (value.kind === 'choices') return `${value.of[0]},...`;
  return value.kind === 'number' || value.kind === 'day' || value.kind === 'duration' ? value.kind : name;
}

function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < min || number > max) {
      throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
    }
    return number;
  };
}

/** As commander's own choices, with what was most likely meant. */
export function oneOf(names: readonly string[]) {
  return (text: string): string => {
    if (names.includes(text)) return text;
    throw new InvalidArgumentError(`Allowed choices are ${names.join(', ')}${didYouMean(nearest(text, names))}`);
  };
}

function someOf(names: readonly string[]) {
  return (text: string): readonly string[] => {
    const chosen = text.split(',').map((name) => name.trim());
    const unknown = chosen.find((name) => !names.includes(name));
    if (unknown !== undefined) {
      const hint = didYouMean(nearest(unknown, names));
      throw new InvalidArgumentError(`There is no "${unknown}"; there is ${names.join(', ')}${hint}`);
    }
    return [...new Set(chosen)];
  };
}

function collect(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, notEmpty(text)];
}

/** A variable of a script that is not set makes an empty word. */
function notEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It is empty: leave the flag out, or give it a value.');
}

function duration(text: string): string {
  if (durationMs(text) !== undefined) return text;
  throw new InvalidArgumentError('It is a duration above zero, such as 500ms, 90s, 10m or 2h.');
}

function day(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError('It is a day, as YYYY-MM-DD.');
  }
  return text;
}
