/** From an address to the one way of reaching it. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { TargetFailure } from '../../../harness/target.ts';
import { parseAddress } from './address.ts';
import { httpTransport } from './http-transport.ts';
import { recordTransport } from './record-transport.ts';
import type { RemoteOptions } from './remote-options.ts';
import { restartTransport } from './restart-transport.ts';
import { socketTransport } from './socket-transport.ts';
import { stdioTransport } from './stdio-transport.ts';
import { demandCover, readToken } from './token.ts';
import type { Transport } from './transport.ts';

export function openTransport(spec: string, options: RemoteOptions): Transport {
  const token = readToken(options.tokenVariable);
  const transport = transportTo(spec, options, token);
  const recorded = options.record === undefined ? transport : recordTransport(transport, options.record);
  return options.restart === undefined ? recorded : restartTransport(recorded, options.restart);
}

function transportTo(spec: string, options: RemoteOptions, token: string | undefined): Transport {
  const address = parseAddress(spec);
  switch (address.scheme) {
    case 'stdio':
      return stdioTransport(address.command, options.onStderr);
    case 'tcp':
      return socketTransport(spec, { host: address.host, port: address.port });
    case 'tls':
      return socketTransport(spec, { host: address.host, port: address.port }, tlsOptions(options, address.host));
    case 'unix':
      return socketTransport(spec, { path: pipePath(address.path) });
    case 'http':
    case 'https':
      if (token !== undefined) demandCover(address.url, options);
      return httpTransport(address.url, token, tlsOptions(options, address.url.hostname));
    default:
      return address satisfies never;
  }
}

/** Windows has named pipes where others have sockets in the file system. */
export function pipePath(path: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' && !path.startsWith('\\\\') ? `\\\\.\\pipe\\${path}` : path;
}

function tlsOptions(options: RemoteOptions, host: string): ConnectionOptions {
  const name = options.serverName ?? (isIP(host) === 0 ? host : undefined);
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(name === undefined ? {} : { servername: name }),
    ...pem('ca', options.caFile),
    ...pem('cert', options.certFile),
    ...pem('key', options.keyFile),
  };
}

function pem(field: 'ca' | 'cert' | 'key', file: string | undefined): ConnectionOptions {
  if (file === undefined) return {};
  try {
    return { [field]: readFileSync(file) };
  } catch (cause) {
    throw new TargetFailure('unusable', `the ${field} file cannot be read: ${(cause as Error).message}`, { cause });
  }
}
