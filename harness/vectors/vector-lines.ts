/** A vector file and its answers as lines of JSON, for who reads no bytes: calls and responses are those of the remote contract. */
import { z } from 'zod';
import { responseFromJson } from '../execute/response-json.ts';
import { eachAnswersOnce, hex32, hex64, hexBytes, reservation } from '../execute/response-schema.ts';
import { TIERS } from '../generate/tier.ts';
import { parseJson, problemLines } from '../program/bounded-file.ts';
import { PROGRAM_CALLS_MAX } from '../program/program.ts';
import { CAPABILITIES } from '../target.ts';
import type { Program } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import type { AnswersFile, RecordedRun } from './answers-file.ts';
import { callOfJson } from './call-rows.ts';
import { vectorBytes, vectorOfBytes } from './vectors.ts';
import type { VectorFile } from './vectors.ts';

const VERSION = 1;
const id = z.string().regex(/^[0-9a-f]{16}$/);
const count = z.int().nonnegative();
const capabilities = z.array(z.enum(CAPABILITIES));
const roomMegabytes = count.optional();

const vectorHeader = z.object({
  vectors: z.literal(VERSION),
  id,
  suite: id,
  tier: z.enum(TIERS),
  seed: z.int32(),
  claims: capabilities,
  roomMegabytes,
  round: count.max(255),
  follows: id.optional(),
  programs: count,
});

const answersHeader = z.object({
  answers: z.literal(VERSION),
  vectors: id,
  first: count.optional(),
  name: z.string(),
  version: z.string(),
  capabilities,
  roomMegabytes,
});

const response = z.object({
  status: hex32.nullish(),
  reservation: reservation.nullish(),
  offer: reservation.extend({ bytes: hexBytes.nullish() }).nullish(),
  space: z.object({ address: hex64, size: hex64 }).nullish(),
});
const run = z.object({
  program: count,
  responses: z.array(response).superRefine(eachAnswersOnce),
  fault: z.int32().negative().optional(),
});
const answerLine = z.union([run, z.object({ end: count })]);

/** The same file in lines. */
export function* vectorLines(file: VectorFile): Generator<string> {
  const { programs, ...header } = file;
  yield JSON.stringify({ vectors: VERSION, ...header, programs: programs.length });
  for (const calls of programs) yield JSON.stringify({ calls });
}

/** Throws `UsageError`: the id is that of the same file in bytes, so that nothing of it can be another. */
export function vectorOfLines(lines: readonly string[]): VectorFile {
  const [first = '', ...rest] = lines;
  const { vectors: _, id: said, programs: total, ...order } = parsed(vectorHeader, first, 1);
  const programs = rest.map((line, index): Program => {
    const { calls } = parseJson(line, `line ${index + 2}`) as { readonly calls?: unknown };
    if (!Array.isArray(calls) || calls.length === 0 || calls.length > PROGRAM_CALLS_MAX)
      throw new UsageError(`line ${index + 2} of the vector file holds no program`);
    return calls.map(callOfJson);
  });
  if (programs.length !== total)
    throw new UsageError(`the vector file has ${programs.length} programs and says ${total}`);
  const file = vectorOfBytes(vectorBytes(order, programs));
  if (file.id !== said) throw new UsageError(`the vector file is damaged: it says ${said}, and comes to ${file.id}`);
  return file;
}

/** The id of the vector file that was answered. Throws `UsageError`. */
export function vectorsAnsweredInLines([first = '']: readonly string[]): string {
  return parsed(answersHeader, first, 1).vectors;
}

/** A last line that cannot be read was cut off; another one is refused with `UsageError`. */
export function answersOfLines(lines: readonly string[], { id: vectors, programs }: VectorFile): AnswersFile {
  const { first = 0, name, version, ...claims } = parsed(answersHeader, lines[0] ?? '', 1);
  const { capabilities: claimed, roomMegabytes: room } = claims;
  const target = { name, version, capabilities: claimed, ...(room === undefined ? {} : { roomMegabytes: room }) };
  const runs = new Map<number, RecordedRun>();
  let due = first;
  for (const [index, line] of lines.slice(1).entries()) {
    const isLast = index === lines.length - 2;
    const said = isLast ? wholeOrNothing(line, index + 2) : parsed(answerLine, line, index + 2);
    if (said === undefined) break;
    if ('end' in said) {
      if (!isLast) throw new UsageError('there is more behind the end of the answers');
      if (due !== programs.length)
        throw new UsageError(`the answers say that they end, behind program ${due} of ${programs.length}`);
      return { vectors, target, runs };
    }
    const program = programs[due];
    if (said.program !== due || program === undefined)
      throw new UsageError(
        `the answers are out of order: where those of program ${due + 1} are due stand those of program ${said.program + 1}`,
      );
    const { responses, fault } = said;
    if (fault === undefined ? responses.length !== program.length : responses.length >= program.length)
      throw new UsageError(`program ${due + 1} has ${program.length} calls, and ${responses.length} answers`);
    runs.set(due, { responses: responses.map(responseFromJson), ...(fault === undefined ? {} : { fault }) });
    due += 1;
  }
  return { vectors, target, runs, brokenOff: { program: due, answered: 0 } };
}

/** Nothing of a line that ends within. */
function wholeOrNothing(line: string, number: number): z.infer<typeof answerLine> | undefined {
  try {
    parseJson(line, '');
  } catch {
    return undefined;
  }
  return parsed(answerLine, line, number);
}

function parsed<T>(schema: z.ZodType<T>, line: string, number: number): T {
  const result = schema.safeParse(parseJson(line, `line ${number}`));
  if (result.success) return result.data;
  throw new UsageError(`line ${number} is none of its kind:\n${problemLines(result.error.issues)}`);
}
