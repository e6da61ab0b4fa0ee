/**
 * The oracle: every answer that is allowed to a call, each with the clauses that speak for it and the state that follows.
 * Pure. It never says which answer is expected, since where the page is silent there is more than one.
 * Every call of every program is put to it, so it matches by `switch`.
 */
import type { AddressRange, Answer } from './answer.ts';
import { MEGABYTE_BYTES } from './call.ts';
import type { Call, Reservation, Response } from './call.ts';
import type { ClauseId } from './clauses.ts';
import * as model from './model.ts';
import type { AfterDisable, ChannelModel, Origin } from './model.ts';
import { byClause, deviates, FAILURE, honours, NONE, ONLY, silent, SUCCESS } from './permitted.ts';
import type { Choice, Permitted } from './permitted.ts';
import type { Reading } from './readings.ts';
import { conformingSet, deviatingSet } from './set-mmio-megabytes.ts';

/** What a channel's promise depends on beyond the channel itself. */
export interface Surroundings {
  /** The amounts of the last call under test on another channel, if it came after the last event on this one. */
  readonly neighbour?: Reservation;
  /** The ranges of the other channels that are open now, as far as they were seen. */
  readonly occupied: readonly AddressRange[];
  /** The range that this channel was seen to have since it was opened. */
  readonly seen?: AddressRange;
  /** Whether there may have been no room for the channel, where the target states how much there is. */
  readonly isCrowded?: boolean;
  /** Whether the target claims to show the offer's bytes. */
  readonly offerBytes: boolean;
}

export const ALONE: Surroundings = Object.freeze({ occupied: [], offerBytes: false });

/** The oracle's signature, so that a mutated one can take its place. One that does not know of parts may give all each time. */
export type Oracle = typeof permitted;
/** Which answers are asked for. Nearly every response is one that conforms, and the others are seldom needed. */
export type Part = 'all' | 'conforming' | 'deviating';

const NOTHING: Answer = { kind: 'nothing' };
const NO_OFFER: Answer = { kind: 'no-offer' };

/**
 * Every answer allowed to `call` on a channel in state `channel`. Answers that conform come first; those that only
 * deviate follow. An empty list says nothing at all: KMCL does not allow the call there, and no status is documented.
 */
export function permitted(
  channel: ChannelModel,
  call: Call,
  reading: Reading,
  around: Surroundings = ALONE,
  part: Part = 'all',
): readonly Permitted[] {
  if (part === 'conforming') return conforming(channel, call, reading, around);
  const deviations = model.isAllowed(channel, call.kind) ? deviating(channel, call, reading, around) : [];
  return part === 'deviating' ? deviations : [...conforming(channel, call, reading, around), ...deviations];
}

function conforming(channel: ChannelModel, call: Call, reading: Reading, around: Surroundings): readonly Permitted[] {
  if (!model.isAllowed(channel, call.kind)) return afterMisuse(channel, call);
  switch (call.kind) {
    case 'setMmioMegabytes':
      return conformingSet(channel, call, reading);
    case 'allocate':
      // What is called on the slot then is answered in any way, also where a stale handle was in it.
      return [silent(SUCCESS, model.allocated(channel, call.endpoint)), silent(FAILURE, model.NO_CHANNEL.absent)];
    case 'enable':
      return [silent(SUCCESS, model.enabled(channel)), silent(FAILURE, channel)];
    case 'disable':
      return model.disabled(channel).map((next) => silent(NOTHING, next));
    case 'cleanup':
      return [silent(NOTHING, model.freed(channel))];
    case 'start':
    case 'pause':
      return [silent(NOTHING, model.startedOrPaused(channel))];
    case 'guestOpen':
      return [silent(NOTHING, model.opened(channel))];
    case 'guestClose':
      return [silent(NOTHING, model.closed(channel))];
    case 'readReservation':
      return [conformingReservation(channel, around)];
    case 'readOffer':
      return [conformingOffer(channel, around)];
    case 'getMmioSpace':
      return conformingSpaces(channel, around);
    default:
      return call satisfies never;
  }
}

