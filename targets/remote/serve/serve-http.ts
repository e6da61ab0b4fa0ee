/** One request a POST, for `serve`. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answerer } from './answerer.ts';

/** The answer to one HTTP request; every JSON-RPC reply is a 200, errors included. */
export function serveHttp(
  answerer: Answerer,
  limits: { readonly lineBytesMax: number; readonly token: string | undefined },
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const refusal = refuse(request, limits.token);
    if (refusal !== undefined) {
      end(response, ...refusal);
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
      const reply = await answerer.answer(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(200, { 'content-type': 'application/json' }).end(`${reply}\n`);
    });
  };
}

function refuse(request: IncomingMessage, token: string | undefined): [number, string] | undefined {
  if (request.method !== 'POST') return [405, 'one JSON-RPC message a POST'];
  // A page in a browser may send a POST to this machine, but neither without this header nor with that type.
  if (request.headers.origin !== undefined) return [403, 'not for browsers'];
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return [415, 'the content type is application/json'];
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
