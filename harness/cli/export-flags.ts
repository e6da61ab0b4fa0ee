/** The flags of `export`: which programs, and the form of the file. */
import { READINGS } from '../../spec/readings.ts';
import { DEFAULT_TIER, TIERS } from '../generate/tier.ts';
import { CAPABILITIES } from '../target.ts';
import { choice, choices, flag, SWITCH, text, wholeNumber } from './flag.ts';

export const EXPORT_FLAGS = {
  tier: flag(choice(TIERS), 'how much is to be tried', { default: DEFAULT_TIER }),
  seed: flag(wholeNumber(0, 0x7fff_ffff), 'what chance starts from', { default: 1 }),
  claims: flag(choices(CAPABILITIES), 'what the target can do: the rest is not asked of it'),
  roomMegabytes: flag(wholeNumber(1, 2 ** 31 - 1), "the guest's window for all channels together; 2 TiB where absent"),
  shrink: flag(SWITCH, 'write what is to be asked next, out of the files that were answered'),
  reading: flag(choice(READINGS), 'shrink: under which reading failures are made small', { default: READINGS[0] }),
  out: flag(text('file'), '.kmcv: packed by gzip; .bin: as the reader takes it; .ndjson: lines', { isRequired: true }),
};
