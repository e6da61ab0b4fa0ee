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
import type { Choice, ChoiceId, Permitted } from './permitted.ts';
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

type Precedences = readonly [channelFirst: Choice, amountsFirst: Choice];

function answersTo(id: ChoiceId): Precedences {
  return [
    { id, answer: 'channel-first' },
    { id, answer: 'amounts-first' },
  ];
}

const OF_NULL = answersTo('either-code:null');
const OF_FORGED = answersTo('either-code:forged');
const OF_STALE = answersTo('either-code:stale');
const OF_STATE = answersTo('either-code:state');

/** The answers that conform. */
export function conformingSet(channel: ChannelModel, set: SetMmioMegabytes, reading: Reading): readonly Permitted[] {
  if (channel.endpoint === 'client' && model.isLive(channel.life))
    return [honours(FAILURE, ONLY['refuse.client'], model.refused(channel, set))];
  switch (channel.life) {
    case 'null':
      return badChannel(channel, set, 'refuse.null', OF_NULL);
    case 'forged':
      return badChannel(channel, set, 'refuse.forged', OF_FORGED);
    case 'freed':
      return badChannel(channel, set, 'refuse.stale', OF_STALE);
    case 'fresh':
      return initWindow(channel, set, ACCEPTED);
    case 'disabled':
      return reading === 'state-model'
        ? initWindow(channel, set, ACCEPTED_AGAIN)
        : badChannel(channel, set, 'refuse.disabled', OF_STATE);
    case 'enabled':
      return badChannel(channel, set, 'refuse.enabled', OF_STATE);
    case 'open':
      return badChannel(channel, set, 'refuse.open', OF_STATE);
    case 'closed':
      return badChannel(channel, set, 'refuse.closed', OF_STATE);
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
  return [honours(STATUS_IS_SUCCESS, accepted[shape], model.stored(channel, set))];
}

/** The page refuses the channel. With two zero amounts both of its refusals are earned, and it ranks neither. */
function badChannel(
  channel: ChannelModel,
  set: SetMmioMegabytes,
  clause: ClauseId,
  precedences: Precedences,
): readonly Permitted[] {
  const next = model.refused(channel, set);
  if (model.isZero(set)) return eitherCode(next, precedences);
  return [honours(CHANNEL_INVALID, ONLY[clause], next)];
}

function eitherCode(next: ChannelModel, [channelFirst, amountsFirst]: Precedences): readonly Permitted[] {
  const clauses = ONLY['refuse.either-code'];
  return [
    honours(CHANNEL_INVALID, clauses, next, clauses, channelFirst),
    honours(AMOUNTS_INVALID, clauses, next, clauses, amountsFirst),
  ];
}

/** What breaks a SHOULD and no more. */
export function deviatingSet(channel: ChannelModel, set: SetMmioMegabytes, reading: Reading): readonly Permitted[] {
  const { life, endpoint } = channel;
  // A server-only function: no page names the code, so any failure conforms.
  if (endpoint === 'client' && model.isLive(life)) return acceptedAllTheSame(channel, set, 'refuse.client');
  if (model.isZero(set)) return [];
  switch (life) {
    case 'fresh':
      return otherSuccess(channel, set);
    case 'disabled':
      return reading === 'state-model' ? otherSuccess(channel, set) : [];
    case 'enabled':
    case 'open':
    case 'closed': {
      const clause = `refuse.${life}` as const;
      const otherCode = deviates(FAILURE, clause, model.refused(channel, set));
      return [otherCode, ...acceptedAllTheSame(channel, set, clause)];
    }
    default:
      return [];
  }
}

function otherSuccess(channel: ChannelModel, set: SetMmioMegabytes): readonly Permitted[] {
  return [deviates(SUCCESS, 'accept.exact-success', model.stored(channel, set))];
}

/** Where the call has to be refused and was not, what it carries may have been stored or not. */
function acceptedAllTheSame(channel: ChannelModel, set: SetMmioMegabytes, clause: ClauseId): readonly Permitted[] {
  return [
    deviates(SUCCESS, clause, model.refused(channel, set)),
    deviates(SUCCESS, clause, model.stored(channel, set)),
  ];
}

/** The one cell in which the readings part: a server channel that was disabled is given amounts. */
export function readingsPart({ life, endpoint }: ChannelModel, { kind }: Call): boolean {
  return kind === 'setMmioMegabytes' && life === 'disabled' && endpoint === 'server';
}
