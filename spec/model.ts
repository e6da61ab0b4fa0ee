/**
 * One channel's promised life, as a frozen value. A step makes a new value; nothing here remembers.
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

export function isZero(pair: Reservation): boolean {
  return pair.mmioMegabytes === 0 && pair.mmioMegabytesOptional === 0;
}

const ABSENT: ChannelModel = Object.freeze({
  life: 'absent',
  endpoint: 'server',
  held: ZERO,
  offered: ZERO,
  origin: 'never-set',
  rival: ANY_RIVAL,
  afterDisable: 'undecided',
});

/** A slot to which nothing was bound yet, and the two handles that never were channels. */
export const NO_CHANNEL = {
  absent: ABSENT,
  null: Object.freeze({ ...ABSENT, life: 'null' }),
  forged: Object.freeze({ ...ABSENT, life: 'forged' }),
} as const satisfies Record<string, ChannelModel>;

function step(model: ChannelModel, change: Partial<ChannelModel>): ChannelModel {
  return Object.freeze({ ...model, ...change });
}

export function allocated(previous: ChannelModel, endpoint: Endpoint): ChannelModel {
  const reused = previous.life === 'freed';
  return step(NO_CHANNEL.absent, {
    life: 'fresh',
    endpoint,
    origin: reused ? 'reused' : 'never-set',
    rival: reused ? previous.held : ANY_RIVAL,
  });
}

export function stored(model: ChannelModel, pair: Reservation): ChannelModel {
  const held = { mmioMegabytes: pair.mmioMegabytes, mmioMegabytesOptional: pair.mmioMegabytesOptional };
  return step(model, { held, origin: isZero(model.held) ? 'set' : 'set-again', rival: model.held });
}

export function refused(model: ChannelModel, pair: Reservation): ChannelModel {
  const rival = { mmioMegabytes: pair.mmioMegabytes, mmioMegabytesOptional: pair.mmioMegabytesOptional };
  return step(model, { origin: 'refused', rival });
}

/** Offers latch here: what is held now is what the guest is told. */
export function enabled(model: ChannelModel): ChannelModel {
  return step(model, { life: 'enabled', offered: model.held, origin: 'lifecycle', rival: ZERO });
}

/** Both ways in which a channel can come out of Disable; one where there was nothing to keep or it has chosen before. */
export function disabled(model: ChannelModel): readonly ChannelModel[] {
  const off = step(model, { life: 'disabled', offered: ZERO, origin: 'disabled', rival: ANY_RIVAL });
  const kept = step(off, { afterDisable: 'kept' });
  const reset = step(off, { afterDisable: 'reset', held: ZERO });
  if (model.afterDisable === 'kept') return [kept];
  if (model.afterDisable === 'reset') return [reset];
  return isZero(model.held) ? [off] : [kept, reset];
}

export function opened(model: ChannelModel): ChannelModel {
  return step(model, { life: 'open', origin: 'lifecycle', rival: ZERO });
}

export function closed(model: ChannelModel): ChannelModel {
  return step(model, { life: 'closed', origin: 'lifecycle', rival: ZERO });
}

export function startedOrPaused(model: ChannelModel): ChannelModel {
  return step(model, { origin: 'start-pause', rival: ZERO });
}

export function freed(model: ChannelModel): ChannelModel {
  return step(model, { life: 'freed', offered: ZERO });
}

/** Judging goes on from what was seen after a deviation, so that one slip is not told many times. */
export function adopted(model: ChannelModel, seen: Partial<Pick<ChannelModel, 'held' | 'offered'>>): ChannelModel {
  return step(model, seen);
}

const OFFERED: readonly Life[] = ['enabled', 'open', 'closed'];
const LIVE: readonly Life[] = ['fresh', 'enabled', 'open', 'closed', 'disabled'];

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
  return OFFERED.includes(life);
}

export function isLive(life: Life): boolean {
  return LIVE.includes(life);
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
