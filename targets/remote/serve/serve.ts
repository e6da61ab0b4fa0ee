/** Puts any target behind the remote contract: the mirror of `openRemote`. */
import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type ListenOptions, type Server, type Socket } from 'node:net';
import { createServer as createTls, type TlsOptions } from 'node:tls';
import { type Target, TargetFailure } from '../../../harness/target.ts';
import { type Address, parseAddress } from '../transports/address.ts';
import { limitPerAddress } from './admission.ts';
import { Answerer } from './answerer.ts';
import { LINE_BYTES_MAX } from '../wire/line-splitter.ts';
import { pipePath } from '../transports/open-transport.ts';
import { demandCover, isLoopback, readToken } from '../transports/token.ts';
import type { Served, ServeOptions } from './serve-options.ts';
import { serveHttp } from './serve-http.ts';
import { type ServedStream, serveStream } from './serve-stream.ts';

export type { Served, ServeOptions } from './serve-options.ts';

const DEFAULTS = {
  deadlineMs: 10_000,
  lineBytesMax: LINE_BYTES_MAX,
  callsMax: 10_000,
  connectionsMax: 64,
  helloMs: 10_000,
  idleMs: 300_000,
};
/** As long as Node's timers take. */
const FOR_EVER_MS = 2 ** 31 - 1;
type Limits = typeof DEFAULTS & { readonly perAddressMax: number };

/** Throws `TargetFailure('unusable')` where it may not listen there, or not like that; nothing is opened yet. */
export function checkListener(options: ServeOptions): void {
  if (options.listen === 'stdio:') return demandNoCredentials(options, 'stdio');
  const address = parseAddress(options.listen);
  demandNoCredentials(options, address.scheme);
  demandProtection(address, options, readToken(options.tokenVariable));
  if (address.scheme === 'tls' || address.scheme === 'https') tlsOptions(options);
}

/** Rejects with `TargetFailure('unusable')` where it cannot listen there, or may not. */
export async function serve(target: Target, options: ServeOptions): Promise<Served> {
  checkListener(options);
  const limits = withDefaults(options);
  const answerer = new Answerer(target, limits);
  if (options.listen === 'stdio:') return serveStdio(target, answerer, limits, options);

  const address = parseAddress(options.listen);
  const token = readToken(options.tokenVariable);
  const streams = new Set<ServedStream>();
  const server = createServer(address, options, {
    socket(socket) {
      const stream = serveStream(socket, socket, answerer, limits);
      streams.add(stream);
      socket.once('close', () => streams.delete(stream));
    },
    http: serveHttp(answerer, { lineBytesMax: limits.lineBytesMax, token, isLocal: isLoopback(hostOf(address)) }),
    limits,
  });
  server.maxConnections = limits.connectionsMax;
  limitPerAddress(server, limits.perAddressMax);
  await listening(server, where(address));

  const done = new Promise<void>((resolve) => {
    server.once('close', resolve);
  });
  const shown = shownAddress(address, server);
  (options.announce ?? console.log)(`serving ${target.info.name} ${target.info.version} on ${shown}`);
  return {
    address: shown,
    done,
    async drain() {
      server.close();
      if ('closeIdleConnections' in server) (server as { closeIdleConnections(): void }).closeIdleConnections();
      // A client that does not read its answers cannot keep us.
      const deadline = new Promise((resolve) => setTimeout(resolve, limits.deadlineMs).unref());
      await Promise.race([Promise.all([...streams].map((stream) => stream.drain())), deadline]);
      await Promise.race([done, deadline]);
    },
  };
}

/** Serves until SIGTERM, SIGINT or SIGHUP, or until standard input ends; answers what is under way, then settles. */
export async function serveUntilSignal(target: Target, options: ServeOptions): Promise<void> {
  // Before it is announced: who hears that may send one at once.
  const signalled = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, resolve);
  });
  const served = await serve(target, options);
  await Promise.race([signalled, served.done]);
  await served.drain();
}

function serveStdio(target: Target, answerer: Answerer, limits: Limits, options: ServeOptions): Served {
  // Whoever starts us on a pipe decides when we begin; silence is its right.
  const stream = serveStream(process.stdin, process.stdout, answerer, {
    ...limits,
    helloMs: FOR_EVER_MS,
    idleMs: FOR_EVER_MS,
  });
  (options.announce ?? console.error)(`serving ${target.info.name} ${target.info.version} on stdio:`);
  const done = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
  });
  return { address: 'stdio:', done, drain: () => stream.drain() };
}

