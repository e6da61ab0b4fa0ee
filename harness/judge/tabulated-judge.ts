/**
 * The same judgement as `judge.ts`, for the traces that are as they should be, which are nearly all: by table, in integers.
 * It only ever says "nothing to object" and counts; whatever it cannot wave through, the judge has to look at.
 */
import { MEGABYTE_BYTES, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Handle, Response } from '../../spec/call.ts';
import { LIVES, NO_CHANNEL } from '../../spec/model.ts';
import { decodeOffer } from '../../spec/offer.ts';
import { CHOICE_IDS } from '../../spec/oracle.ts';
import { columnOf, COLUMNS } from './cells.ts';
import { Decisive, Expect, Register, rowOf, ROWS_PER_LIFE, spaceBit } from './oracle-table.ts';
import type { OracleTable, Permit } from './oracle-table.ts';
import { emptyTally } from './tally.ts';
import type { Tally } from './tally.ts';
import type { Program } from '../target.ts';

/** The most states in which a channel may be at once before the trace is handed to the judge. */
const POSSIBLE_MAX = 4;
/** A state: its row, then the held, offered and rival pairs. */
const STATE_SIZE = 7;
const HANDLE_SIZE = POSSIBLE_MAX * STATE_SIZE;
const NULL_INDEX = SLOTS_MAX;
const FORGED_INDEX = SLOTS_MAX + 1;
const HANDLES = SLOTS_MAX + 2;

const START_ROWS = { absent: rowOf(NO_CHANNEL.absent), null: rowOf(NO_CHANNEL.null), forged: rowOf(NO_CHANNEL.forged) };

const OPEN = LIVES.indexOf('open');

function indexOf(channel: Handle): number {
  return typeof channel === 'number' ? channel : channel === 'null' ? NULL_INDEX : FORGED_INDEX;
}

/** Judges traces by table. One instance serves many traces, one after the other. */
export class TabulatedJudge {
  readonly tally: Tally = emptyTally();
  readonly #table: OracleTable;
  readonly #states = new Int32Array(HANDLES * HANDLE_SIZE);
  readonly #counts = new Int32Array(HANDLES);
  readonly #next = new Int32Array(HANDLE_SIZE);
  /** The number of the last call on each handle that was no read. */
  readonly #touched = new Int32Array(HANDLES);
  readonly #rangeStarts = new Float64Array(HANDLES);
  readonly #rangeSizes = new Float64Array(HANDLES);
  /** How many slots the trace at hand has used, so that only those are cleared. */
  #slots = SLOTS_MAX;
  /** The last call under test: on which handle, when, with which amounts. */
  #setHandle = -1;
  #setAt = 0;
  #setRequired = 0;
  #setOptional = 0;
  /** What the trace at hand has shown so far. A clause is followed by 1 where it was decisive, else by 0. */
  #honours = new Int32Array(256);
  #honoursCount = 0;
  #cells = new Int32Array(64);
  #cellsCount = 0;
  readonly #choices = new Int8Array(CHOICE_IDS.length);

  constructor(table: OracleTable) {
    this.#table = table;
  }

