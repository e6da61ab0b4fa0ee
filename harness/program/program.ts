/**
 * A program as data has one printed form, a line a call, which parses back to the same calls:
 *
 *     allocate 0 server
 *     setMmioMegabytes 0 8 0
 *     readReservation 0
 *
 * Text after `#` is a comment, and a line `---` begins another program, to be run in the same process. The form is what is hashed, saved
 * in a corpus and replayed. Lines are also read as a failure shows them, `2  setMmioMegabytes ch0 MmioMegabytes=8 Optional=0  -> ...`.
 */
import { createHash } from 'node:crypto';
import { AMOUNT_MAX, CALL_KINDS, SLOTS_MAX } from '../../spec/call.ts';
import type { Call, CallKind, Handle, PlainKind, Slot } from '../../spec/call.ts';
import type { Program } from '../target.ts';
import { excerpt } from './visible.ts';

/** The longest program that is read from a file; the strategies stay far below. */
export const PROGRAM_CALLS_MAX = 10_000;

/** A text that is no program. The message names the line and what was wrong with it. */
export class ProgramSyntaxError extends Error {
  override readonly name = 'ProgramSyntaxError';
}

export function printCall(call: Call): string {
  switch (call.kind) {
    case 'allocate':
      return `allocate ${call.channel} ${call.endpoint}`;
    case 'setMmioMegabytes':
      return `setMmioMegabytes ${call.channel} ${call.mmioMegabytes} ${call.mmioMegabytesOptional}`;
    default:
      return `${call.kind} ${call.channel}`;
  }
}

/** The printed form, a line a call, which `parseProgram` reads back to the same calls. */
export function printProgram(program: Program): string {
  return program.map((call) => `${printCall(call)}\n`).join('');
}

/** The slots that the program uses, in the order in which it does. */
export function slotsOf(program: Program): readonly Slot[] {
  return [...new Set(program.flatMap(({ channel }) => (typeof channel === 'number' ? [channel] : [])))];
}

/** The first eight hexadecimal digits of the SHA-256 of the printed form. */
export function programId(program: Program): string {
  return sequenceId([program]);
}

/** The same of several programs in order. */
export function sequenceId(programs: readonly Program[]): string {
  return createHash('sha256').update(printPrograms(programs)).digest('hex').slice(0, 8);
}

/** Reads the printed form of one program. Throws `ProgramSyntaxError`. */
export function parseProgram(text: string): Program {
  const programs = parsePrograms(text);
  if (programs.length > 1) throw new ProgramSyntaxError(`${programs.length} programs where one is wanted`);
  return programs[0]!;
}

/** Stands between programs that are run in one process, one after the other. */
const SEPARATOR = '---';

export function printPrograms(programs: readonly Program[]): string {
  return programs.map(printProgram).join(`${SEPARATOR}\n`);
}

/** Reads one program or several. Throws `ProgramSyntaxError`. */
export function parsePrograms(text: string): readonly Program[] {
  const programs: Call[][] = [[]];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const words = plainWords(line);
    const calls = programs.at(-1)!;
    if (words[0] === SEPARATOR && words.length === 1) {
      if (calls.length === 0) throw new ProgramSyntaxError(`line ${index + 1}: no call before ${SEPARATOR}`);
      programs.push([]);
    } else if (words[0] !== '') calls.push(parseCall(words, index + 1));
    if (calls.length > PROGRAM_CALLS_MAX) throw new ProgramSyntaxError(`more than ${PROGRAM_CALLS_MAX} calls`);
  }
  if (programs.length > 1 && programs.at(-1)!.length === 0)
    throw new ProgramSyntaxError(`no call after the last ${SEPARATOR}`);
  for (const calls of programs) checkSlots(calls);
  return programs;
}

/** Numbers, labels and answers of a failure's lines are left out. */
function plainWords(line: string): readonly string[] {
  const [call = ''] = line.split(/#|\s(?:->|<-)\s/, 1);
  const words = call
    .trim()
    .replace(/^\d+\s+/, '')
    .split(/\s+/);
  return words.map((word, at) =>
    at === 0
      ? word
      : word.replace(/^ch(?=\d)/, '').replace(at === 2 ? /^MmioMegabytes=/ : /^(?:MmioMegabytes)?Optional=/, ''),
  );
}

function parseCall(words: readonly string[], line: number): Call {
  const [kind, channel, ...rest] = words as [string, ...string[]];
  const fail = (why: string): never => {
    throw new ProgramSyntaxError(`line ${line}: ${why}`);
  };
  if (!(CALL_KINDS as readonly string[]).includes(kind))
    fail(`unknown call "${excerpt(kind)}"; one of ${CALL_KINDS.join(', ')}`);
  const arity = kind === 'setMmioMegabytes' ? 2 : kind === 'allocate' ? 1 : 0;
  if (channel === undefined || rest.length !== arity) {
    fail(`${kind} takes ${arity + 1} word${arity === 0 ? '' : 's'} after its name, not ${words.length - 1}`);
  }
  const number = (text: string | undefined, max: number, what: string): number =>
    text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= max
      ? Number(text)
      : fail(`${what} is a whole number from 0 to ${max}, not "${excerpt(text ?? '')}"`);
  const slot = (): Slot => number(channel, SLOTS_MAX - 1, 'a channel');
  switch (kind as CallKind) {
    case 'allocate': {
      const [endpoint] = rest;
      if (endpoint !== 'server' && endpoint !== 'client')
        return fail(`an endpoint is server or client, not "${excerpt(endpoint ?? '')}"`);
      return { kind: 'allocate', channel: slot(), endpoint };
    }
    case 'setMmioMegabytes': {
      const handle: Handle = channel === 'null' || channel === 'forged' ? channel : slot();
      const [required, optional] = rest;
      return {
        kind: 'setMmioMegabytes',
        channel: handle,
        mmioMegabytes: number(required, AMOUNT_MAX, 'an amount'),
        mmioMegabytesOptional: number(optional, AMOUNT_MAX, 'an amount'),
      };
    }
    default:
      return { kind: kind as PlainKind, channel: slot() };
  }
}

/** A slot that was never allocated has no handle at all, so a program cannot name it. */
function checkSlots(calls: Program): void {
  const allocated = new Set<Handle>(['null', 'forged']);
  for (const [index, { kind, channel }] of calls.entries()) {
    if (kind === 'allocate') allocated.add(channel);
    if (!allocated.has(channel))
      throw new ProgramSyntaxError(`call ${index + 1}: channel ${channel} was never allocated`);
  }
}
