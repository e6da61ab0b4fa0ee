/**
 * Which capabilities a run made use of, told by where its calls were judged. A capability that is claimed and that no program
 * asked for is named beside the verdict, since nothing is known of it.
 */
import { isAllowed } from '../../spec/model.ts';
import type { CallKind } from '../../spec/call.ts';
import type { Facts } from '../campaign/facts.ts';
import type { CallClass, CellState } from '../judge/cells.ts';
import { CAPABILITIES } from '../target.ts';
import type { Capability } from '../target.ts';

type IsUse = (state: CellState, call: CallClass, kind: CallKind) => boolean;

const USES: Readonly<Record<Capability, IsUse>> = {
  reservation: (_state, _call, kind) => kind === 'readReservation',
  offer: (_state, _call, kind) => kind === 'readOffer',
  'offer-bytes': (state, _call, kind) => kind === 'readOffer' && isAllowedIn(state, 'disable'),
  'mmio-space': (_state, _call, kind) => kind === 'getMmioSpace',
  guest: (_state, _call, kind) => kind === 'guestOpen' || kind === 'guestClose',
  'start-pause': (_state, _call, kind) => kind === 'start' || kind === 'pause',
  'client-endpoint': (_state, call) => call === 'allocate client',
  'null-handle': (state) => state === 'null',
  'stale-handle': (state, _call, kind) => state === 'freed' && kind === 'setMmioMegabytes',
  'forged-handle': (state) => state === 'forged',
  misuse: (state, _call, kind) => kind !== 'setMmioMegabytes' && !isAllowedIn(state, kind),
  // No strategy of a tier calls from several threads.
  threads: () => false,
};

function isAllowedIn(state: CellState, kind: CallKind): boolean {
  return state === 'client'
    ? isAllowed({ life: 'fresh', endpoint: 'client' }, kind)
    : isAllowed({ life: state, endpoint: 'server' }, kind);
}

export function capabilitiesTried({ cells }: Pick<Facts, 'cells'>): ReadonlySet<Capability> {
  const used = cells.filter(({ calls }) => calls > 0);
  return new Set(
    CAPABILITIES.filter((capability) =>
      used.some(({ state, call }) => USES[capability](state, call, call.split(' ')[0] as CallKind)),
    ),
  );
}
