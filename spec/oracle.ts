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
import type { ChannelModel, Origin } from './model.ts';
import { deviates, FAILURE, honours, NONE, ONLY, silent, SUCCESS } from './permitted.ts';
import type { Choice, Permitted } from './permitted.ts';
import type { Reading } from './readings.ts';
import { permittedSet } from './set-mmio-megabytes.ts';

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

/** The oracle's signature, so that a mutated one can take its place. */
export type Oracle = typeof permitted;

const NOTHING: Answer = { kind: 'nothing' };

/**
 * Every answer allowed to `call` on a channel in state `channel`. Answers that conform come first; those that only
 * deviate follow. An empty list says nothing at all: KMCL does not allow the call there, and no status is documented.
 */
export function permitted(
  channel: ChannelModel,
  call: Call,
  reading: Reading,
  around: Surroundings = ALONE,
): readonly Permitted[] {
  if (!model.isAllowed(channel, call.kind)) return afterMisuse(channel, call);
  switch (call.kind) {
    case 'setMmioMegabytes':
      return permittedSet(channel, call, reading);
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
      return permittedReservation(channel, around);
    case 'readOffer':
      return permittedOffer(channel, around);
    case 'getMmioSpace':
      return permittedSpace(channel, around);
    default:
      return call satisfies never;
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

function permittedReservation(channel: ChannelModel, around: Surroundings): readonly Permitted[] {
  const clause = around.neighbour ? 'held.independent' : HELD_CLAUSES[channel.origin];
  const rival = around.neighbour ?? channel.rival;
  const seen = honours({ kind: 'reservation', pair: channel.held }, ONLY[clause], channel, {
    choice: choiceAfterDisable(channel),
    decisive: model.samePair(rival, channel.held) ? NONE : ONLY[clause],
  });
  return clause === 'held.set' ? [seen] : [seen, deviates({ kind: 'any-reservation' }, clause, channel)];
}

function choiceAfterDisable({ afterDisable }: ChannelModel): Choice | undefined {
  return afterDisable === 'undecided' ? undefined : { id: 'after-disable', answer: afterDisable };
}

function permittedOffer(channel: ChannelModel, around: Surroundings): readonly Permitted[] {
  if (!model.isOffered(channel.life)) {
    const clause = channel.life === 'disabled' ? 'offer.withdrawn' : 'offer.absent';
    return [honours({ kind: 'no-offer' }, ONLY[clause], channel), deviates({ kind: 'any-offer' }, clause, channel)];
  }
  const clause = offerClause(channel, around);
  const rival = around.neighbour ?? offerRival(channel);
  const clauses: readonly ClauseId[] = around.offerBytes ? [clause, 'offer.bytes'] : ONLY[clause];
  const pair = channel.offered;
  return [
    honours({ kind: 'offer', pair, bytes: around.offerBytes ? 'agree' : 'optional' }, clauses, channel, {
      choice: choiceAfterDisable(channel),
      decisive: model.samePair(rival, pair) ? NONE : clauses,
    }),
    deviates({ kind: 'offer', pair, bytes: 'ignored' }, 'offer.bytes', channel),
    deviates({ kind: 'any-offer' }, clause, channel),
  ];
}

/** What an offer would show that does not carry the pair as it should: a refused pair, or nothing; after a reset, anything. */
function offerRival({ origin, rival, afterDisable }: ChannelModel): Reservation {
  if (origin === 'refused') return rival;
  return afterDisable === 'reset' ? model.ANY_RIVAL : model.ZERO;
}

function offerClause(channel: ChannelModel, around: Surroundings): ClauseId {
  if (around.neighbour) return 'offer.independent';
  if (channel.origin === 'refused') return 'offer.refused';
  if (channel.origin === 'start-pause') return 'offer.start-pause';
  return channel.afterDisable === 'undecided' ? 'offer.at-enable' : 'offer.after-disable';
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

/**
 * The checks are waived one after the other, so the clause that is blamed is broken whatever else is. That the range stays comes
 * first: a range that moved to where it may not be is told as that.
 */
function permittedSpace(channel: ChannelModel, around: Surroundings): readonly Permitted[] {
  const { mmioMegabytes: required, mmioMegabytesOptional: optional } = channel.offered;
  const sizeMin = BigInt(required) * BigInt(MEGABYTE_BYTES);
  const sizeMax = BigInt(required + optional) * BigInt(MEGABYTE_BYTES);
  const fresh = { kind: 'space', sizeMin, sizeMax, address: 'nonzero', apartFrom: around.occupied } as const;
  const { seen } = around;
  const answers = [
    honours(seen === undefined ? fresh : { ...fresh, sameAs: seen }, SPACE_CLAUSES, channel, {
      decisive: decisiveOnSpace(required, around),
    }),
    deviates({ ...fresh, sizeMin: 0n }, 'space.required', channel),
    deviates({ ...fresh, sizeMin: 0n, sizeMax: UNLIMITED }, 'space.ceiling', channel),
    deviates({ ...fresh, sizeMin: 0n, sizeMax: UNLIMITED, address: 'any' }, 'space.address', channel),
    deviates({ kind: 'any-space' }, 'space.disjoint', channel),
  ];
  if (seen !== undefined) return answers.toSpliced(1, 0, deviates(fresh, 'space.stable', channel));
  return around.isCrowded === true ? answers.toSpliced(1, 0, silent({ kind: 'no-space' }, channel)) : answers;
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
