/** One request a POST, for `serve`. */
import { isUtf8 } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback } from '../transports/token.ts';
import { PARSE_ERROR } from '../wire/protocol.ts';
import { type Answerer, refusal } from './answerer.ts';

interface HttpLimits {
  readonly lineBytesMax: number;
  readonly token: string | undefined;
  /** Whether only this machine can be meant. A page in a browser reaches it too, by a name of its own. */
  readonly isLocal: boolean;
}

/** The answer to one HTTP request; every JSON-RPC reply is a 200, errors included. */
export function serveHttp(
  answerer: Answerer,
  limits: HttpLimits,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const refused = refuse(request, limits);
    if (refused !== undefined) {
      end(response, ...refused);
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limits.lineBytesMax) chunks.push(chunk);
      else if (!response.headersSent) end(response, 413, `a message has at most ${limits.lineBytesMax} bytes`);
    });
    request.on('end', async () => {
      if (response.headersSent) return;
      const body = Buffer.concat(chunks);
      const reply = isUtf8(body) ? await answerer.answer(body.toString('utf8')) : refusal(PARSE_ERROR, 'not UTF-8');
      response.writeHead(200, { 'content-type': 'application/json' }).end(`${reply}\n`);
    });
  };
}

function refuse(request: IncomingMessage, { token, isLocal }: HttpLimits): [number, string] | undefined {
  if (request.method !== 'POST') return [405, 'one JSON-RPC message a POST'];
  // A page in a browser may send a POST to this machine, but neither without this header nor with that type.
  if (request.headers.origin !== undefined) return [403, 'not for browsers'];
  const [, host = ''] = /^(\[.*\]|[^:]*)(?::\d+)?$/.exec(request.headers.host ?? '') ?? [];
  if (isLocal && !isLoopback(host)) return [421, 'the host is this machine: localhost, 127.0.0.1 or [::1]'];
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(request.headers['content-type'] ?? ''))
    return [415, 'the content type is application/json, in UTF-8'];
  if (request.headers['content-encoding'] !== undefined) return [415, 'a message is not compressed'];
  if (token !== undefined && !same(request.headers.authorization ?? '', `Bearer ${token}`))
    return [401, 'the bearer token is missing or wrong'];
  return undefined;
}

/** Takes the same time wherever the two differ. */
function same(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function end(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${words}\n`);
}
