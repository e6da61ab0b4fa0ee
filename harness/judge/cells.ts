/**
 * Where a call was judged: the life of the channel by the class of the call. The coverage that a campaign counts and a report maps.
 */
import { CALL_KINDS } from '../../spec/call.ts';
import type { Call, CallKind } from '../../spec/call.ts';
import { LIVES } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import { ARGUMENT_CLASSES, argumentClass } from '../../spec/set-mmio-megabytes.ts';

/** The classes of calls that the oracle tells apart, in the order of the columns. */
export const COLUMNS = [
  'allocate server',
  'allocate client',
  ...ARGUMENT_CLASSES.map((shape) => `setMmioMegabytes ${shape}` as const),
  ...CALL_KINDS.filter((kind) => kind !== 'allocate' && kind !== 'setMmioMegabytes'),
] as const;
/** A class of calls: its kind, and what of its arguments the clauses tell apart. */
export type CallClass = (typeof COLUMNS)[number];

const COLUMN_OF_KIND: Readonly<Record<CallKind, number>> = Object.fromEntries(
  CALL_KINDS.map((kind) => [kind, (COLUMNS as readonly string[]).indexOf(kind)]),
) as Record<CallKind, number>;
const SET_COLUMN = 2;

/** The column of a call. */
export function columnOf(call: Call): number {
  if (call.kind === 'setMmioMegabytes') return SET_COLUMN + ARGUMENT_CLASSES.indexOf(argumentClass(call));
  if (call.kind === 'allocate') return call.endpoint === 'server' ? 0 : 1;
  return COLUMN_OF_KIND[call.kind];
}

export function classOf(call: Call): CallClass {
  return COLUMNS[columnOf(call)]!;
}

/** How many cells there are. */
export const CELLS = LIVES.length * COLUMNS.length;

const ROWS = Object.fromEntries(LIVES.map((life, row) => [life, row])) as Record<Life, number>;

/** The index of a cell among all of them, row by row. */
export function cellIndex(life: Life, column: number): number {
  return ROWS[life] * COLUMNS.length + column;
}
