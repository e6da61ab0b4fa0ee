/**
 * The address of a queue may hold a password. What is started from here, a target among it, finds it neither in its variables nor in a
 * file of its own.
 */
import { variableOf } from './flags.ts';

export function takeQueueAddress(address: string): string {
  delete process.env[variableOf('queue')];
  return address;
}
