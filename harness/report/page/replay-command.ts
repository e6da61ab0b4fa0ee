/** The command that shows a cell again: a program made here, given to `replay` through its standard input. */
import type { Call, Reservation } from '../../../spec/call.ts';
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
  const words = ['kmcl-conformance', 'replay', '/dev/stdin', '--target', quoted(asked.target)];
  if (reading !== 'documented') words.push('--reading', reading);
  return `${words.join(' ')} <<'END'\n${program}\nEND`;
}

export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function printed(call: Call): string {
  if (call.kind === 'allocate') return `allocate ${call.channel} ${call.endpoint}`;
  if (call.kind !== 'setMmioMegabytes') return `${call.kind} ${call.channel}`;
  return `setMmioMegabytes ${call.channel} ${call.mmioMegabytes} ${call.mmioMegabytesOptional}`;
}
