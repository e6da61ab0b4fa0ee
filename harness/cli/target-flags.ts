/**
 * The flags that say how a target is reached, beside its name. Each means something for some targets only, and the
 * catalog knows for which: a flag that is ignored would be a promise that nobody keeps.
 */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { OpenOptions } from '../target.ts';
import { wholeNumber } from './option-parsers.ts';
import { UsageError } from '../usage-error.ts';

export interface TargetOptions extends OpenOptions {
  readonly connections?: number;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly tokenVariable?: string;
  readonly record?: string;
  readonly sanitizer?: 'asan';
  readonly unsafeInProcess?: boolean;
  readonly memoryMegabytes?: number;
}

const CONNECTIONS_MAX = 256;
const MEMORY_MEGABYTES_MAX = 2 ** 20;

export type TargetFlag = Exclude<keyof TargetOptions, keyof OpenOptions>;

const OPTIONS: Readonly<Record<TargetFlag, () => Option>> = {
  connections: () =>
    new Option('--connections <number>', 'remote: connections or processes that share the runs').argParser(
      wholeNumber(1, CONNECTIONS_MAX),
    ),
  ca: () => new Option('--ca <file>', 'tls, https: trust this CA (PEM)'),
  cert: () => new Option('--cert <file>', 'tls, https: our certificate (PEM), with --key'),
  key: () => new Option('--key <file>', 'tls, https: the key of our certificate (PEM)'),
  serverName: () => new Option('--server-name <name>', 'tls, https: the name in the certificate, if not the host'),
  tokenVariable: () => new Option('--token-variable <name>', 'http(s): the environment variable with the bearer token'),
  record: () => new Option('--record <file>', 'remote: write all traffic there, one JSON text a line'),
  sanitizer: () => new Option('--sanitizer <name>', "native: load a sanitizer's runtime first").choices(['asan']),
  unsafeInProcess: () => new Option('--unsafe-in-process', 'native: run in this process, which a crash then ends'),
  memoryMegabytes: () =>
    new Option('--memory-megabytes <number>', 'native, module: how much memory its process may hold').argParser(
      wholeNumber(1, MEMORY_MEGABYTES_MAX),
    ),
};
const FLAGS = Object.keys(OPTIONS) as readonly TargetFlag[];

/** Adds the flags, all of them unless a choice is given. */
export function withTargetFlags(command: Command, isWanted: (flag: TargetFlag) => boolean = () => true): Command {
  for (const flag of FLAGS.filter(isWanted)) command.addOption(OPTIONS[flag]());
  return command;
}

/** Throws `UsageError` where a flag was given that means nothing for a target of this kind. */
export function refuseForeignFlags(options: TargetOptions, taken: readonly TargetFlag[], kind: string): void {
  for (const flag of FLAGS) {
    if (options[flag] === undefined || taken.includes(flag)) continue;
    throw new UsageError(`${spelled(flag)} means nothing for a target of kind ${kind}`);
  }
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw new UsageError('--cert and --key go together: give both or neither');
  }
}

function spelled(flag: TargetFlag): string {
  return OPTIONS[flag]().long ?? flag;
}
