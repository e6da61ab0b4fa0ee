/** Where the bytes of a peer become JSON, on both sides of the contract. */
import { JSON_DEPTH_MAX, jsonExtent } from '../../../harness/program/json-extent.ts';

/** It is JSON, and nothing may be done with it: a message of the contract is seven deep. */
export const TOO_DEEP = `its JSON is nested more than ${JSON_DEPTH_MAX} deep`;

/** What a line says; no more than the bound deep, so that whatever goes through it comes to its end. Throws `SyntaxError`. */
export function parseLine(line: string): unknown {
  if (jsonExtent(line).depth > JSON_DEPTH_MAX) throw new SyntaxError(TOO_DEEP);
  return JSON.parse(line);
}
