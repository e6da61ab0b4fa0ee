/** A program that shows a cell again, and the command that gives it to `replay` through its standard input. */
import type { Call, Reservation } from '../../../spec/call.ts';
import { replayOfLines } from '../replay-command.ts';
import type { Report } from './read-report.ts';
import type { HandleState } from './handle-states.ts';

export function cellProgram(
  { handle, road, id }: HandleState,
  pair: Reservation,
  capabilities: readonly string[],
): string {
  const reads = typeof handle === 'number' && id !== 'freed' && capabilities.includes('reservation');
  const calls: readonly Call[] = [
    ...road,
    { kind: 'setMmioMegabytes', channel: handle, ...pair },
    ...(reads ? [{ kind: 'readReservation', channel: handle } as const] : []),
  ];
  return calls.map(printed).join('\n');
}

export function replayOf(program: string, { asked, reading }: Report): string {
  return replayOfLines([program], reading, asked);
}

function printed(call: Call): string {
  if (call.kind === 'allocate') return `allocate ${call.channel} ${call.endpoint}`;
  if (call.kind !== 'setMmioMegabytes') return `${call.kind} ${call.channel}`;
  return `setMmioMegabytes ${call.channel} ${call.mmioMegabytes} ${call.mmioMegabytesOptional}`;
}