/** What breaks a SHOULD and no more: only where a call is allowed, and only of those that a clause speaks of. */
function deviating(channel: ChannelModel, call: Call, reading: Reading, around: Surroundings): readonly Permitted[] {
  switch (call.kind) {
    case 'setMmioMegabytes':
      return deviatingSet(channel, call, reading);
    case 'readReservation': {
      const clause = heldClause(channel, around);
      return clause === 'held.set' ? [] : [deviates({ kind: 'any-reservation' }, clause, channel)];
    }
    case 'readOffer':
      return deviatingOffers(channel, around);
    case 'getMmioSpace':
      return deviatingSpaces(channel, around);
    default:
      return [];
  }
}

const HELD_CLAUSES = {
  'never-set': 'held.initial',
  reused: 'held.reused',
  set: 'held.set',
  'set-again': 'held.last-wins',
  refused: 'held.refused',
  'start-pause': 'held.start-pause',
  lifecycle: 'held.lifecycle',
  disabled: 'held.after-disable',
} as const satisfies Record<Origin, ClauseId>;

function heldClause({ origin }: ChannelModel, { neighbour }: Surroundings): ClauseId {
  return neighbour ? 'held.independent' : HELD_CLAUSES[origin];
}

const AFTER_DISABLE_CHOICES: Readonly<Record<AfterDisable, Choice | undefined>> = {
  undecided: undefined,
  kept: { id: 'after-disable', answer: 'kept' },
  reset: { id: 'after-disable', answer: 'reset' },
};

function conformingReservation(channel: ChannelModel, around: Surroundings): Permitted {
  const clauses = ONLY[heldClause(channel, around)];
  const pair = channel.held;
  const decisive = model.samePair(around.neighbour ?? channel.rival, pair) ? NONE : clauses;
  const answer: Answer = { kind: 'reservation', pair };
  return honours(answer, clauses, channel, decisive, AFTER_DISABLE_CHOICES[channel.afterDisable]);
}

const WITH_BYTES = byClause((clause): readonly ClauseId[] => [clause, 'offer.bytes']);

function conformingOffer(channel: ChannelModel, around: Surroundings): Permitted {
  const clause = offerClause(channel, around);
  if (!model.isOffered(channel.life)) return honours(NO_OFFER, ONLY[clause], channel);
  const clauses = around.offerBytes ? WITH_BYTES[clause] : ONLY[clause];
  const pair = channel.offered;
  const decisive = model.samePair(around.neighbour ?? offerRival(channel), pair) ? NONE : clauses;
  const answer: Answer = { kind: 'offer', pair, bytes: around.offerBytes ? 'agree' : 'optional' };
  return honours(answer, clauses, channel, decisive, AFTER_DISABLE_CHOICES[channel.afterDisable]);
}

function deviatingOffers(channel: ChannelModel, around: Surroundings): readonly Permitted[] {
  const any = deviates({ kind: 'any-offer' }, offerClause(channel, around), channel);
  if (!model.isOffered(channel.life)) return [any];
  return [deviates({ kind: 'offer', pair: channel.offered, bytes: 'ignored' }, 'offer.bytes', channel), any];
}

/** What an offer would show that does not carry the pair as it should: a refused pair, or nothing; after a reset, anything. */
function offerRival({ origin, rival, afterDisable }: ChannelModel): Reservation {
  if (origin === 'refused') return rival;
  return afterDisable === 'reset' ? model.ANY_RIVAL : model.ZERO;
}

function offerClause({ life, origin, afterDisable }: ChannelModel, { neighbour }: Surroundings): ClauseId {
  if (!model.isOffered(life)) return life === 'disabled' ? 'offer.withdrawn' : 'offer.absent';
  if (neighbour) return 'offer.independent';
  if (origin === 'refused') return 'offer.refused';
  if (origin === 'start-pause') return 'offer.start-pause';
  return afterDisable === 'undecided' ? 'offer.at-enable' : 'offer.after-disable';
}

const SPACE_CLAUSES = [
  'space.required',
  'space.ceiling',
  'space.address',
  'space.disjoint',
  'space.stable',
] as const satisfies readonly ClauseId[];
/** 2^64: larger than any size that a target can tell. */
const UNLIMITED = 1n << 64n;

function freshRange({ offered }: ChannelModel, { occupied }: Surroundings) {
  const { mmioMegabytes, mmioMegabytesOptional } = offered;
  const sizeMin = bytesOf(mmioMegabytes);
  const sizeMax = bytesOf(mmioMegabytes + mmioMegabytesOptional);
  return { kind: 'space', sizeMin, sizeMax, address: 'nonzero', apartFrom: occupied } as const;
}

