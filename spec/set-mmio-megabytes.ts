/**
 * The answers that are allowed to the function under test, by the state of the channel and the class of the amounts.
 */
import type { Answer } from './answer.ts';
import { AMOUNT_MAX } from './call.ts';
import type { Call, Reservation, SetMmioMegabytes } from './call.ts';
import type { ClauseId } from './clauses.ts';
import * as model from './model.ts';
import type { ChannelModel } from './model.ts';
import { deviates, FAILURE, honours, ONLY, SUCCESS } from './permitted.ts';
import type { ChoiceId, Permitted } from './permitted.ts';
import type { Reading } from './readings.ts';
import { STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER_1, STATUS_SUCCESS } from './status.ts';

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

const STATUS_IS_SUCCESS: Answer = { kind: 'status', status: STATUS_SUCCESS };
const AMOUNTS_INVALID: Answer = { kind: 'status', status: STATUS_INVALID_PARAMETER };
const CHANNEL_INVALID: Answer = { kind: 'status', status: STATUS_INVALID_PARAMETER_1 };

/** Every answer that is allowed; the same as `permitted` gives for this call. */
export function permittedSet(channel: ChannelModel, set: SetMmioMegabytes, reading: Reading): readonly Permitted[] {
  if (channel.endpoint === 'client' && model.isLive(channel.life)) return permittedOnClient(channel, set);
  switch (channel.life) {
    case 'null':
      return badChannel(channel, set, 'refuse.null', 'null');
    case 'forged':
      return badChannel(channel, set, 'refuse.forged', 'forged');
    case 'freed':
      return badChannel(channel, set, 'refuse.stale', 'stale');
    case 'fresh':
      return initWindow(channel, set, ACCEPTED);
    case 'disabled':
      return reading === 'state-model'
        ? initWindow(channel, set, ACCEPTED_AGAIN)
        : badChannel(channel, set, 'refuse.disabled', 'state');
    case 'enabled':
      return tooLate(channel, set, 'refuse.enabled');
    case 'open':
      return tooLate(channel, set, 'refuse.open');
    case 'closed':
      return tooLate(channel, set, 'refuse.closed');
    case 'absent':
      return [];
    default:
      return channel.life satisfies never;
  }
}

type Accepted = Readonly<Record<Exclude<ArgumentClass, 'zero'>, readonly ClauseId[]>>;

const ACCEPTED: Accepted = {
  required: ['accept.required', 'accept.exact-success'],
  optional: ['accept.optional', 'accept.exact-success'],
  both: ['accept.both', 'accept.exact-success'],
  wide: ['accept.unbounded', 'accept.exact-success'],
};
const ACCEPTED_AGAIN: Accepted = {
  required: ['accept.disabled', ...ACCEPTED.required],
  optional: ['accept.disabled', ...ACCEPTED.optional],
  both: ['accept.disabled', ...ACCEPTED.both],
  wide: ['accept.disabled', ...ACCEPTED.wide],
};

/** The channel is good: the amounts alone decide. */
function initWindow(channel: ChannelModel, set: SetMmioMegabytes, accepted: Accepted): readonly Permitted[] {
  const shape = argumentClass(set);
  if (shape === 'zero') return [honours(AMOUNTS_INVALID, ONLY['refuse.both-zero'], model.refused(channel, set))];
  const next = model.stored(channel, set);
  return [honours(STATUS_IS_SUCCESS, accepted[shape], next), deviates(SUCCESS, 'accept.exact-success', next)];
}

/** The page refuses the channel. With two zero amounts both of its refusals are earned, and it ranks neither. */
function badChannel(
  channel: ChannelModel,
  set: SetMmioMegabytes,
  clause: ClauseId,
  subject: 'null' | 'forged' | 'stale' | 'state',
): readonly Permitted[] {
  const next = model.refused(channel, set);
  if (model.isZero(set)) return eitherCode(next, subject);
  return [honours(CHANNEL_INVALID, ONLY[clause], next)];
}

/** The offer is out. Had the call an effect all the same, it may have been stored or not. */
function tooLate(channel: ChannelModel, set: SetMmioMegabytes, clause: ClauseId): readonly Permitted[] {
  const next = model.refused(channel, set);
  if (model.isZero(set)) return eitherCode(next, 'state');
  return [
    honours(CHANNEL_INVALID, ONLY[clause], next),
    deviates(FAILURE, clause, next),
    deviates(SUCCESS, clause, next),
    deviates(SUCCESS, clause, model.stored(channel, set)),
  ];
}

function eitherCode(next: ChannelModel, subject: 'null' | 'forged' | 'stale' | 'state'): readonly Permitted[] {
  const id: ChoiceId = `either-code:${subject}`;
  const clauses = ONLY['refuse.either-code'];
  return [
    honours(CHANNEL_INVALID, clauses, next, { choice: { id, answer: 'channel-first' } }),
    honours(AMOUNTS_INVALID, clauses, next, { choice: { id, answer: 'amounts-first' } }),
  ];
}

/** A server-only function: no page names the code, so any failure will do. */
function permittedOnClient(channel: ChannelModel, set: SetMmioMegabytes): readonly Permitted[] {
  const next = model.refused(channel, set);
  return [
    honours(FAILURE, ONLY['refuse.client'], next),
    deviates(SUCCESS, 'refuse.client', next),
    deviates(SUCCESS, 'refuse.client', model.stored(channel, set)),
  ];
}

/** The one cell in which the readings part: a server channel that was disabled is given amounts. */
export function readingsPart({ life, endpoint }: ChannelModel, { kind }: Call): boolean {
  return kind === 'setMmioMegabytes' && life === 'disabled' && endpoint === 'server';
}
