/**
 * Handles by number, for what is kept of each: the slots, and after them the two handles that never were a channel.
 */
import { SLOTS_MAX } from '../../spec/call.ts';
import type { Handle } from '../../spec/call.ts';

export const HANDLES_MAX = SLOTS_MAX + 2;

export function handleIndex(handle: Handle): number {
  if (typeof handle === 'number') return handle;
  return handle === 'null' ? SLOTS_MAX : SLOTS_MAX + 1;
}
