/** The place of one connection in a pool: what it may be given, while its connections come and go. */
import type { Connection } from './connection.ts';

const WINDOW_START = 8;

export interface ConnectionSlot {
  connection: Connection | undefined;
  /** How many runs it is given at once; doubles while all goes well. */
  window: number;
  sinceGrown: number;
  /** Connecting or looking into a failure: no new runs meanwhile. */
  busy: boolean;
}

export function newSlot(windowMax: number): ConnectionSlot {
  return { connection: undefined, window: Math.min(WINDOW_START, windowMax), sinceGrown: 0, busy: false };
}

export function room(slot: ConnectionSlot): number {
  return slot.busy ? 0 : slot.window - (slot.connection?.underWay ?? 0);
}
