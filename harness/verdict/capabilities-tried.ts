/**
 * Which capabilities a run made use of, told by where its calls were judged. A capability that is claimed and that no program
 * asked for is named beside the verdict, since nothing is known of it.
 */
import { isAllowed, LIVES } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import type { CallKind } from '../../spec/call.ts';
import type { Facts } from '../campaign/facts.ts';
import { COLUMNS } from '../judge/cells.ts';
import { CAPABILITIES } from '../target.ts';
import type { Capability } from '../target.ts';

type IsUse = (life: Life, column: string, kind: CallKind) => boolean;

const USES: Readonly<Record<Capability, IsUse>> = {
  reservation: (_life, _column, kind) => kind === 'readReservation',
  offer: (_life, _column, kind) => kind === 'readOffer',
  'offer-bytes': (life, _column, kind) => kind === 'readOffer' && isAllowed({ life, endpoint: 'server' }, 'disable'),
  'mmio-space': (_life, _column, kind) => kind === 'getMmioSpace',
  guest: (_life, _column, kind) => kind === 'guestOpen' || kind === 'guestClose',
  'start-pause': (_life, _column, kind) => kind === 'start' || kind === 'pause',
  'client-endpoint': (_life, column) => column === 'allocate client',
  'null-handle': (life) => life === 'null',
  'stale-handle': (life, _column, kind) => life === 'freed' && kind === 'setMmioMegabytes',
  'forged-handle': (life) => life === 'forged',
  misuse: (life, _column, kind) => kind !== 'setMmioMegabytes' && !isAllowed({ life, endpoint: 'server' }, kind),
  // No strategy of a tier calls from several threads.
  threads: () => false,
};

export function capabilitiesTried({ cells }: Pick<Facts, 'cells'>): ReadonlySet<Capability> {
  const tried = new Set<Capability>();
  for (const [index, calls] of cells.entries()) {
    if (calls === 0) continue;
    const life = LIVES[Math.floor(index / COLUMNS.length)]!;
    const column = COLUMNS[index % COLUMNS.length]!;
    const kind = column.split(' ')[0] as CallKind;
    for (const capability of CAPABILITIES) if (USES[capability](life, column, kind)) tried.add(capability);
  }
  return tried;
}
