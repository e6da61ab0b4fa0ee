import { SLOTS_MAX } from '../../spec/call.ts';
import type { Target } from '../../harness/target.ts';
import { emulated, type EmulatedOptions } from './emulated.ts';
import { faultNamed } from './faults/shelf.ts';
import { DEFAULT_SETUP, type Setup } from './emulator/setup.ts';
import { unknownName } from './faults/unknown-name.ts';

export interface ReferenceOptions extends EmulatedOptions {
  /** The name of a planted fault; without one the target conforms. */
  readonly fault?: string;
}

/** The reference emulator as a target, in this very process. */
export function reference(options: ReferenceOptions = {}): Target {
  const { fault, ...choices } = options;
  return emulated(nameOf(options), choices, fault === undefined ? undefined : faultNamed(fault).emulator);
}

/** How an option is spelled behind `reference:`, both ways. Only what departs from the default can be said. */
interface Spelling {
  readonly key: string;
  readonly parse: (value: string) => ReferenceOptions;
  readonly print: (options: ReferenceOptions) => string | undefined;
}

const SPELLINGS: readonly Spelling[] = [
  {
    key: 'fault',
    parse: (value) => ({ fault: faultNamed(value).name }),
    print: ({ fault }) => fault,
  },
  spelling('reading', 'reading', { documented: 'documented', 'state-model': 'state-model' }),
  amount('mmio-megabytes', 'windowMegabytes', 0, 2 ** 24),
  amount('room', 'roomMegabytes', 1, 2 ** 24),
  spelling('after-disable', 'afterDisable', { kept: 'kept', reset: 'reset' }),
  spelling('precedence', 'precedence', { 'channel-first': 'channel-first', 'amounts-first': 'amounts-first' }),
  spelling('enable', 'enableFails', {
    'never-fails': 'never',
    'fails-first': 'first',
    'fails-once': 'once',
    'always-fails': 'always',
  }),
  spelling('placement', 'placement', { lowest: 'lowest', highest: 'highest', midst: 'midst' }),
  spelling('optional-space', 'optionalSpace', { given: 'given', 'kept-back': 'kept-back' }),
  spelling('reserved', 'reserved', { 'while-open': 'while-open', 'while-offered': 'while-offered' }),
  spelling('offer-bytes', 'offerBytes', { 184: 184, 190: 190, 196: 196, 200: 200 }),
  amount('channels', 'channelsMax', 1, SLOTS_MAX),
];

type Amount = 'windowMegabytes' | 'roomMegabytes' | 'channelsMax';

/** A choice among a few words: what each of them stands for. */
function spelling<Key extends Exclude<keyof Setup, Amount>>(
  key: string,
  option: Key,
  words: Readonly<Record<string, Setup[Key]>>,
): Spelling {
  return {
    key,
    parse(word) {
      const value = Object.hasOwn(words, word) ? words[word] : undefined;
      if (value === undefined) throw unknownName(`value of ${key}`, word, Object.keys(words));
      return { [option]: value };
    },
    print(options) {
      const chosen = options[option] ?? DEFAULT_SETUP[option];
      if (chosen === DEFAULT_SETUP[option]) return undefined;
      return Object.keys(words).find((word) => words[word] === chosen);
    },
  };
}

/** A whole number. Megabytes go up to 2^44 bytes behind the window's start: any range stays within 52 bits of an address. */
function amount(key: string, option: Amount, least: number, most: number): Spelling {
  return {
    key,
    parse(value) {
      const given = Number(value);
      if (!/^\d+$/.test(value) || given < least || given > most) {
        throw new Error(`The value of ${key} is a whole number from ${least} to ${most}, not "${value}".`);
      }
      return { [option]: given };
    },
    print(options) {
      const usual = option === 'roomMegabytes' ? undefined : DEFAULT_SETUP[option];
      return options[option] === usual ? undefined : options[option]?.toString();
    },
  };
}

/** Reads what stands behind `reference:`, such as `fault=sum-wraps,reading=state-model`. */
export function parseReference(text: string): ReferenceOptions {
  const options: ReferenceOptions = {};
  for (const part of text.split(',').filter((each) => each !== '')) Object.assign(options, parsePart(part));
  return options;
}

function parsePart(part: string): ReferenceOptions {
  const [key = '', ...rest] = part.split('=');
  const keys = SPELLINGS.map((spelled) => spelled.key);
  const spelled = SPELLINGS[keys.indexOf(key)];
  if (spelled === undefined) throw unknownName('option of the reference', key, keys);
  return spelled.parse(rest.join('='));
}

function nameOf(options: ReferenceOptions): string {
  const parts = SPELLINGS.flatMap(({ key, print }) => {
    const value = print(options);
    return value === undefined ? [] : [`${key}=${value}`];
  });
  return parts.length === 0 ? 'reference' : `reference:${parts.join(',')}`;
}
