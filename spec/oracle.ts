/**
 * The oracle: every answer that is allowed to a call, each with the clauses that speak for it and the state that follows.
 * Pure. It never says which answer is expected, since where the page is silent there is more than one.
 */
import { match, P } from 'ts-pattern';
import type { AddressRange, Answer } from './answer.ts';
import { AMOUNT_MAX, MEGABYTE_BYTES } from './call.ts';
import type { Call, Reservation, Response, SetMmioMegabytes } from './call.ts';
import type { ClauseId } from './clauses.ts';
import * as model from './model.ts';
import type { ChannelModel, Origin } from './model.ts';
import type { Reading } from './readings.ts';
import { STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER_1, STATUS_SUCCESS } from './status.ts';

/** A question that nothing decides. Consistency is asked for within a subject: one kind of bad channel, or Disable. */
export const CHOICE_IDS = [
  'either-code:null',
  'either-code:forged',
  'either-code:stale',
  'either-code:state',
  'after-disable',
] as const;
export type ChoiceId = (typeof CHOICE_IDS)[number];

/** The answers to them: two to `either-code`, two to `after-disable`. */
export const CHOICE_ANSWERS = ['channel-first', 'amounts-first', 'kept', 'reset'] as const;
export type ChoiceAnswer = (typeof CHOICE_ANSWERS)[number];

export interface Choice {
  readonly id: ChoiceId;
  readonly answer: ChoiceAnswer;
}

export interface Permitted {
  readonly answer: Answer;
  /** The clauses that the answer honours, or breaks, most telling one first; none where no clause speaks. */
  readonly clauses: readonly ClauseId[];
  /** Those of them for which a neighbouring input or state would have had a different answer. */
  readonly decisive: readonly ClauseId[];
  /** `deviates`: allowed only in so far as the clause, which the answer breaks, is a SHOULD. */
  readonly conformance: { readonly kind: 'conforms' } | { readonly kind: 'deviates'; readonly from: ClauseId };
  /** The answer to an open question that this answer amounts to. */
  readonly choice?: Choice;
  readonly next: ChannelModel;
}

/** What a channel's promise depends on beyond the channel itself. */
export interface Surroundings {
  /** The amounts of the last call under test on another channel, if it came after the last event on this one. */
  readonly neighbour?: Reservation;
  /** The ranges of the other channels that are open now, as far as they were seen. */
  readonly occupied: readonly AddressRange[];
  /** Whether the target claims to show the offer's bytes. */
  readonly offerBytes: boolean;
}

export const ALONE: Surroundings = Object.freeze({ occupied: [], offerBytes: false });

/** The oracle's signature, so that a mutated one can take its place. */
export type Oracle = typeof permitted;

/** The classes of argument pairs that clauses tell apart. `wide`: a sign bit is set or the sum leaves 16 bits. */
export const ARGUMENT_CLASSES = ['zero', 'required', 'optional', 'both', 'wide'] as const;
export type ArgumentClass = (typeof ARGUMENT_CLASSES)[number];

export function argumentClass(pair: Reservation): ArgumentClass {
  const { mmioMegabytes: required, mmioMegabytesOptional: optional } = pair;
  if (required === 0 && optional === 0) return 'zero';
  if ((required | optional) & 0x8000 || required + optional > AMOUNT_MAX) return 'wide';
  if (optional === 0) return 'required';
  return required === 0 ? 'optional' : 'both';
}

const CONFORMS = { kind: 'conforms' } as const;

function honours(answer: Answer, clauses: readonly ClauseId[], next: ChannelModel, choice?: Choice): Permitted {
  const permit = { answer, clauses, decisive: clauses, conformance: CONFORMS, next };
  return choice ? { ...permit, choice } : permit;
}

function deviates(answer: Answer, from: ClauseId, next: ChannelModel): Permitted {
  return { answer, clauses: [from], decisive: [from], conformance: { kind: 'deviates', from }, next };
}

function silent(answer: Answer, next: ChannelModel): Permitted {
  return honours(answer, [], next);
}

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
  return match(call)
    .with({ kind: 'setMmioMegabytes' }, (set) => permittedSet(channel, set, reading))
    .with({ kind: 'allocate' }, ({ endpoint }) => [
      silent({ kind: 'success' }, model.allocated(channel, endpoint)),
      silent({ kind: 'failure' }, channel),
    ])
    .with({ kind: 'enable' }, () => [
      silent({ kind: 'success' }, model.enabled(channel)),
      silent({ kind: 'failure' }, channel),
    ])
    .with({ kind: 'disable' }, () => model.disabled(channel).map((next) => silent({ kind: 'nothing' }, next)))
    .with({ kind: 'cleanup' }, () => [silent({ kind: 'nothing' }, model.freed(channel))])
    .with({ kind: P.union('start', 'pause') }, () => [silent({ kind: 'nothing' }, model.startedOrPaused(channel))])
    .with({ kind: 'guestOpen' }, () => [silent({ kind: 'nothing' }, model.opened(channel))])
    .with({ kind: 'guestClose' }, () => [silent({ kind: 'nothing' }, model.closed(channel))])
    .with({ kind: 'readReservation' }, () => permittedReservation(channel, around))
    .with({ kind: 'readOffer' }, () => permittedOffer(channel, around))
    .with({ kind: 'getMmioSpace' }, () => permittedSpace(channel, around))
    .exhaustive();
}

