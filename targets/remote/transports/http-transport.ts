/** `http://` and `https://`: one message a POST. */
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { connectionWords, DISTRUST } from './connection-message.ts';
import { LINE_BYTES_MAX } from '../wire/line-splitter.ts';
import { quote } from '../wire/recognise.ts';
import type { Link, LinkEnd, LinkListener, Transport } from './transport.ts';

/** How many POSTs are under way at once. */
const POSTS_MAX = 16;

export function httpTransport(url: URL, token: string | undefined, tls: ConnectionOptions): Transport {
  return {
    title: url.href,
    repeatsMax: 3,
    windowMax: POSTS_MAX,
    // There is no connection to make before the first message: hello is what finds the peer missing.
    connect: async (listener) => openLink(url, token, tls, listener),
  };
}

function openLink(url: URL, token: string | undefined, tls: ConnectionOptions, listener: LinkListener): Link {
  const secure = url.protocol === 'https:';
  const pool = { keepAlive: true, maxSockets: POSTS_MAX };
  const agent = secure ? new HttpsAgent({ ...pool, ...tls }) : new HttpAgent(pool);
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  let ended = false;

  function end(why: LinkEnd): void {
    if (ended) return;
    ended = true;
    agent.destroy();
    listener.end(why);
  }

  function send(line: string): void {
    const post = (secure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(line) },
    });
    post.on('error', (error) => {
      const distrust = tls.cert === undefined ? '' : `; ${DISTRUST}`;
      end({ kind: 'crash', message: `${connectionWords(error)}${distrust}` });
    });
    post.on('response', (response) => take(response));
    post.end(line);
  }

  function take(response: IncomingMessage): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      if (ended) return;
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > LINE_BYTES_MAX)
        end({ kind: 'adapter-fault', message: `an answer is longer than ${LINE_BYTES_MAX} bytes` });
    });
    response.on('error', (error) => end({ kind: 'crash', message: connectionWords(error) }));
    response.on('end', () => {
      if (ended) return;
      const body = Buffer.concat(chunks).toString('utf8').trim();
      if (response.statusCode === 200) listener.lines([body]);
      else end(refusal(response, body));
    });
  }

  return {
    send,
    kill() {
      ended = true;
      agent.destroy();
    },
    async close() {
      ended = true;
      agent.destroy();
    },
    stderrTail: '',
  };
}

function refusal({ statusCode = 0, statusMessage, headers }: IncomingMessage, body: string): LinkEnd {
  const said = `HTTP ${statusCode} ${statusMessage ?? ''}`.trim();
  if (statusCode === 401 || statusCode === 403)
    return { kind: 'unusable', message: `${said}: the token is missing or wrong; name the variable that holds it` };
  if (statusCode === 404) return { kind: 'unusable', message: `${said}: no adapter at that path; check the URL` };
  if (statusCode >= 300 && statusCode < 400)
    return {
      kind: 'adapter-fault',
      message: `${said} to ${quote(String(headers.location))}: redirects are not followed; give the final URL`,
    };
  const detail = body === '' ? '' : `, ${quote(body)}`;
  return { kind: 'adapter-fault', message: `${said}${detail}: every message is answered with 200, errors included` };
}
