/**
 * The oracle as a table for the hot path: a row a state, a column a class of call, the three pairs of a model as registers.
 * It is learnt from the oracle by asking about marked pairs and watching where the marks come out, so it can hold no opinion
 * of its own; what does not fit is left to the judge.
 */
import type { AddressRange } from '../../spec/answer.ts';
import { CHOICE_ANSWERS, CHOICE_IDS, permitted as theOracle } from '../../spec/oracle.ts';
import type { ArgumentClass, Oracle, Permitted, Surroundings } from '../../spec/oracle.ts';
import { ENDPOINTS, MEGABYTE_BYTES } from '../../spec/call.ts';
import type { Call, CallKind, Endpoint, Reservation } from '../../spec/call.ts';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { AFTER_DISABLE, ANY_RIVAL, isAllowed, LIVES, ORIGINS, ZERO } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { COLUMNS } from './cells.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Capability } from '../target.ts';

/** A second block of columns: the same calls after another channel was called. */
const WIDTH = COLUMNS.length * 2;

/** The pairs that a model holds, and the three that an event can bring in. */
export const Register = { held: 0, offered: 1, rival: 2, zero: 3, amounts: 4, none: 5 } as const;
export type Register = (typeof Register)[keyof typeof Register];

/** What a permit compares a response with. */
export const Expect = {
  status: 0,
  success: 1,
  failure: 2,
  anyStatus: 3,
  nothing: 4,
  reservation: 5,
  offer: 6,
  offerWithBytes: 7,
  noOffer: 8,
  space: 9,
  anySpace: 10,
} as const;
export type Expect = (typeof Expect)[keyof typeof Expect];

/** When a permit's clauses are decisive: always, never, unless the pair equals another, or as `bySpace` tells. */
export const Decisive = { always: 0, never: 1, unlessRival: 2, unlessNeighbour: 3, unlessZero: 4, bySpace: 5 } as const;
export type Decisive = (typeof Decisive)[keyof typeof Decisive];

export interface Permit {
  readonly expect: Expect;
  readonly status: number;
  /** The register that an observed pair has to equal. */
  readonly pair: Register;
  /** Indices into `CLAUSE_IDS`. */
  readonly clauses: readonly number[];
  readonly decisive: Decisive;
  /** For a space, a clause each: bits for whether it is decisive, by `spaceBit`. */
  readonly bySpace: readonly number[];
  /** Index into `CHOICE_IDS`, and into `CHOICE_ANSWERS`; -1 where the answer is no choice. */
  readonly choice: number;
  readonly choiceAnswer: number;
  /** The row that follows, whether the held pair is zero being added at run time. */
  readonly next: number;
  readonly held: Register;
  readonly offered: Register;
  readonly rival: Register;
}

/** `opaque`: the oracle answered in a way that the table cannot hold. */
export type Cell = readonly Permit[] | 'opaque';

/** Pairs that mark a register: whatever comes out of the oracle carrying one came from there. */
const MARKS = {
  held: { mmioMegabytes: 1009, mmioMegabytesOptional: 1013 },
  offered: { mmioMegabytes: 1019, mmioMegabytesOptional: 1021 },
  rival: { mmioMegabytes: 1031, mmioMegabytesOptional: 1033 },
  neighbour: { mmioMegabytes: 1039, mmioMegabytesOptional: 1049 },
} as const satisfies Record<string, Reservation>;
const MARKED_AMOUNTS: Readonly<Record<ArgumentClass, Reservation>> = {
  zero: ZERO,
  required: { mmioMegabytes: 1051, mmioMegabytesOptional: 0 },
  optional: { mmioMegabytes: 0, mmioMegabytesOptional: 1061 },
  both: { mmioMegabytes: 1063, mmioMegabytesOptional: 1069 },
  wide: { mmioMegabytes: 65521, mmioMegabytesOptional: 65519 },
};

export function rowOf(model: ChannelModel): number {
  const life = LIVES.indexOf(model.life);
  const endpoint = ENDPOINTS.indexOf(model.endpoint);
  const origin = ORIGINS.indexOf(model.origin);
  const after = AFTER_DISABLE.indexOf(model.afterDisable);
  return (((life * ENDPOINTS.length + endpoint) * ORIGINS.length + origin) * AFTER_DISABLE.length + after) * 2;
}

