/**
 * Random programs, each drawn as a whole straight from fast-check's random source: nested arbitraries would cost more than the
 * calls they make. Amounts come from the pool's edges and relations, by weight.
 */
import { Random } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { AMOUNT_MAX, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Handle, PlainCall, PlainKind } from '../../spec/call.ts';
import { isAllowed, lifeAfter } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import { withThousands } from '../program/with-thousands.ts';
import type { Capability, Program } from '../target.ts';
import { isClaimed, Lifecycle, withoutMisuse } from '../program/lifecycle.ts';
import { AMOUNTS, PAIRS, RELATIONS } from './pool.ts';
import type { Strategy } from './generate.ts';

type Move = PlainKind | 'set';
type Weights = Readonly<Partial<Record<Move, number>>>;

/** How often each move is made in each state, as weights. Refusals and reads are where implementations slip. */
const MOVES: Readonly<Partial<Record<Life, Weights>>> = {
  fresh: { set: 20, readReservation: 8, readOffer: 2, enable: 10, pause: 2, cleanup: 2 },
  enabled: { set: 10, readReservation: 4, readOffer: 6, guestOpen: 10, disable: 6, start: 2, pause: 2 },
  open: { set: 9, readReservation: 4, readOffer: 3, getMmioSpace: 8, guestClose: 6, disable: 4, start: 1, pause: 2 },
  closed: { set: 9, readReservation: 4, readOffer: 6, guestOpen: 6, disable: 6, start: 1, pause: 2 },
  disabled: { set: 12, readReservation: 8, readOffer: 4, enable: 8, cleanup: 6, pause: 2 },
};
const CLIENT_MOVES: Weights = { set: 10, readReservation: 4, readOffer: 2, cleanup: 2 };
const MISUSED: readonly PlainKind[] = ['enable', 'disable', 'start', 'guestOpen', 'guestClose', 'getMmioSpace'];

const CALLS_MIN = 4;
const CALLS_MAX = 28;

/** A call that carries nothing but its kind and slot is the same each time. */
const PLAIN_CALLS = new Map<PlainKind, readonly PlainCall[]>();
function plainCall(kind: PlainKind, slot: number): PlainCall {
  let calls = PLAIN_CALLS.get(kind);
  if (calls === undefined) {
    calls = Array.from({ length: SLOTS_MAX }, (_, channel) => Object.freeze({ kind, channel }));
    PLAIN_CALLS.set(kind, calls);
  }
  return calls[slot]!;
}

/** A move as often in the list as it weighs, those left out that the target cannot make. */
function weightedMoves(
  weights: Weights,
  life: Life,
  endpoint: 'server' | 'client',
  can: ReadonlySet<Capability>,
): readonly Move[] {
  const lifecycle = new Lifecycle(withoutMisuse(can));
  lifecycle.place(0, { life, endpoint });
  return (Object.entries(weights) as [Move, number][]).flatMap(([move, weight]) => {
    const allowed = move === 'set' || lifecycle.allows({ kind: move, channel: 0 });
    return allowed ? Array.from({ length: weight }, () => move) : [];
  });
}

/** Draws programs for a target with these capabilities. */
export class RandomPrograms {
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #urns: Readonly<Partial<Record<Life, readonly Move[]>>>;
  readonly #clientUrn: readonly Move[];
  readonly #badHandles: readonly Handle[];
  readonly #misuses: readonly PlainKind[];
  readonly #lives: Life[] = Array.from({ length: SLOTS_MAX }, () => 'absent' as Life);
  readonly #clients: boolean[] = Array.from({ length: SLOTS_MAX }, () => false);
  #required = 0;
  #optional = 0;