function permittedSet(channel: ChannelModel, set: SetMmioMegabytes, reading: Reading): readonly Permitted[] {
  if (channel.endpoint === 'client' && model.isLive(channel.life)) return permittedOnClient(channel, set);
  return match(channel.life)
    .with('null', () => badChannel(channel, set, 'refuse.null', 'null'))
    .with('forged', () => badChannel(channel, set, 'refuse.forged', 'forged'))
    .with('freed', () => badChannel(channel, set, 'refuse.stale', 'stale'))
    .with('fresh', () => initWindow(channel, set, []))
    .with('disabled', () =>
      reading === 'state-model'
        ? initWindow(channel, set, ['accept.disabled'])
        : badChannel(channel, set, 'refuse.disabled', 'state'),
    )
    .with('enabled', () => tooLate(channel, set, 'refuse.enabled'))
    .with('open', () => tooLate(channel, set, 'refuse.open'))
    .with('closed', () => tooLate(channel, set, 'refuse.closed'))
    .with('absent', () => [])
    .exhaustive();
}

/** The channel is good: the amounts alone decide. */
function initWindow(channel: ChannelModel, set: SetMmioMegabytes, because: readonly ClauseId[]): readonly Permitted[] {
  const shape = argumentClass(set);
  if (shape === 'zero') {
    return [
      honours({ kind: 'status', status: STATUS_INVALID_PARAMETER }, ['refuse.both-zero'], model.refused(channel, set)),
    ];
  }
  const accepted = match(shape)
    .returnType<ClauseId>()
    .with('required', () => 'accept.required')
    .with('optional', () => 'accept.optional')
    .with('both', () => 'accept.both')
    .with('wide', () => 'accept.unbounded')
    .exhaustive();
  const next = model.stored(channel, set);
  return [
    honours({ kind: 'status', status: STATUS_SUCCESS }, [...because, accepted, 'accept.exact-success'], next),
    deviates({ kind: 'success' }, 'accept.exact-success', next),
  ];
}

/** The page refuses the channel. With two zero amounts both of its refusals are earned, and it ranks neither. */
function badChannel(
  channel: ChannelModel,
  set: SetMmioMegabytes,
  clause: ClauseId,
  subject: 'null' | 'forged' | 'stale' | 'state',
): readonly Permitted[] {
  const next = model.refused(channel, set);
  if (argumentClass(set) === 'zero') return eitherCode(next, subject);
  return [honours({ kind: 'status', status: STATUS_INVALID_PARAMETER_1 }, [clause], next)];
}

/** The offer is out. Had the call an effect all the same, it may have been stored or not. */
function tooLate(channel: ChannelModel, set: SetMmioMegabytes, clause: ClauseId): readonly Permitted[] {
  const next = model.refused(channel, set);
  if (argumentClass(set) === 'zero') return eitherCode(next, 'state');
  return [
    honours({ kind: 'status', status: STATUS_INVALID_PARAMETER_1 }, [clause], next),
    deviates({ kind: 'failure' }, clause, next),
    deviates({ kind: 'success' }, clause, next),
    deviates({ kind: 'success' }, clause, model.stored(channel, set)),
  ];
}

function eitherCode(next: ChannelModel, subject: 'null' | 'forged' | 'stale' | 'state'): readonly Permitted[] {
  const id: ChoiceId = `either-code:${subject}`;
  const clauses = ['refuse.either-code'] as const;
  return [
    honours({ kind: 'status', status: STATUS_INVALID_PARAMETER_1 }, clauses, next, { id, answer: 'channel-first' }),
    honours({ kind: 'status', status: STATUS_INVALID_PARAMETER }, clauses, next, { id, answer: 'amounts-first' }),
  ];
}

/** A server-only function: no page names the code, so any failure will do. */
function permittedOnClient(channel: ChannelModel, set: SetMmioMegabytes): readonly Permitted[] {
  const next = model.refused(channel, set);
  return [
    honours({ kind: 'failure' }, ['refuse.client'], next),
    deviates({ kind: 'success' }, 'refuse.client', next),
    deviates({ kind: 'success' }, 'refuse.client', model.stored(channel, set)),
  ];
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
  const seen = honours({ kind: 'reservation', pair: channel.held }, [clause], channel, choiceAfterDisable(channel));
  const rest = clause === 'held.set' ? [] : [deviates({ kind: 'any-reservation' }, clause, channel)];
  return [model.samePair(rival, channel.held) ? { ...seen, decisive: [] } : seen, ...rest];
}