const ROWS = LIVES.length * ENDPOINTS.length * ORIGINS.length * AFTER_DISABLE.length * 2;
export const ROWS_PER_LIFE = ROWS / LIVES.length;

function modelOf(row: number): ChannelModel {
  const heldIsZero = row % 2 === 1;
  let rest = row >> 1;
  const digit = <T>(values: readonly T[]): T => {
    const value = values[rest % values.length]!;
    rest = Math.floor(rest / values.length);
    return value;
  };
  const afterDisable = digit(AFTER_DISABLE);
  const origin = digit(ORIGINS);
  const endpoint = digit(ENDPOINTS);
  const life = digit(LIVES);
  return {
    life,
    endpoint,
    origin,
    afterDisable,
    held: heldIsZero ? ZERO : MARKS.held,
    offered: MARKS.offered,
    rival: MARKS.rival,
  };
}

function callOf(column: number): Call {
  const [kind, variant] = COLUMNS[column]!.split(' ') as [CallKind, string | undefined];
  if (kind === 'allocate') return { kind, channel: 0, endpoint: variant as Endpoint };
  if (kind === 'setMmioMegabytes') return { kind, channel: 0, ...MARKED_AMOUNTS[variant as ArgumentClass] };
  return { kind, channel: 0 };
}

function same(a: Reservation, b: Reservation): boolean {
  return a.mmioMegabytes === b.mmioMegabytes && a.mmioMegabytesOptional === b.mmioMegabytesOptional;
}

const TABLES = new Map<string, OracleTable>();

/** The table of our own oracle, shared by all who judge by it: it only grows. */
export function tableOf(reading: Reading, capabilities: ReadonlySet<Capability>): OracleTable {
  const key = `${reading} ${capabilities.has('offer-bytes')} ${capabilities.has('misuse')}`;
  const table = TABLES.get(key) ?? new OracleTable(reading, capabilities);
  TABLES.set(key, table);
  return table;
}

/** The table of one oracle under one reading, filled as it is used. */
export class OracleTable {
  readonly #cells: (Cell | undefined)[] = Array.from({ length: ROWS * WIDTH });
  readonly #oracle: Oracle;
  readonly #reading: Reading;
  readonly #offerBytes: boolean;
  readonly #misuse: boolean;

  constructor(reading: Reading, capabilities: ReadonlySet<Capability>, oracle: Oracle = theOracle) {
    this.#oracle = oracle;
    this.#reading = reading;
    this.#offerBytes = capabilities.has('offer-bytes');
    this.#misuse = capabilities.has('misuse');
  }

