/** `429 Too Many Requests` and `503 Service Unavailable` that say when to come again (RFC 9110, 10.2.3): waited for, within limits. */
import type { IncomingMessage } from 'node:http';
import { quote } from '../wire/recognise.ts';

const WAIT_S_MAX = 30;
/** In a row, of one message. */
const WAITS_MAX = 10;

/** How long to wait, in milliseconds, or why not; nothing where the answer asks for no such thing. */
export function retryAfter({ statusCode, headers }: IncomingMessage, waits: number): number | string | undefined {
  const asked = headers['retry-after'];
  if ((statusCode !== 429 && statusCode !== 503) || asked === undefined) return undefined;
  const seconds = /^\d+$/.test(asked) ? Number(asked) : Math.max(0, (Date.parse(asked) - Date.now()) / 1_000);
  if (Number.isNaN(seconds)) return `asks to wait ${quote(asked)}, which is neither seconds nor a date`;
  if (seconds > WAIT_S_MAX) return `asks to wait ${Math.ceil(seconds)} s; at most ${WAIT_S_MAX} s are waited for`;
  if (waits >= WAITS_MAX) return `asks to wait ${WAITS_MAX} times in a row; let it take more messages`;
  return seconds * 1_000;
}
