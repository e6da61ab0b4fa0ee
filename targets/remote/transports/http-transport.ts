/** `http://` and `https://`: one message a POST. */
import { isUtf8 } from 'node:buffer';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { connectionWords, DISTRUST } from './connection-message.ts';
import { LINE_BYTES_MAX } from '../wire/line-splitter.ts';
import { redactor } from '../../../harness/program/redactor.ts';
import { quote } from '../wire/recognise.ts';
import { retryAfter } from './retry-after.ts';
import type { Link, LinkEnd, LinkListener, Transport } from './transport.ts';

/** How many POSTs are under way at once. */
const POSTS_MAX = 16;
/** A kept connection that was idle for so long may be closed by the peer at any time, and what then fails on it was never asked. */
const IDLE_MS = 500;

export function httpTransport(url: URL, token: string | undefined, tls: ConnectionOptions): Transport {
  const redact = token === undefined ? (text: string) => text : redactor(token);
  return {
    title: redact(url.href),
    repeatsMax: 3,
    endsAs: 'connection',
    isOneStream: false,
    windowMax: POSTS_MAX,
    // There is no connection to make before the first message: hello is what finds the peer missing.
    connect: async (listener) => openLink({ url, token, tls, redact }, listener),
  };
}

interface Peer {
  readonly url: URL;
  readonly token: string | undefined;
  readonly tls: ConnectionOptions;
  /** For all that comes back, before anything looks at it or cuts it short. */
  readonly redact: (text: string) => string;
}

function openLink({ url, token, tls, redact }: Peer, listener: LinkListener): Link {
  const secure = url.protocol === 'https:';
  const pool = { keepAlive: true, maxSockets: POSTS_MAX };
  const agent = secure ? new HttpsAgent({ ...pool, ...tls }) : new HttpAgent(pool);
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  let ended = false;
  /** When each connection had its last answer. */
  const lastUsed = new WeakMap<object, number>();

  function end(why: LinkEnd): void {
    if (ended) return;
    ended = true;
    agent.destroy();
    listener.end(why);
  }

  /** `waits`: how often the peer has asked for more time with this message. */
  function post(line: string, waits: number): void {
    const posted = (secure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(line) },
    });
    let idleMs = 0;
    posted.on('socket', (socket) => {
      idleMs = posted.reusedSocket ? performance.now() - (lastUsed.get(socket) ?? Infinity) : 0;
    });
    posted.on('error', (error) => {
      if (idleMs >= IDLE_MS && !ended) return post(line, waits);
      const distrust = tls.cert === undefined ? '' : `; ${DISTRUST}`;
      end({ kind: 'crash', message: redact(`${connectionWords(error)}${distrust}`) });
    });
    posted.on('response', async (response) => {
      const { socket } = response;
      const body = await bodyOf(response);
      lastUsed.set(socket, performance.now());
      if (ended) return;
      const wait = retryAfter(response, waits);
      if (typeof body !== 'string') end(body);
      else if (typeof wait === 'number') {
        listener.held?.(wait);
        setTimeout(() => ended || post(line, waits + 1), wait).unref();
      } else if (wait !== undefined) end({ kind: 'adapter-fault', message: redact(`${said(response)}: it ${wait}`) });
      else if (response.statusCode === 200) listener.lines([redact(body)]);
      else end(refusal(response, redact(body), redact));
    });
    posted.end(line);
  }

  function kill(): void {
    ended = true;
    agent.destroy();
  }
  return { send: (line) => post(line, 0), kill, close: async () => kill(), stderrTail: '' };
}

/** The whole body, or why there is none. */
async function bodyOf(response: IncomingMessage): Promise<string | LinkEnd> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > LINE_BYTES_MAX)
        return { kind: 'adapter-fault', message: `an answer is longer than ${LINE_BYTES_MAX} bytes` };
    }
  } catch (error) {
    return { kind: 'crash', message: connectionWords(error as NodeJS.ErrnoException) };
  }
  const body = Buffer.concat(chunks);
  if (!isUtf8(body)) {
    const encoding = response.headers['content-encoding'];
    const words =
      encoding === undefined ? 'not UTF-8' : `compressed (${quote(encoding)}); write it with no Content-Encoding`;
    return { kind: 'adapter-fault', message: `an answer is ${words}` };
  }
  return body.toString('utf8').trim();
}

function refusal(response: IncomingMessage, body: string, redact: Peer['redact']): LinkEnd {
  const { statusCode = 0, headers } = response;
  const status = redact(said(response));
  if (statusCode === 401 || statusCode === 403)
    return {
      kind: 'unusable',
      message: `${status}: the token is missing or wrong; name the variable that holds it: --token-variable`,
    };
  if (statusCode === 404) return { kind: 'unusable', message: `${status}: no adapter at that path; check the URL` };
  if (statusCode >= 300 && statusCode < 400)
    return {
      kind: 'adapter-fault',
      message: `${status} to ${quote(redact(String(headers.location)))}: redirects are not followed; give the final URL`,
    };
  if (statusCode === 429)
    return {
      kind: 'adapter-fault',
      message: `${status}: let it take more messages, or say when to come again: Retry-After`,
    };
  const detail = body === '' ? '' : `, ${quote(body)}`;
  return { kind: 'adapter-fault', message: `${status}${detail}: every message is answered with 200, errors included` };
}

function said({ statusCode = 0, statusMessage = '' }: IncomingMessage): string {
  return `HTTP ${statusCode} ${statusMessage}`.trim();
}
