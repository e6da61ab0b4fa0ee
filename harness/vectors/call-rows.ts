/**
 * Calls as rows of eight bytes, as the native contract has them in `kmcl_call`, and always little-endian, since a file is read on
 * another machine than the one that wrote it.
 */
import { AMOUNT_MAX, CALL_KINDS, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, Handle } from '../../spec/call.ts';
import type { Program } from '../target.ts';
import { UsageError } from '../usage-error.ts';

export const ROW_BYTES = 8;

const HANDLES: Readonly<Record<'null' | 'forged', number>> = { null: 0xfe, forged: 0xff };
const CLIENT_ENDPOINT = 1;
const KIND_NUMBERS = new Map(CALL_KINDS.map((kind, number) => [kind, number]));

export function rowsOf(program: Program): Buffer {
  const rows = Buffer.alloc(program.length * ROW_BYTES);
  for (const [index, call] of program.entries()) {
    const at = index * ROW_BYTES;
    rows[at] = KIND_NUMBERS.get(call.kind)!;
    rows[at + 1] = typeof call.channel === 'number' ? call.channel : HANDLES[call.channel];
    if (call.kind === 'setMmioMegabytes') {
      rows.writeUInt16LE(call.mmioMegabytes, at + 2);
      rows.writeUInt16LE(call.mmioMegabytesOptional, at + 4);
    }
    if (call.kind === 'allocate' && call.endpoint === 'client') rows[at + 6] = CLIENT_ENDPOINT;
  }
  return rows;
}

/** The same rows as a text, by which a program is found among many. A program that begins like another one has a key that does. */
export function keyOf(program: Program): string {
  return rowsOf(program).toString('latin1');
}

/** Throws `UsageError` for bytes that are no calls. */
export function programOfRows(rows: Buffer, known: KnownCalls): Program {
  return Array.from({ length: rows.length / ROW_BYTES }, (_, index) => {
    const at = index * ROW_BYTES;
    const key = rows.toString('latin1', at, at + ROW_BYTES);
    const call = known.get(key) ?? callOf(rows, at);
    known.set(key, call);
    return call;
  });
}

/** The calls of one file by their rows: millions of rows are some thousand calls. */
export type KnownCalls = Map<string, Call>;

function callOf(rows: Buffer, at: number): Call {
  const kind = CALL_KINDS[rows[at]!];
  const channel = handleOf(rows[at + 1]!);
  if (kind === undefined) throw new UsageError(`no call has the number ${rows[at]}`);
  if (kind === 'setMmioMegabytes') {
    const [mmioMegabytes, mmioMegabytesOptional] = [rows.readUInt16LE(at + 2), rows.readUInt16LE(at + 4)];
    return { kind, channel, mmioMegabytes, mmioMegabytesOptional };
  }
  if (typeof channel !== 'number') throw new UsageError(`${kind} is never made with the handle ${channel}`);
  if (kind !== 'allocate') return { kind, channel };
  return { kind, channel, endpoint: (rows[at + 6]! & CLIENT_ENDPOINT) === 0 ? 'server' : 'client' };
}

function handleOf(number: number): Handle {
  if (number === HANDLES.null) return 'null';
  if (number === HANDLES.forged) return 'forged';
  if (number >= SLOTS_MAX) throw new UsageError(`no slot has the number ${number}`);
  return number;
}

/** A call that came as JSON, its fields looked at. Throws `UsageError`. */
export function callOfJson(json: unknown): Call {
  const call = (json ?? {}) as Record<string, unknown>;
  const fits = (value: unknown, max: number) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max;
  const isSet = call['kind'] === 'setMmioMegabytes';
  const isBad = isSet && (call['channel'] === 'null' || call['channel'] === 'forged');
  const amounts = [call['mmioMegabytes'], call['mmioMegabytesOptional']];
  const isWhole =
    (isBad || fits(call['channel'], SLOTS_MAX - 1)) &&
    (!isSet || amounts.every((amount) => fits(amount, AMOUNT_MAX))) &&
    (call['kind'] !== 'allocate' || call['endpoint'] === 'server' || call['endpoint'] === 'client');
  if (!(CALL_KINDS as readonly unknown[]).includes(call['kind']) || !isWhole)
    throw new UsageError('a call is none of the contract');
  return json as Call;
}
