/**
 * Which capabilities a run made use of, told by where its calls were judged. A capability that is claimed and that no program
 * asked for is named beside the verdict, since nothing is known of it.
 */
import { isAllowed } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import type { CallKind } from '../../spec/call.ts';
import type { Facts } from '../campaign/facts.ts';
import type { CallClass } from '../judge/cells.ts';
import { CAPABILITIES } from '../target.ts';
import type { Capability } from '../target.ts';

type IsUse = (life: Life, call: CallClass, kind: CallKind) => boolean;

const USES: Readonly<Record<Capability, IsUse>> = {
  reservation: (_life, _call, kind) => kind === 'readReservation',
  offer: (_life, _call, kind) => kind === 'readOffer',
  'offer-bytes': (life, _call, kind) => kind === 'readOffer' && isAllowed({ life, endpoint: 'server' }, 'disable'),
  'mmio-space': (_life, _call, kind) => kind === 'getMmioSpace',
  guest: (_life, _call, kind) => kind === 'guestOpen' || kind === 'guestClose',
  'start-pause': (_life, _call, kind) => kind === 'start' || kind === 'pause',
  'client-endpoint': (_life, call) => call === 'allocate client',
  'null-handle': (life) => life === 'null',
  'stale-handle': (life, _call, kind) => life === 'freed' && kind === 'setMmioMegabytes',
  'forged-handle': (life) => life === 'forged',
  misuse: (life, _call, kind) => kind !== 'setMmioMegabytes' && !isAllowed({ life, endpoint: 'server' }, kind),
  // No strategy of a tier calls from several threads.
  threads: () => false,
};

export function capabilitiesTried({ cells }: Pick<Facts, 'cells'>): ReadonlySet<Capability> {
  const used = cells.filter(({ calls }) => calls > 0);
  return new Set(
    CAPABILITIES.filter((capability) =>
      used.some(({ state, call }) => USES[capability](state, call, call.split(' ')[0] as CallKind)),
    ),
  );
}