function withDefaults(options: ServeOptions): Limits {
  const { connectionsMax = DEFAULTS.connectionsMax } = options;
  return {
    deadlineMs: options.deadlineMs ?? DEFAULTS.deadlineMs,
    lineBytesMax: options.lineBytesMax ?? DEFAULTS.lineBytesMax,
    callsMax: options.callsMax ?? DEFAULTS.callsMax,
    connectionsMax,
    // Three of four, so that there is a place for others.
    perAddressMax: options.perAddressMax ?? Math.max(1, (connectionsMax * 3) >> 2),
    helloMs: options.helloMs ?? DEFAULTS.helloMs,
    idleMs: options.idleMs ?? DEFAULTS.idleMs,
  };
}

/** Credentials that this kind of listener does not use are refused: it would look safer than it is. */
function demandNoCredentials(options: ServeOptions, scheme: Address['scheme']): void {
  const isTls = scheme === 'tls' || scheme === 'https';
  const isHttp = scheme === 'http' || scheme === 'https';
  if (!isTls && [options.certFile, options.keyFile, options.clientCaFile].some((file) => file !== undefined))
    throw new TargetFailure('unusable', `a certificate means nothing on ${scheme}: listen on tls:// or https://`);
  if (!isHttp && options.tokenVariable !== undefined)
    throw new TargetFailure('unusable', `a token means nothing on ${scheme}: listen on http:// or https://`);
}

/** What other machines can reach is for those who prove who they are. */
function demandProtection(address: Address, options: ServeOptions, token: string | undefined): void {
  if (address.scheme === 'stdio') throw new TargetFailure('unusable', 'serve listens on stdio: without a command');
  if (address.scheme === 'unix') return;
  const host = hostOf(address);
  if (isLoopback(host)) return;
  if (address.scheme === 'tcp')
    throw new TargetFailure('unusable', `tcp:// on ${host} is open to everybody there; use tls:// with a client CA`);
  if (options.clientCaFile !== undefined && address.scheme !== 'http') return;
  if (token !== undefined && 'url' in address) return demandCover(address.url, options);
  const cure = address.scheme === 'tls' ? 'a client CA' : 'a token or, over https://, a client CA';
  throw new TargetFailure('unusable', `${options.listen} is not loopback: it needs ${cure}`);
}

function hostOf(address: Address): string {
  if ('url' in address) return address.url.hostname;
  return 'host' in address ? address.host : '';
}

function createServer(
  address: Address,
  options: ServeOptions,
  take: { socket(socket: Socket): void; http: ReturnType<typeof serveHttp>; limits: Limits },
): Server {
  switch (address.scheme) {
    case 'tls': {
      const server = createTls({ noDelay: true, handshakeTimeout: 10_000, ...tlsOptions(options) }, take.socket);
      return server.on('tlsClientError', (_, socket) => socket.destroy());
    }
    case 'http':
      return createHttp(patience(take.limits), take.http);
    case 'https':
      return createHttps({ ...patience(take.limits), ...tlsOptions(options) }, take.http);
    default:
      // A client that ended its side still reads: `printf ... | nc` works.
      return createTcp({ allowHalfOpen: true, noDelay: true }, take.socket);
  }
}

/** How long a request may take to come, its head and then all of it. Node looks at that only so often. */
function patience({ helloMs }: Limits) {
  return {
    headersTimeout: helloMs,
    requestTimeout: 2 * helloMs,
    connectionsCheckingInterval: Math.min(1_000, helloMs),
  };
}

function tlsOptions({ certFile, keyFile, clientCaFile }: ServeOptions): TlsOptions {
  if (certFile === undefined || keyFile === undefined)
    throw new TargetFailure('unusable', 'TLS needs a certificate and its key');
  const own: TlsOptions = { cert: readPem(certFile), key: readPem(keyFile), minVersion: 'TLSv1.2' };
  if (clientCaFile === undefined) return own;
  return { ...own, ca: readPem(clientCaFile), requestCert: true, rejectUnauthorized: true };
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new TargetFailure('unusable', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function where(address: Address): ListenOptions {
  switch (address.scheme) {
    case 'stdio':
      return {};
    case 'unix':
      return { path: pipePath(address.path) };
    case 'tcp':
    case 'tls':
      return { host: address.host, port: address.port };
    default: {
      const { port, protocol, hostname } = address.url;
      const usual = protocol === 'https:' ? 443 : 80;
      return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usual : Number(port) };
    }
  }
}

function listening(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new TargetFailure('unusable', `cannot listen: ${cause.message}`, { cause })),
    );
    server.listen(options, () => resolve());
  });
}

function shownAddress(address: Address, server: Server): string {
  if (address.scheme === 'unix') return `unix:${address.path}`;
  const { address: host, port, family } = server.address() as AddressInfo;
  const authority = `${family === 'IPv6' ? `[${host}]` : host}:${port}`;
  return `${address.scheme}://${authority}${'url' in address ? address.url.pathname : ''}`;
}