  cell(row: number, column: number): Cell {
    return (this.#cells[row * WIDTH + column] ??= this.#learn(row, column));
  }

  #learn(row: number, column: number): Cell {
    const before = modelOf(row);
    const call = callOf(column % COLUMNS.length);
    if (!this.#misuse && !isAllowed(before, call.kind)) return 'opaque';
    const neighbour = column >= COLUMNS.length ? MARKS.neighbour : undefined;
    const ask: Ask = (model, foreign, occupied = []) => {
      const around: Surroundings = { occupied, offerBytes: this.#offerBytes };
      const answers = this.#oracle(model, call, this.#reading, foreign ? { ...around, neighbour: foreign } : around);
      return answers.filter(({ conformance }) => conformance.kind === 'conforms');
    };
    const answers = ask(before, neighbour);
    if (answers.length === 0) return 'opaque';
    const permits = answers.map((permit, index) =>
      learnPermit(permit, before, call, (...question) => ask(...question)[index], neighbour),
    );
    return permits.every((permit) => permit !== undefined) ? permits : 'opaque';
  }
}

type Question = [model: ChannelModel, neighbour: Reservation | undefined, occupied?: readonly AddressRange[]];
type Ask = (...question: Question) => readonly Permitted[];
type AskOne = (...question: Question) => Permitted | undefined;

function learnPermit(
  permit: Permitted,
  before: ChannelModel,
  call: Call,
  ask: AskOne,
  neighbour: Reservation | undefined,
): Permit | undefined {
  const registerOf = (pair: Reservation): Register | undefined => {
    if (same(pair, ANY_RIVAL)) return Register.none;
    if (same(pair, ZERO)) return Register.zero;
    if (same(pair, before.held)) return Register.held;
    if (same(pair, before.offered)) return Register.offered;
    if (same(pair, before.rival)) return Register.rival;
    return call.kind === 'setMmioMegabytes' && same(pair, call) ? Register.amounts : undefined;
  };
  const expectation = learnExpectation(permit, before, registerOf);
  const held = registerOf(permit.next.held);
  const offered = registerOf(permit.next.offered);
  const rival = registerOf(permit.next.rival);
  if (!expectation || held === undefined || offered === undefined || rival === undefined) return undefined;
  return {
    ...expectation,
    clauses: permit.clauses.map((clause) => CLAUSE_IDS.indexOf(clause)),
    decisive: learnDecisive(permit, before, ask, neighbour),
    bySpace: permit.answer.kind === 'space' ? permit.clauses.map((clause) => learnBySpace(clause, before, ask)) : [],
    choice: permit.choice ? CHOICE_IDS.indexOf(permit.choice.id) : -1,
    choiceAnswer: permit.choice ? CHOICE_ANSWERS.indexOf(permit.choice.answer) : -1,
    next: rowOf(permit.next),
    held,
    offered,
    rival,
  };
}

function learnExpectation(
  { answer }: Permitted,
  before: ChannelModel,
  registerOf: (pair: Reservation) => Register | undefined,
): Pick<Permit, 'expect' | 'status' | 'pair'> | undefined {
  const plain = (expect: Expect, status = 0) => ({ expect, status, pair: Register.zero });
  switch (answer.kind) {
    case 'status':
      return plain(Expect.status, answer.status);
    case 'success':
      return plain(Expect.success);
    case 'failure':
      return plain(Expect.failure);
    case 'any-status':
      return plain(Expect.anyStatus);
    case 'nothing':
      return plain(Expect.nothing);
    case 'no-offer':
      return plain(Expect.noOffer);
    case 'any-space':
      return plain(Expect.anySpace);
    case 'reservation':
    case 'offer': {
      const pair = registerOf(answer.pair);
      if (pair === undefined) return undefined;
      if (answer.kind === 'reservation') return { expect: Expect.reservation, status: 0, pair };
      return { expect: answer.bytes === 'agree' ? Expect.offerWithBytes : Expect.offer, status: 0, pair };
    }
    case 'space': {
      const { mmioMegabytes, mmioMegabytesOptional } = before.offered;
      const usual =
        answer.sizeMin === BigInt(mmioMegabytes * MEGABYTE_BYTES) &&
        answer.sizeMax === BigInt((mmioMegabytes + mmioMegabytesOptional) * MEGABYTE_BYTES) &&
        answer.address === 'nonzero' &&
        answer.apartFrom.length === 0;
      return usual ? { expect: Expect.space, status: 0, pair: Register.offered } : undefined;
    }
    default:
      return undefined;
  }
}

/** Finds the register whose equality with the observed pair makes the clauses no longer decisive. */
function learnDecisive(
  permit: Permitted,
  before: ChannelModel,
  ask: AskOne,
  neighbour: Reservation | undefined,
): Decisive {
  const { answer } = permit;
  if (answer.kind === 'space') return Decisive.bySpace;
  if (answer.kind !== 'reservation' && answer.kind !== 'offer') {
    return permit.decisive.length > 0 ? Decisive.always : Decisive.never;
  }
  const silencedBy = (model: ChannelModel, foreign: Reservation | undefined) =>
    (ask(model, foreign)?.decisive.length ?? 0) === 0;
  if (neighbour && silencedBy(before, answer.pair)) return Decisive.unlessNeighbour;
  if (silencedBy({ ...before, rival: answer.pair }, neighbour)) return Decisive.unlessRival;
  if (silencedBy({ ...before, held: ZERO, offered: ZERO }, neighbour)) return Decisive.unlessZero;
  return Decisive.always;
}

/** The number of the bit that says whether a clause on spaces is decisive in such surroundings. */
export function spaceBit(somethingRequired: boolean, somethingOccupied: boolean): number {
  return (somethingRequired ? 1 : 0) + (somethingOccupied ? 2 : 0);
}

function learnBySpace(clause: ClauseId, before: ChannelModel, ask: AskOne): number {
  let bits = 0;
  for (const required of [false, true]) {
    for (const occupied of [false, true]) {
      const model = { ...before, offered: required ? MARKS.offered : ZERO };
      const ranges = occupied ? [{ address: 1n, size: 1n }] : [];
      if (ask(model, undefined, ranges)?.decisive.includes(clause)) bits |= 1 << spaceBit(required, occupied);
    }
  }
  return bits;
}
