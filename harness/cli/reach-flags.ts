/** The flags that say how a target is reached, beside its name. */
import { choice, flag, HOUR_MS, SWITCH, text, wholeNumber } from './flag.ts';

export const REMOTE = {
  connections: flag(wholeNumber(1, 256), 'remote: connections or processes that share the runs'),
  reconnectMs: flag(wholeNumber(0, HOUR_MS), 'remote: how long a peer that has gone is tried again'),
  restart: flag(text('command'), 'remote: run it before the first run and after each crash or hang', {
    notIn: ['action'],
  }),
  ca: flag(text('file'), 'tls, https: trust this CA (PEM)'),
  cert: flag(text('file'), 'tls, https: our certificate (PEM), with --key'),
  key: flag(text('file'), 'tls, https: the key of our certificate (PEM)'),
  serverName: flag(text('name'), 'tls, https: the name in the certificate, if not the host'),
  tokenVariable: flag(text('name'), 'http(s): the environment variable with the bearer token'),
  tokenInClear: flag(SWITCH, 'http: send the token in the clear, beyond loopback too', { notIn: ['action'] }),
  record: flag(text('file'), 'remote: write all traffic there, one JSON text a line'),
};

/** Each means something for some kinds of target only; the catalog knows for which. */
export const REACH_FLAGS = {
  ...REMOTE,
  sanitizer: flag(choice(['asan']), "native: load a sanitizer's runtime first"),
  // A library in the action's own process would take the report down with it.
  unsafeInProcess: flag(SWITCH, 'native: run in this process, which a crash then ends', { notIn: ['action'] }),
  memoryMegabytes: flag(wholeNumber(1, 2 ** 20), 'native, module: how much memory its process may hold'),
};

/** Each shard would write over the record of the last one, and a library in the worker's own process would take it down. */
const { record: _, unsafeInProcess: __, ...ofWorker } = REACH_FLAGS;
export const REACH_OF_WORKER = ofWorker;
