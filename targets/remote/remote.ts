/** Opens a target that answers over a wire, wherever it is. */
import type { OpenOptions } from '../../harness/target.ts';
import { openTransport } from './transports/open-transport.ts';
import type { RemoteOptions } from './transports/remote-options.ts';
import { RECONNECT_MS } from './patiently.ts';
import { RemoteTarget } from './remote-target.ts';

export { REMOTE_SCHEMES } from './transports/address.ts';
export type { RemoteOptions } from './transports/remote-options.ts';
export { RemoteTarget } from './remote-target.ts';

/** How long hello may take where it is not given: a language runtime may have to start first. */
const HELLO_MS = 15_000;

/**
 * `spec` is stdio:COMMAND, tcp://HOST:PORT, tls://HOST:PORT, unix:PATH, http://... or https://...
 * Rejects with `TargetFailure`: `unusable` where the peer cannot be reached or refuses hello, `adapter-fault` where
 * what it says breaks the contract; the message holds the cause and a cure.
 */
export async function openRemote(spec: string, options: OpenOptions & RemoteOptions): Promise<RemoteTarget> {
  const transport = openTransport(spec, options);
  return RemoteTarget.open(transport, {
    deadlineMs: options.deadlineMs,
    helloMs: options.helloMs ?? Math.max(HELLO_MS, options.deadlineMs),
    connections: Math.max(1, options.connections ?? 1),
    repeatsMax: Math.max(1, options.repeatsMax ?? transport.repeatsMax),
    reconnectMs: options.reconnectMs ?? RECONNECT_MS,
    isStarting: options.restart !== undefined,
    sameAccidentsMax: options.sameAccidentsMax,
    windowMax: Math.max(1, options.windowMax ?? transport.windowMax),
  });
}
