/**
 * One channel's promised life, as an immutable value. A step makes a new value; nothing here remembers.
 * Besides the state itself the model knows the last event that touched the held pair or must have left it alone, and the
 * pair that an implementation would show which got that event wrong. From these the oracle names the clause that speaks.
 */
import type { CallKind, Endpoint, PlainKind, Reservation } from './call.ts';

/** Where a channel is in its life. `absent`, `null` and `forged` stand for handles that name no channel. */
export const LIVES = ['absent', 'fresh', 'enabled', 'open', 'closed', 'disabled', 'freed', 'null', 'forged'] as const;
export type Life = (typeof LIVES)[number];

/** The last event that decides, or must not have changed, the held pair. */
export const ORIGINS = [
  'never-set',
  'reused',
  'set',
  'set-again',
  'refused',
  'start-pause',
  'lifecycle',
  'disabled',
] as const;
export type Origin = (typeof ORIGINS)[number];

/** What Disable did to the held pair: `undecided` until it was disabled with something to keep. */
export const AFTER_DISABLE = ['undecided', 'kept', 'reset'] as const;
export type AfterDisable = (typeof AFTER_DISABLE)[number];

export interface ChannelModel {
  readonly life: Life;
  readonly endpoint: Endpoint;
  readonly held: Reservation;
  /** The pair in the live offer; `ZERO` where there is none. */
  readonly offered: Reservation;
  readonly origin: Origin;
  /** What a target would show that got the event of `origin` wrong; an observation is decisive where it differs. */
  readonly rival: Reservation;
  readonly afterDisable: AfterDisable;
}

export const ZERO: Reservation = Object.freeze({ mmioMegabytes: 0, mmioMegabytesOptional: 0 });
/** Equal to no pair: the event could have been got wrong in any way. */
export const ANY_RIVAL: Reservation = Object.freeze({ mmioMegabytes: -1, mmioMegabytesOptional: -1 });

export function samePair(a: Reservation, b: Reservation): boolean {
  return a.mmioMegabytes === b.mmioMegabytes && a.mmioMegabytesOptional === b.mmioMegabytesOptional;
}

/** Whether two states promise the same and name the same clauses. */
export function sameModel(a: ChannelModel, b: ChannelModel): boolean {
  if (a === b) return true;
  return (
    a.life === b.life &&
    a.endpoint === b.endpoint &&
    a.origin === b.origin &&
    a.afterDisable === b.afterDisable &&
    samePair(a.held, b.held) &&
    samePair(a.offered, b.offered) &&
    samePair(a.rival, b.rival)
  );
}

export function isZero(pair: Reservation): boolean {
  return pair.mmioMegabytes === 0 && pair.mmioMegabytesOptional === 0;
}

function noChannel(life: Life): ChannelModel {
  return {
    life,
    endpoint: 'server',
    held: ZERO,
    offered: ZERO,
    origin: 'never-set',
    rival: ANY_RIVAL,
    afterDisable: 'undecided',
  };
}

/** A slot to which nothing was bound yet, and the two handles that never were channels. */
export const NO_CHANNEL = {
  absent: noChannel('absent'),
  null: noChannel('null'),
  forged: noChannel('forged'),
} as const;

// Each step writes all seven fields in the same order: models of one shape are made, compared and read many times faster.

export function allocated({ life, held }: ChannelModel, endpoint: Endpoint): ChannelModel {
  const isReused = life === 'freed';
  const origin = isReused ? 'reused' : 'never-set';
  const rival = isReused ? held : ANY_RIVAL;
  return { life: 'fresh', endpoint, held: ZERO, offered: ZERO, origin, rival, afterDisable: 'undecided' };
}

/** The amounts of a call or a response, without the rest of it. */
export function amountsOf({ mmioMegabytes, mmioMegabytesOptional }: Reservation): Reservation {
  return { mmioMegabytes, mmioMegabytesOptional };
}

export function stored(model: ChannelModel, pair: Reservation): ChannelModel {
  const { life, endpoint, held, offered, afterDisable } = model;
  const origin = isZero(held) ? 'set' : 'set-again';
  return { life, endpoint, held: amountsOf(pair), offered, origin, rival: held, afterDisable };
}

export function refused(model: ChannelModel, pair: Reservation): ChannelModel {
  const { life, endpoint, held, offered, afterDisable } = model;
  return { life, endpoint, held, offered, origin: 'refused', rival: amountsOf(pair), afterDisable };
}