function choiceAfterDisable({ afterDisable }: ChannelModel): Choice | undefined {
  return afterDisable === 'undecided' ? undefined : { id: 'after-disable', answer: afterDisable };
}

function permittedOffer(channel: ChannelModel, around: Surroundings): readonly Permitted[] {
  if (!model.isOffered(channel.life)) {
    const clause = channel.life === 'disabled' ? 'offer.withdrawn' : 'offer.absent';
    return [honours({ kind: 'no-offer' }, [clause], channel), deviates({ kind: 'any-offer' }, clause, channel)];
  }
  const clause = offerClause(channel, around);
  const rival = around.neighbour ?? offerRival(channel);
  const clauses: readonly ClauseId[] = around.offerBytes ? [clause, 'offer.bytes'] : [clause];
  const pair = channel.offered;
  const seen = honours(
    { kind: 'offer', pair, bytes: around.offerBytes ? 'agree' : 'optional' },
    clauses,
    channel,
    choiceAfterDisable(channel),
  );
  return [
    model.samePair(rival, pair) ? { ...seen, decisive: [] } : seen,
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

const SPACE_CLAUSES = ['space.required', 'space.ceiling', 'space.address', 'space.disjoint'] as const;
/** 2^64: larger than any size that a target can tell. */
const UNLIMITED = 1n << 64n;

/** The four checks are waived one after the other, so the clause that is blamed is broken whatever else is. */
function permittedSpace(channel: ChannelModel, around: Surroundings): readonly Permitted[] {
  const { mmioMegabytes: required, mmioMegabytesOptional: optional } = channel.offered;
  const sizeMin = BigInt(required) * BigInt(MEGABYTE_BYTES);
  const sizeMax = BigInt(required + optional) * BigInt(MEGABYTE_BYTES);
  const full = { kind: 'space', sizeMin, sizeMax, address: 'nonzero', apartFrom: around.occupied } as const;
  const decisive: readonly ClauseId[] = SPACE_CLAUSES.filter((clause) =>
    match(clause)
      .with(P.union('space.required', 'space.address'), () => required > 0)
      .with('space.ceiling', () => true)
      .with('space.disjoint', () => required > 0 && around.occupied.length > 0)
      .exhaustive(),
  );
  return [
    { ...honours(full, SPACE_CLAUSES, channel), decisive },
    deviates({ ...full, sizeMin: 0n }, 'space.required', channel),
    deviates({ ...full, sizeMin: 0n, sizeMax: UNLIMITED }, 'space.ceiling', channel),
    deviates({ ...full, sizeMin: 0n, sizeMax: UNLIMITED, address: 'any' }, 'space.address', channel),
    deviates({ kind: 'any-space' }, 'space.disjoint', channel),
  ];
}

/**
 * No page says what becomes of a channel that was misused, only a target that claims `misuse` is asked, and all that is
 * promised then is that it answers: the call may have been ignored, or have had its usual effect. That of Start and Pause is
 * none that can be seen, so what is seen after them is held against the clause on them.
 */
function afterMisuse(channel: ChannelModel, call: Call): readonly Permitted[] {
  if (!model.isLive(channel.life) || channel.endpoint === 'client') return [];
  const ignored = (kind: Answer['kind'] & ('nothing' | 'any-status' | 'any-space')) => silent({ kind }, channel);
  const effect = (next: ChannelModel) => silent({ kind: 'nothing' }, next);
  return match(call)
    .with({ kind: 'enable' }, () => [ignored('any-status'), silent({ kind: 'success' }, model.enabled(channel))])
    .with({ kind: 'disable' }, () => [ignored('nothing'), ...model.disabled(channel).map(effect)])
    .with({ kind: 'cleanup' }, () => [ignored('nothing'), effect(model.freed(channel))])
    .with({ kind: P.union('start', 'pause') }, () => [effect(model.startedOrPaused(channel))])
    .with({ kind: 'guestOpen' }, () => [ignored('nothing'), effect(model.opened(channel))])
    .with({ kind: 'guestClose' }, () => [ignored('nothing'), effect(model.closed(channel))])
    .with({ kind: 'getMmioSpace' }, () => [ignored('any-space')])
    .with({ kind: P.union('allocate', 'setMmioMegabytes', 'readReservation', 'readOffer') }, () => [])
    .exhaustive();
}

/** The state after the answer was seen: after a deviation, what was seen is taken over. */
export function follow(permit: Permitted, response: Response): ChannelModel {
  if (permit.conformance.kind === 'conforms') return permit.next;
  const pair = { mmioMegabytes: 0, mmioMegabytesOptional: 0 };
  if (response.kind === 'reservation' || response.kind === 'offer') {
    pair.mmioMegabytes = response.mmioMegabytes;
    pair.mmioMegabytesOptional = response.mmioMegabytesOptional;
  }
  if (response.kind === 'reservation') return model.adopted(permit.next, { held: pair });
  if (response.kind === 'offer' && model.isOffered(permit.next.life))
    return model.adopted(permit.next, { offered: pair });
  return permit.next;
}
