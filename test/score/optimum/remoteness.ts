/**
 * How far a channel is from where a clause can be broken at all, whatever the target does: by the oracle alone, over models in
 * which amounts are told apart only as far as that matters. It bounds a search from the other end.
 */
import type { Call, Reservation } from '../../../spec/call.ts';
import { AMOUNT_MAX, PLAIN_KINDS } from '../../../spec/call.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { adopted, isAllowed, NO_CHANNEL, ZERO } from '../../../spec/model.ts';
import type { ChannelModel } from '../../../spec/model.ts';
import { permitted } from '../../../spec/oracle.ts';
import type { Permitted } from '../../../spec/permitted.ts';

const READING = 'documented';
const OPTIONAL: Reservation = { mmioMegabytes: 0, mmioMegabytesOptional: 1 };
const REQUIRED: Reservation = { mmioMegabytes: 1, mmioMegabytesOptional: 0 };
/** What a model holds. */
const PAIRS = [ZERO, OPTIONAL, REQUIRED];
/** What a call carries: for two further classes another clause speaks. */
const AMOUNTS = [
  ...PAIRS,
  { mmioMegabytes: 1, mmioMegabytesOptional: 1 },
  { mmioMegabytes: AMOUNT_MAX, mmioMegabytesOptional: AMOUNT_MAX },
];

const CALLS: readonly Call[] = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'allocate', channel: 0, endpoint: 'client' },
  ...AMOUNTS.map((pair): Call => ({ kind: 'setMmioMegabytes', channel: 0, ...pair })),
  ...PLAIN_KINDS.map((kind): Call => ({ kind, channel: 0 })),
];
const SURROUNDINGS = [
  { occupied: [], offerBytes: true },
  { occupied: [], offerBytes: true, neighbour: ZERO },
];

const MEASURED = new Map<ClauseId, Remoteness>();

/** The same for all who ask: it depends on the oracle alone. */
export function remotenessOf(clause: ClauseId): Remoteness {
  const remoteness = MEASURED.get(clause) ?? new Remoteness(clause);
  MEASURED.set(clause, remoteness);
  return remoteness;
}

export class Remoteness {
  /** Whether the clause can be broken on a handle that names no channel, and so at any time. */
  readonly isAnywhere: boolean;
  readonly #clause: ClauseId;
  readonly #calls = new Map<string, number>();

  constructor(clause: ClauseId) {
    this.#clause = clause;
    this.isAnywhere = [NO_CHANNEL.null, NO_CHANNEL.forged].some((model) => this.#isNear(model));
    this.#measure();
  }

  /** The fewest calls on the channel until one at which the clause can be found broken, that one included. */
  of(model: ChannelModel): number {
    const calls = this.#calls.get(keyOf(abstracted(model)));
    if (calls === undefined) throw new Error(`no way leads to a channel that is ${keyOf(model)}`);
    return calls;
  }

  #measure(): void {
    const models = new Map([[keyOf(NO_CHANNEL.absent), NO_CHANNEL.absent as ChannelModel]]);
    const before = new Map<string, Set<string>>();
    // A map is gone through to its end, which grows with what is found.
    for (const [key, model] of models) {
      for (const next of successors(model)) {
        const nextKey = keyOf(next);
        if (!models.has(nextKey)) models.set(nextKey, next);
        before.set(nextKey, (before.get(nextKey) ?? new Set()).add(key));
      }
    }
    for (const key of models.keys()) this.#calls.set(key, Infinity);
    let layer = [...models].flatMap(([key, model]) => (this.#isNear(model) ? [key] : []));
    for (let calls = 1; layer.length > 0; calls += 1) {
      for (const key of layer) this.#calls.set(key, calls);
      layer = [...new Set(layer.flatMap((key) => [...(before.get(key) ?? [])]))].filter(
        (key) => this.#calls.get(key) === Infinity,
      );
    }
  }

  #isNear(model: ChannelModel): boolean {
    return CALLS.some((call) => isAllowed(model, call.kind) && this.#canBreak(model, call));
  }

  #canBreak(model: ChannelModel, call: Call): boolean {
    // Nothing is too small where nothing is required.
    if (this.#clause === 'space.required' && model.offered.mmioMegabytes === 0) return false;
    return SURROUNDINGS.some((around) =>
      permitted(model, call, READING, around).some(
        ({ clauses, conformance }) =>
          clauses.includes(this.#clause) || (conformance.kind === 'deviates' && conformance.from === this.#clause),
      ),
    );
  }
}

function successors(model: ChannelModel): readonly ChannelModel[] {
  const legal = CALLS.filter(({ kind }) => isAllowed(model, kind));
  const following = legal.flatMap((call) =>
    SURROUNDINGS.flatMap((around) =>
      permitted(model, call, READING, around).flatMap((permit) => followed(permit, call.kind)),
    ),
  );
  return following.map(abstracted);
}

/** After a deviation what was seen is taken over, and anything may have been seen. */
function followed({ next, conformance }: Permitted, kind: Call['kind']): readonly ChannelModel[] {
  if (conformance.kind === 'conforms') return [next];
  if (kind === 'readReservation') return PAIRS.map((held) => adopted(next, { held }));
  return kind === 'readOffer' ? [next, ...PAIRS.map((offered) => adopted(next, { offered }))] : [next];
}

function abstracted(model: ChannelModel): ChannelModel {
  return { ...model, held: classOf(model.held), offered: classOf(model.offered), rival: ZERO };
}

function classOf({ mmioMegabytes, mmioMegabytesOptional }: Reservation): Reservation {
  if (mmioMegabytes > 0) return REQUIRED;
  return mmioMegabytesOptional > 0 ? OPTIONAL : ZERO;
}

function keyOf({ life, endpoint, held, offered, origin, afterDisable }: ChannelModel): string {
  const pairs = [held, offered].map((pair) => PAIRS.findIndex((other) => isSame(pair, other)));
  return [life, endpoint, ...pairs, origin, afterDisable].join(' ');
}

function isSame(a: Reservation, b: Reservation): boolean {
  return a.mmioMegabytes === b.mmioMegabytes && a.mmioMegabytesOptional === b.mmioMegabytesOptional;
}