function conformingSpaces(channel: ChannelModel, around: Surroundings): readonly Permitted[] {
  const { seen } = around;
  const fresh = freshRange(channel, around);
  const range = seen === undefined ? fresh : { ...fresh, sameAs: seen };
  const given = honours(range, SPACE_CLAUSES, channel, decisiveOnSpace(channel.offered.mmioMegabytes, around));
  const mayBeNone = seen === undefined && around.isCrowded === true;
  return mayBeNone ? [given, silent({ kind: 'no-space' }, channel)] : [given];
}

/**
 * The checks are waived one after the other, so the clause that is blamed is broken whatever else is. That the range stays comes
 * first: a range that moved to where it may not be is told as that.
 */
function deviatingSpaces(channel: ChannelModel, around: Surroundings): readonly Permitted[] {
  const fresh = freshRange(channel, around);
  const small = { ...fresh, sizeMin: 0n };
  const checks = [
    deviates(small, 'space.required', channel),
    deviates({ ...small, sizeMax: UNLIMITED }, 'space.ceiling', channel),
    deviates({ ...small, sizeMax: UNLIMITED, address: 'any' }, 'space.address', channel),
    deviates({ kind: 'any-space' }, 'space.disjoint', channel),
  ];
  return around.seen === undefined ? checks : [deviates(fresh, 'space.stable', channel), ...checks];
}

function bytesOf(megabytes: number): bigint {
  return BigInt(megabytes * MEGABYTE_BYTES);
}

/** By whether something is required, whether something is occupied, and whether the channel's own range was seen: one bit each. */
const DECISIVE_ON_SPACE = Array.from({ length: 8 }, (_, bits) =>
  SPACE_CLAUSES.filter((clause) => {
    if (clause === 'space.ceiling') return true;
    if (clause === 'space.stable') return (bits & 4) !== 0;
    return (bits & 1) !== 0 && (clause !== 'space.disjoint' || (bits & 2) !== 0);
  }),
);

/** Where nothing is required there need be no space, where nothing is occupied all of it is free, and what was not seen cannot move. */
function decisiveOnSpace(required: number, { occupied, seen }: Surroundings): readonly ClauseId[] {
  return DECISIVE_ON_SPACE[(required > 0 ? 1 : 0) | (occupied.length > 0 ? 2 : 0) | (seen !== undefined ? 4 : 0)]!;
}

/**
 * No page says what becomes of a channel that was misused, only a target that claims `misuse` is asked, and all that is
 * promised then is that it answers: the call may have been ignored, or have had its usual effect. That of Start and Pause is
 * none that can be seen, so what is seen after them is held against the clause on them.
 */
function afterMisuse(channel: ChannelModel, { kind }: Call): readonly Permitted[] {
  if (!model.isLive(channel.life) || channel.endpoint === 'client') return [];
  const ignored = silent(NOTHING, channel);
  switch (kind) {
    case 'enable':
      return [silent({ kind: 'any-status' }, channel), silent(SUCCESS, model.enabled(channel))];
    case 'disable':
      return [ignored, ...model.disabled(channel).map((next) => silent(NOTHING, next))];
    case 'cleanup':
      return [ignored, silent(NOTHING, model.freed(channel))];
    case 'start':
    case 'pause':
      return [silent(NOTHING, model.startedOrPaused(channel))];
    case 'guestOpen':
      return [ignored, silent(NOTHING, model.opened(channel))];
    case 'guestClose':
      return [ignored, silent(NOTHING, model.closed(channel))];
    case 'getMmioSpace':
      return [silent({ kind: 'any-space' }, channel)];
    case 'allocate':
    case 'setMmioMegabytes':
    case 'readReservation':
    case 'readOffer':
      return [];
    default:
      return kind satisfies never;
  }
}

/** The state after the answer was seen: after a deviation, what was seen is taken over. */
export function follow(permit: Permitted, response: Response): ChannelModel {
  if (permit.conformance.kind === 'conforms') return permit.next;
  if (response.kind === 'reservation') return model.adopted(permit.next, { held: model.amountsOf(response) });
  if (response.kind === 'offer' && model.isOffered(permit.next.life)) {
    return model.adopted(permit.next, { offered: model.amountsOf(response) });
  }
  return permit.next;
}
