/**
 * What a vector file of a tier holds: the programs that a campaign would run, in its order and as often, on a target that answers the
 * open questions in one way; and behind them those that only the other reading of the page asks.
 */
import { READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { strategiesOf } from '../generate/tier.ts';
import { DEFAULT_PROFILE } from '../machine/automaton.ts';
import type { Profile } from '../machine/automaton.ts';
import type { Program } from '../target.ts';
import { keyOf } from './call-rows.ts';
import type { VectorOrder } from './vectors.ts';

/** Strategies that need the target beside them, and why their programs are in no file. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  instances: 'left out: a vector file runs one instance after the other',
  lines:
    'left out: five million calls are too many for a vector file; where an adapter runs, tier ci tries them in batches',
};

const FIRST_ENABLE: Program = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'enable', channel: 0 },
];

/** In the order of a campaign. `profiles`: how the target answers the open questions, by reading; the usual way where absent. */
export async function offlinePrograms(
  { tier, seed, claims, roomMegabytes }: VectorOrder,
  profiles: Partial<Record<Reading, Profile>> = {},
): Promise<readonly Program[]> {
  const capabilities = new Set(claims);
  const programs = [FIRST_ENABLE];
  const held = new Map<string, number>();
  const strategies = (await strategiesOf(tier)).filter(({ name }) => !Object.hasOwn(LEFT_OUT, name));
  for (const reading of READINGS) {
    const asked = new Map<string, number>();
    const profile = () => profiles[reading] ?? DEFAULT_PROFILE;
    for (const strategy of strategies) {
      for (const program of strategy.programs({ capabilities, roomMegabytes, seed, reading, profile })) {
        const key = keyOf(program);
        const times = (asked.get(key) ?? 0) + 1;
        asked.set(key, times);
        // The same program over and over is the point of some, so that it is held as often as one reading asks it.
        if (times <= (held.get(key) ?? 0)) continue;
        held.set(key, times);
        programs.push(program);
      }
    }
  }
  return programs;
}