/** Offers latch here: what is held now is what the guest is told. */
export function enabled({ endpoint, held, afterDisable }: ChannelModel): ChannelModel {
  return { life: 'enabled', endpoint, held, offered: held, origin: 'lifecycle', rival: ZERO, afterDisable };
}

/** Both ways in which a channel can come out of Disable; one where there was nothing to keep or it has chosen before. */
export function disabled({ held, endpoint, afterDisable }: ChannelModel): readonly ChannelModel[] {
  const off = (left: Reservation, choice: AfterDisable): ChannelModel => ({
    life: 'disabled',
    endpoint,
    held: left,
    offered: ZERO,
    origin: 'disabled',
    rival: ANY_RIVAL,
    afterDisable: choice,
  });
  if (afterDisable === 'kept') return [off(held, 'kept')];
  if (afterDisable === 'reset') return [off(ZERO, 'reset')];
  return isZero(held) ? [off(held, 'undecided')] : [off(held, 'kept'), off(ZERO, 'reset')];
}

export function opened({ endpoint, held, offered, afterDisable }: ChannelModel): ChannelModel {
  return { life: 'open', endpoint, held, offered, origin: 'lifecycle', rival: ZERO, afterDisable };
}

export function closed({ endpoint, held, offered, afterDisable }: ChannelModel): ChannelModel {
  return { life: 'closed', endpoint, held, offered, origin: 'lifecycle', rival: ZERO, afterDisable };
}

export function startedOrPaused(model: ChannelModel): ChannelModel {
  if (model.origin === 'start-pause') return model;
  const { life, endpoint, held, offered, afterDisable } = model;
  return { life, endpoint, held, offered, origin: 'start-pause', rival: ZERO, afterDisable };
}

export function freed({ endpoint, held, origin, rival, afterDisable }: ChannelModel): ChannelModel {
  return { life: 'freed', endpoint, held, offered: ZERO, origin, rival, afterDisable };
}

/** Judging goes on from what was seen after a deviation, so that one slip is not told many times. */
export function adopted(model: ChannelModel, seen: Partial<Pick<ChannelModel, 'held' | 'offered'>>): ChannelModel {
  return { ...model, ...seen };
}

const OFFERED = LIVES.filter(isOffered);
const LIVE = LIVES.filter(isLive);

/** The states in which KMCL allows each call; the function under test alone answers for every state. */
const ALLOWED: Readonly<Record<Exclude<CallKind, 'setMmioMegabytes'>, readonly Life[]>> = {
  allocate: ['absent', 'freed'],
  enable: ['fresh', 'disabled'],
  disable: OFFERED,
  cleanup: ['fresh', 'disabled'],
  start: OFFERED,
  pause: LIVE,
  guestOpen: ['enabled', 'closed'],
  guestClose: ['open'],
  readReservation: LIVE,
  readOffer: LIVE,
  getMmioSpace: ['open'],
};

/** A client endpoint is only given the function under test, read and cleaned up. */
const CLIENT_CALLS: readonly CallKind[] = ['allocate', 'setMmioMegabytes', 'readReservation', 'readOffer', 'cleanup'];

/** Whether KMCL allows the call on a channel in this state. A call that it does not allow is misuse. */
export function isAllowed(model: Pick<ChannelModel, 'life' | 'endpoint'>, kind: CallKind): boolean {
  if (kind === 'setMmioMegabytes') return model.life !== 'absent';
  if (model.endpoint === 'client' && !CLIENT_CALLS.includes(kind) && model.life !== 'freed') return false;
  return ALLOWED[kind].includes(model.life);
}

export function isOffered(life: Life): boolean {
  return life === 'enabled' || life === 'open' || life === 'closed';
}

export function isLive(life: Life): boolean {
  return life === 'fresh' || life === 'disabled' || isOffered(life);
}

/** Where the life of a channel goes when an allowed call succeeds; it stays where the call is not listed. */
const LIFE_AFTER: Readonly<Partial<Record<PlainKind, Life>>> = {
  enable: 'enabled',
  disable: 'disabled',
  cleanup: 'freed',
  guestOpen: 'open',
  guestClose: 'closed',
};

/** The life after an allowed call, for strategies that lay out a program before it runs. */
export function lifeAfter(life: Life, kind: CallKind): Life {
  if (kind === 'allocate') return 'fresh';
  return kind === 'setMmioMegabytes' ? life : (LIFE_AFTER[kind] ?? life);
}
