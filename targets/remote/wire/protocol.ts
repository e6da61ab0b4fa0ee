/**
 * Every message of the remote contract, version 1: what the client sends, what an adapter answers.
 * The published JSON Schema is made from these definitions, so the two cannot differ.
 */
import { z } from 'zod';
import { responseFromJson } from '../../../harness/execute/response-json.ts';
import { eachAnswersOnce, hex32, hex64, hexBytes, reservation } from '../../../harness/execute/response-schema.ts';
import { PLAIN_KINDS, SLOTS_MAX } from '../../../spec/call.ts';

export const PROTOCOL_VERSION = 1;
/** JSON-RPC's own codes for plumbing, and the one that carries how a served target ended. */
export const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;
export const METHOD_NOT_FOUND = -32_601;
export const INVALID_PARAMS = -32_602;
export const TARGET_ENDED = -32_000;

const slot = z
  .int({ error: 'a slot, 0..15' })
  .min(0)
  .max(SLOTS_MAX - 1);
export const wireCall = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('allocate'), channel: slot, endpoint: z.enum(['server', 'client']) }),
  reservation.extend({
    kind: z.literal('setMmioMegabytes'),
    channel: z.union([slot, z.enum(['null', 'forged'])], { error: 'a slot, 0..15, or "null" or "forged"' }),
  }),
  z.object({ kind: z.enum(PLAIN_KINDS), channel: slot }),
]);

/** One answer, by the one field that is there; none for a VOID call. A null field is absent, but see `offer`. */
const wireResponse = z.object({
  status: hex32.nullish(),
  reservation: reservation.nullish(),
  offer: reservation
    .extend({ bytes: hexBytes.nullish() })
    .nullish()
    .describe('null, where no other field is given, says that there is no live offer'),
  space: z.object({ address: hex64, size: hex64 }).nullish(),
});

export const helloParams = z.object({ protocol: z.int(), suite: z.string().nullish() });
export const helloResult = z.object({
  protocol: z.int({ error: 'the number of the protocol, 1' }),
  name: z.string({ error: 'the name of the target' }).min(1),
  version: z.string({ error: 'the version of the target, a string' }),
  capabilities: z.array(z.string(), { error: 'an array of names' }),
  roomMegabytes: z
    .int({ error: 'a whole number above 0' })
    .positive({ error: 'a whole number above 0' })
    .nullish()
    .describe("the guest's MMIO window for all channels together; absent: room for 16 channels of the maximum"),
});
export type HelloResult = z.infer<typeof helloResult>;

export const runParams = z.object({ calls: z.array(wireCall) });
export const runResult = z.object({
  responses: z
    .array(wireResponse, { error: 'an array, one response a call' })
    .superRefine(eachAnswersOnce)
    .transform((responses) => responses.map(responseFromJson)),
});

const jsonrpc = z.literal('2.0', { error: 'must be "2.0"' });
const id = z.union([z.number(), z.string()]);

/** A request as `serve` takes it, before its method is looked at. */
export const request = z.object({ jsonrpc, id, method: z.string(), params: z.unknown().optional() });
export const errorObject = z.object({ code: z.int(), message: z.string(), data: z.unknown().optional() });
/** A reply as the client takes it, before its result is looked at. */
export const reply = z.object({
  jsonrpc,
  id: id.nullish(),
  result: z.unknown().optional(),
  error: errorObject.nullish(),
});
export type Reply = z.infer<typeof reply>;

/** How a target behind `serve` ended instead of answering, in the `data` of an error `TARGET_ENDED`. */
export const endedData = z.object({
  kind: z.enum(['crash', 'timeout', 'adapter-fault', 'unusable']),
  answered: z.int().min(0).nullish(),
});

/** The first thing wrong, with where it stands and what stood there: `result.responses[1].status: must be ... (here: "0X0")`. */
export function explain(error: z.ZodError, input: unknown, root = 'message'): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'broken in a way that has no name';
  const nested = issue.code === 'invalid_union' ? issue.errors.flat()[0] : undefined;
  const path = [...issue.path, ...(nested?.path ?? [])];
  let found: unknown = input;
  for (const key of path) found = Object(found)[key];
  const where = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const shown = found === undefined ? 'missing' : `here: ${JSON.stringify(found).slice(0, 80)}`;
  return `${root}${where}: ${nested?.message ?? issue.message} (${shown})`;
}
