/** The JSON Schema of the remote contract, made from the definitions that the client and `serve` use. */
import { z } from 'zod';
import { errorObject, helloParams, helloResult, runParams, runResult } from './protocol.ts';

const id = z.union([z.number(), z.string()]);
const jsonrpc = z.literal('2.0');

const MESSAGES = {
  helloRequest: z.object({ jsonrpc, id, method: z.literal('hello'), params: helloParams }),
  helloReply: z.object({ jsonrpc, id, result: helloResult }),
  runRequest: z.object({ jsonrpc, id, method: z.literal('run'), params: runParams }),
  runReply: z.object({ jsonrpc, id, result: runResult }),
  errorReply: z.object({ jsonrpc, id: id.nullable(), error: errorObject }),
};

/** As text, the way it is published. */
export function protocolSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'kmcl-conformance remote contract, version 1',
    description: 'One message a line. Unknown fields are ignored; a null field is absent, but for "offer".',
    anyOf: Object.keys(MESSAGES).map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: Object.fromEntries(Object.entries(MESSAGES).map(([name, message]) => [name, definition(message)])),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function definition(message: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(message, { io: 'input' });
  return rest;
}
