/** `tcp://`, `tls://` and `unix:`: the peer listens, and this process connects to it. */
import { connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Deadline } from '../../../harness/execute/deadline.ts';
import { TargetFailure } from '../../../harness/target.ts';
import { connectionWords, DISTRUST } from './connection-message.ts';
import { LineSplitter } from '../wire/line-splitter.ts';
import { Outbox } from './outbox.ts';
import { quote, recognise } from '../wire/recognise.ts';
import type { Link, LinkEnd, LinkListener, Transport } from './transport.ts';

/** How long a connection may take to come about, TLS included. */
const CONNECT_MS_MAX = 10_000;

export function socketTransport(title: string, where: NetConnectOpts, tls?: ConnectionOptions): Transport {
  return {
    title,
    repeatsMax: 3,
    endsAs: 'connection',
    isOneStream: true,
    windowMax: 128,
    connect: (listener) => connectPeer(where, tls, listener),
  };
}

async function connectPeer(
  where: NetConnectOpts,
  tls: ConnectionOptions | undefined,
  listener: LinkListener,
): Promise<Link> {
  const socket = await connected(where, tls);
  const splitter = new LineSplitter();
  const outbox = new Outbox(socket);
  let ended = false;
  let heard = false;

  function end(why: LinkEnd): void {
    if (ended) return;
    ended = true;
    socket.destroy();
    listener.end(why);
  }

  socket.on('data', (chunk: Buffer) => {
    if (ended) return;
    heard = true;
    const lines = splitter.push(chunk);
    if (lines.length > 0) listener.lines(lines);
    if (splitter.fault !== undefined) end({ kind: 'adapter-fault', message: splitter.fault });
  });
  // Whether a peer that distrusts a certificate is heard to say so, reset or closed is a matter of which comes first.
  const unheard = (why: LinkEnd): LinkEnd =>
    tls !== undefined && !heard && !why.message.includes('certificate')
      ? { ...why, message: `${why.message}; ${DISTRUST}` }
      : why;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end(unheard({ kind: 'crash', message: connectionWords(error) }));
  });
  socket.on('close', () => end(unheard(closeEnd(splitter.rest()))));

  return {
    send: (line) => outbox.send(line),
    kill() {
      ended = true;
      socket.destroy();
    },
    async close() {
      ended = true;
      outbox.flush();
      socket.end();
      socket.destroySoon();
    },
    stderrTail: '',
  };
}

function connected(where: NetConnectOpts, tls: ConnectionOptions | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = tls === undefined ? connectTcp(where) : connectTls({ ...tls, ...where });
    const deadline = new Deadline(CONNECT_MS_MAX, () => {
      const message = `no connection within ${CONNECT_MS_MAX} ms; check the host, the port and the firewall`;
      socket.destroy(new Error(message));
    });
    deadline.start();
    const refused = (cause: NodeJS.ErrnoException) => {
      deadline.stop();
      reject(new TargetFailure('unusable', connectionWords(cause), { cause }));
    };
    const closed = () => refused(new Error('the peer closed the connection before it came about'));
    socket.setNoDelay(true);
    socket.once('error', refused);
    socket.once('close', closed);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      deadline.stop();
      socket.off('error', refused);
      socket.off('close', closed);
      resolve(socket);
    });
  });
}

function closeEnd(rest: Buffer): LinkEnd {
  if (rest.length === 0) return { kind: 'crash', message: 'the peer closed the connection' };
  const text = rest.toString('latin1');
  // A TLS alert is the one thing known here that ends without a line feed.
  return text.startsWith('\u{15}\u{3}')
    ? { kind: 'adapter-fault', message: recognise(text) }
    : { kind: 'crash', message: `the peer closed the connection in the middle of a line: ${quote(text)}` };
}