  /**
   * Whether every response is one that conforms, and no open question is answered otherwise than before. Only then does the
   * trace count in the tally; else the judge has to say what is the matter.
   */
  check(program: Program, responses: readonly Response[]): boolean {
    this.#begin(program.length);
    if (responses.length !== program.length) return false;
    for (let at = 0; at < program.length; at += 1) {
      if (!this.#step(program[at]!, responses[at]!, at + 1)) return false;
    }
    this.#commit(program.length);
    return true;
  }

  #begin(calls: number): void {
    this.#counts.fill(0, 0, this.#slots);
    this.#touched.fill(0, 0, this.#slots);
    this.#rangeSizes.fill(0, 0, this.#slots);
    this.#counts[NULL_INDEX] = 0;
    this.#counts[FORGED_INDEX] = 0;
    this.#slots = 0;
    this.#setHandle = -1;
    this.#setAt = 0;
    this.#honoursCount = 0;
    this.#cellsCount = 0;
    this.#choices.set(this.tally.choices);
    if (this.#cells.length < calls) this.#cells = new Int32Array(calls * 2);
    if (this.#honours.length < calls * 8) this.#honours = new Int32Array(calls * 16);
  }

  #commit(calls: number): void {
    const { honoured, decisive, cells, choices } = this.tally;
    for (let index = 0; index < this.#honoursCount; index += 2) {
      const clause = this.#honours[index]!;
      honoured[clause]! += 1;
      decisive[clause]! += this.#honours[index + 1]!;
    }
    for (let index = 0; index < this.#cellsCount; index += 1) cells[this.#cells[index]!]! += 1;
    choices.set(this.#choices);
    this.tally.calls += calls;
  }

  #step(call: Call, response: Response, number: number): boolean {
    const handle = indexOf(call.channel);
    if (handle < SLOTS_MAX && handle >= this.#slots) this.#slots = handle + 1;
    const base = handle * HANDLE_SIZE;
    if (this.#counts[handle] === 0) this.#bind(handle, base);
    const count = this.#counts[handle]!;
    const foreign = this.#setHandle >= 0 && this.#setHandle !== handle && this.#setAt > this.#touched[handle]!;
    const column = columnOf(call);
    this.#cells[this.#cellsCount++] = Math.floor(this.#states[base]! / ROWS_PER_LIFE) * COLUMNS.length + column;
    let nextCount = 0;
    let fitted: Permit | undefined;
    /** Bits for the answers to an open question: of all that conform, and of those that fit. */
    let answersAll = 0;
    let answersFit = 0;
    for (let index = 0; index < count; index += 1) {
      const state = base + index * STATE_SIZE;
      const cell = this.#table.cell(this.#states[state]!, foreign ? column + COLUMNS.length : column);
      if (cell === 'opaque') return false;
      for (let permitIndex = 0; permitIndex < cell.length; permitIndex += 1) {
        const permit = cell[permitIndex]!;
        answersAll |= 1 << (permit.choiceAnswer + 1);
        if (!this.#fits(permit, state, response, handle)) continue;
        answersFit |= 1 << (permit.choiceAnswer + 1);
        if (fitted === undefined) {
          fitted = permit;
          this.#honour(permit, state, foreign, handle);
        }
        if (nextCount === POSSIBLE_MAX) return false;
        if (this.#advance(permit, state, call, nextCount)) nextCount += 1;
      }
    }
    if (fitted === undefined) return false;
    const told = fitted.choice >= 0 && answersAll !== answersFit && answersFit === 1 << (fitted.choiceAnswer + 1);
    if (told && !this.#choose(fitted.choice, fitted.choiceAnswer)) return false;
    // What the guest was given tells nothing of what the server holds, so it rules out none of the states.
    if (call.kind !== 'getMmioSpace') {
      for (let index = 0; index < nextCount * STATE_SIZE; index += 1) this.#states[base + index] = this.#next[index]!;
      this.#counts[handle] = nextCount;
    }
    if (call.kind === 'setMmioMegabytes') {
      this.#setHandle = handle;
      this.#setAt = number;
      this.#setRequired = call.mmioMegabytes;
      this.#setOptional = call.mmioMegabytesOptional;
    }
    if (response.kind === 'space') {
      this.#rangeStarts[handle] = Number(response.address);
      this.#rangeSizes[handle] = this.#isOpen(base, this.#counts[handle]!) ? Number(response.size) : 0;
    } else if (call.kind === 'guestClose' || call.kind === 'disable') {
      this.#rangeSizes[handle] = 0;
    }
    if (call.kind !== 'readReservation' && call.kind !== 'readOffer' && call.kind !== 'getMmioSpace') {
      this.#touched[handle] = number;
    }
    return true;
  }

  #isOpen(base: number, count: number): boolean {
    for (let index = 0; index < count; index += 1) {
      if (Math.floor(this.#states[base + index * STATE_SIZE]! / ROWS_PER_LIFE) === OPEN) return true;
    }
    return false;
  }

  #bind(handle: number, base: number): void {
    const row =
      handle === NULL_INDEX ? START_ROWS.null : handle === FORGED_INDEX ? START_ROWS.forged : START_ROWS.absent;
    this.#states.fill(0, base, base + STATE_SIZE);
    this.#states[base] = row + 1;
    this.#counts[handle] = 1;
  }

  #choose(id: number, answer: number): boolean {
    const before = this.#choices[id]!;
    this.#choices[id] = answer;
    return before < 0 || before === answer;
  }

  /** Whether the pair in a register of the state is this one. */
  #holds(register: Register, state: number, required: number, optional: number): boolean {
    if (register === Register.zero) return required === 0 && optional === 0;
    if (register === Register.none || register === Register.amounts) return false;
    const at = state + 1 + register * 2;
    return this.#states[at] === required && this.#states[at + 1] === optional;
  }

  #fits(permit: Permit, state: number, response: Response, handle: number): boolean {
    switch (permit.expect) {
      case Expect.status:
        return response.kind === 'status' && response.status === permit.status;
      case Expect.success:
        return response.kind === 'status' && (response.status | 0) >= 0;
      case Expect.failure:
        return response.kind === 'status' && (response.status | 0) < 0;
      case Expect.anyStatus:
        return response.kind === 'status';
      case Expect.nothing:
        return response.kind === 'nothing';
      case Expect.noOffer:
        return response.kind === 'no-offer';
      case Expect.reservation:
        return (
          response.kind === 'reservation' &&
          this.#holds(permit.pair, state, response.mmioMegabytes, response.mmioMegabytesOptional)
        );
      case Expect.offer:
      case Expect.offerWithBytes:
        return (
          response.kind === 'offer' &&
          this.#holds(permit.pair, state, response.mmioMegabytes, response.mmioMegabytesOptional) &&
          this.#bytesFit(permit, state, response.bytes)
        );
      case Expect.space:
        return response.kind === 'space' && this.#spaceFits(state, response.address, response.size, handle);
      case Expect.anySpace:
        return response.kind === 'space';
      default:
        return permit.expect satisfies never;
    }
  }

  #bytesFit(permit: Permit, state: number, bytes: Uint8Array | undefined): boolean {
    if (bytes === undefined) return permit.expect === Expect.offer;
    const decoded = decodeOffer(bytes);
    if (decoded.kind === 'malformed') return false;
    return this.#holds(permit.pair, state, decoded.pair.mmioMegabytes, decoded.pair.mmioMegabytesOptional);
  }

  #spaceFits(state: number, address: bigint, size: bigint, handle: number): boolean {
    const start = Number(address);
    const bytes = Number(size);
    if (!Number.isSafeInteger(start + bytes)) return false;
    const at = state + 1 + Register.offered * 2;
    const required = this.#states[at]!;
    if (bytes < required * MEGABYTE_BYTES) return false;
    if (bytes > (required + this.#states[at + 1]!) * MEGABYTE_BYTES) return false;
    if (bytes === 0) return true;
    if (start === 0) return false;
    for (let other = 0; other < this.#slots; other += 1) {
      if (other === handle || this.#rangeSizes[other] === 0) continue;
      const otherStart = this.#rangeStarts[other]!;
      if (start < otherStart + this.#rangeSizes[other]! && otherStart < start + bytes) return false;
    }
    return true;
  }

  #honour(permit: Permit, state: number, foreign: boolean, handle: number): void {
    for (let index = 0; index < permit.clauses.length; index += 1) {
      this.#honours[this.#honoursCount++] = permit.clauses[index]!;
      this.#honours[this.#honoursCount++] = this.#isDecisive(permit, index, state, foreign, handle) ? 1 : 0;
    }
  }

  #isDecisive(permit: Permit, clause: number, state: number, foreign: boolean, handle: number): boolean {
    const states = this.#states;
    const pair = state + 1 + permit.pair * 2;
    const zero = permit.pair === Register.zero;
    const required = zero ? 0 : states[pair]!;
    const optional = zero ? 0 : states[pair + 1]!;
    switch (permit.decisive) {
      case Decisive.always:
        return true;
      case Decisive.never:
        return false;
      case Decisive.unlessRival:
        return !this.#holds(Register.rival, state, required, optional);
      case Decisive.unlessNeighbour:
        return !foreign || required !== this.#setRequired || optional !== this.#setOptional;
      case Decisive.unlessZero:
        return required !== 0 || optional !== 0;
      case Decisive.bySpace:
        return (permit.bySpace[clause]! >> spaceBit(required > 0, this.#isOccupied(handle))) % 2 === 1;
      default:
        return permit.decisive satisfies never;
    }
  }

  #isOccupied(handle: number): boolean {
    for (let other = 0; other < this.#slots; other += 1)
      if (other !== handle && this.#rangeSizes[other]! > 0) return true;
    return false;
  }

  /** Writes the state that follows; false where it is one that the answer already led to. */
  #advance(permit: Permit, state: number, call: Call, nextCount: number): boolean {
    const next = this.#next;
    const at = nextCount * STATE_SIZE;
    this.#load(permit.held, state, call, at + 1);
    this.#load(permit.offered, state, call, at + 3);
    this.#load(permit.rival, state, call, at + 5);
    next[at] = permit.next + (next[at + 1] === 0 && next[at + 2] === 0 ? 1 : 0);
    for (let earlier = 0; earlier < at; earlier += STATE_SIZE) {
      let offset = 0;
      while (offset < STATE_SIZE && next[earlier + offset] === next[at + offset]) offset += 1;
      if (offset === STATE_SIZE) return false;
    }
    return true;
  }

  #load(register: Register, state: number, call: Call, at: number): void {
    const next = this.#next;
    if (register <= Register.rival) {
      next[at] = this.#states[state + 1 + register * 2]!;
      next[at + 1] = this.#states[state + 2 + register * 2]!;
    } else if (register === Register.amounts && call.kind === 'setMmioMegabytes') {
      next[at] = call.mmioMegabytes;
      next[at + 1] = call.mmioMegabytesOptional;
    } else {
      const value = register === Register.none ? -1 : 0;
      next[at] = value;
      next[at + 1] = value;
    }
  }
}
