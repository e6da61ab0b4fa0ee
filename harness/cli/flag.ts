/** What a flag is, and how the table of flags spells one. */

/**
 * What stands after a flag. `target` and `language` are spelled as the catalog has them; `texts` may be given several times, and
 * `choices` are several of the names with commas between them. */
export type FlagValue =
  | { readonly kind: 'switch' | 'day' | 'duration' | 'shard' | 'target' | 'language' }
  | { readonly kind: 'text' | 'texts'; readonly form: string }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice' | 'choices'; readonly of: readonly string[] };

export interface Flag {
  readonly value: FlagValue;
  readonly gist: string;
  readonly default?: string | number;
  readonly isRequired?: true;
  /** It has to be given, here or in the config file: there is no default that a user could mistake for a verdict of their own. */
  readonly isNamed?: true;
  /** A flag of `run` may also stand in the config file and is an input of the GitHub Action, except where this says otherwise. */
  readonly notIn?: readonly ('config' | 'action')[];
}

/** By the names that the flags have in the config file: `deadlineMs` is `--deadline-ms`. */
export type FlagTable = Readonly<Record<string, Flag>>;

export const HOUR_MS = 3_600_000;
export const SWITCH = { kind: 'switch' } as const;
export const DAY = { kind: 'day' } as const;
export const text = (form: string) => ({ kind: 'text', form }) as const;
export const texts = (form: string) => ({ kind: 'texts', form }) as const;
export const wholeNumber = (min: number, max: number) => ({ kind: 'number', min, max }) as const;
export const choices = <const Names extends readonly string[]>(of: Names) => ({ kind: 'choices', of }) as const;
export const choice = <const Names extends readonly string[]>(of: Names) => ({ kind: 'choice', of }) as const;
export const flag = <const Value extends FlagValue, const More extends Omit<Flag, 'value' | 'gist'> = object>(
  value: Value,
  gist: string,
  more?: More,
) => ({ value, gist, ...more }) as { readonly value: Value; readonly gist: string } & More;