  constructor(capabilities: ReadonlySet<Capability>) {
    this.#capabilities = capabilities;
    this.#urns = Object.fromEntries(
      Object.entries(MOVES).map(([life, weights]) => [
        life,
        weightedMoves(weights, life as Life, 'server', capabilities),
      ]),
    );
    this.#clientUrn = weightedMoves(CLIENT_MOVES, 'fresh', 'client', capabilities);
    this.#badHandles = (['null', 'forged'] as const).filter((handle) => capabilities.has(`${handle}-handle`));
    this.#misuses = capabilities.has('misuse') ? MISUSED.filter((kind) => isClaimed(kind, capabilities)) : [];
  }

  /** Draws one program. */
  draw(random: Random): Program {
    const calls: Call[] = [];
    this.#required = 0;
    this.#optional = 0;
    const draft = random.nextInt(0, 0x1fff);
    const spread = draft & 0x1f;
    const channels = spread < 16 ? 1 : spread < 26 ? 2 : spread < 30 ? 3 : 5;
    // The slots of a program: any one, and others next to it or an odd number apart, so that no two are the same.
    const first = (draft >>> 5) & 0xf;
    const apart = draft & 0x200 ? ((draft >>> 10) << 1) | 1 : 1;
    const slotAt = (place: number) => (first + place * apart) % SLOTS_MAX;
    const count = random.nextInt(CALLS_MIN, CALLS_MAX);
    for (let place = 0; place < channels; place += 1) this.#lives[slotAt(place)] = 'absent';
    while (calls.length < count) {
      const dice = random.nextInt(0, 0x3fff_ffff);
      const place = channels === 1 ? 0 : (dice & 0xff) % channels;
      this.#move(calls, slotAt(place), dice >>> 8, random);
    }
    for (let place = 0; place < channels; place += 1) this.#look(calls, slotAt(place));
    return calls;
  }

  #move(calls: Call[], slot: number, dice: number, random: Random): void {
    const life = this.#lives[slot]!;
    if (life === 'absent' || (life === 'freed' && (dice & 3) !== 0)) {
      const client = (dice & 0x3c) === 0 && this.#capabilities.has('client-endpoint');
      this.#clients[slot] = client;
      this.#lives[slot] = 'fresh';
      calls.push({ kind: 'allocate', channel: slot, endpoint: client ? 'client' : 'server' });
      return;
    }
    if (life === 'freed') {
      if (this.#capabilities.has('stale-handle')) this.#set(calls, slot, random);
      return;
    }
    const bad = this.#badHandles.length > 0 && (dice & 0x1f) === 0x1f;
    if (bad) {
      this.#set(calls, this.#badHandles[(dice >>> 5) % this.#badHandles.length]!, random);
      return;
    }
    if (this.#misuses.length > 0 && (dice & 0x3f) === 0x1e && !this.#clients[slot]) {
      const kind = this.#misuses[(dice >>> 6) % this.#misuses.length]!;
      if (isAllowed({ life, endpoint: 'server' }, kind)) this.#plain(calls, kind, slot);
      else calls.push(plainCall(kind, slot));
      return;
    }
    const moves = this.#clients[slot] ? this.#clientUrn : this.#urns[life]!;
    const move = moves[(dice >>> 5) % moves.length]!;
    if (move === 'set') this.#set(calls, slot, random);
    else this.#plain(calls, move, slot);
  }

  #plain(calls: Call[], kind: PlainKind, slot: number): void {
    this.#lives[slot] = lifeAfter(this.#lives[slot]!, kind);
    calls.push(plainCall(kind, slot));
  }

  /** What a program ends with: a look at all that is left of it. */
  #look(calls: Call[], slot: number): void {
    const life = this.#lives[slot]!;
    if (life === 'absent' || life === 'freed') return;
    if (this.#capabilities.has('reservation')) calls.push(plainCall('readReservation', slot));
    if (this.#capabilities.has('offer')) calls.push(plainCall('readOffer', slot));
  }

  #set(calls: Call[], channel: Handle, random: Random): void {
    const dice = random.nextInt(0, 0x3fff_ffff);
    const shape = dice & 0x1f;
    const pick = dice >>> 5;
    let required = this.#required;
    let optional = this.#optional;
    if (shape < 5) {
      required = 0;
      optional = 0;
    } else if (shape < 13) {
      [required, optional] = PAIRS[pick % PAIRS.length]!;
    } else if (shape < 19) {
      required = AMOUNTS[(pick & 0xff) % AMOUNTS.length]!;
      optional = RELATIONS[(pick >>> 8) % RELATIONS.length]!(required);
    } else if (shape < 22) {
      required = AMOUNTS[(pick & 0xff) % AMOUNTS.length]!;
      optional = AMOUNTS[(pick >>> 8) % AMOUNTS.length]!;
    } else if (shape < 25) {
      [required, optional] = [optional, required];
    } else if (shape < 27) {
      required = 1 + (pick & 0xf);
    } else {
      required = random.nextInt(0, AMOUNT_MAX);
      optional = random.nextInt(0, AMOUNT_MAX);
    }
    this.#required = required;
    this.#optional = optional;
    calls.push({ kind: 'setMmioMegabytes', channel, mmioMegabytes: required, mmioMegabytesOptional: optional });
  }
}

/** The programs that a seed stands for, without end. */
export function* randomPrograms(seed: number, capabilities: ReadonlySet<Capability>): Generator<Program> {
  const programs = new RandomPrograms(capabilities);
  const random = new Random(xoroshiro128plus(seed));
  while (true) yield programs.draw(random);
}

/** `count` random programs, the same ones for the same seed. */
export function randomStrategy(count: number): Strategy {
  return {
    name: 'random',
    total: count,
    guarantee: `${withThousands(count)} random programs of up to five channels in any of the ${SLOTS_MAX} slots and about thirty calls`,
    *programs({ seed, capabilities }) {
      let left = count;
      for (const program of randomPrograms(seed, capabilities)) {
        if (left-- <= 0) return;
        yield program;
      }
    },
  };
}
