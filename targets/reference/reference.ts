import type { Target } from '../../harness/target.ts';
import { emulated } from './emulated.ts';
import { faultNamed } from './faults/shelf.ts';
import { DEFAULT_SETUP, type Setup } from './emulator/setup.ts';
import { unknownName } from './faults/unknown-name.ts';

export interface ReferenceOptions extends Partial<Setup> {
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
  {
    key: 'mmio-megabytes',
    parse: (value) => ({ windowMegabytes: parseMegabytes(value) }),
    print: ({ windowMegabytes }) =>
      windowMegabytes === DEFAULT_SETUP.windowMegabytes ? undefined : windowMegabytes?.toString(),
  },
  spelling('after-disable', 'afterDisable', { kept: 'kept', reset: 'reset' }),
  spelling('precedence', 'precedence', { 'channel-first': 'channel-first', 'amounts-first': 'amounts-first' }),
  spelling('enable', 'enableFails', { 'never-fails': 'never', 'fails-first': 'first' }),
];

/** A choice among a few words: what each of them stands for. */
function spelling<Key extends Exclude<keyof Setup, 'windowMegabytes'>>(
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

function parseMegabytes(value: string): number {
  const megabytes = Number(value);
  // Up to 2^44 bytes behind its start: any range stays within the 52 bits of a guest-physical address.
  if (!/^\d+$/.test(value) || megabytes > 2 ** 24) {
    throw new Error(`The value of mmio-megabytes is a whole number from 0 to ${2 ** 24}, not "${value}".`);
  }
  return megabytes;
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
