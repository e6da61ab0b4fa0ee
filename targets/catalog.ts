/**
 * Every way to name a target on the command line. What reaches one is loaded when it is asked for, not before.
 */
import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Debugged, Stop } from '../harness/cli/debugged.ts';
import type { Examination } from '../harness/doctor/question.ts';
import type { Listener, TargetCatalog } from '../harness/cli/target-catalog.ts';
import { didYouMean, nearest, nearestOf } from '../harness/cli/suggestion.ts';
import { refuseForeignFlags } from '../harness/cli/target-flags.ts';
import type { TargetFlag, TargetOptions } from '../harness/cli/target-flags.ts';
import { UsageError } from '../harness/usage-error.ts';
import type { Sweeper } from '../harness/sweep/sweep.ts';
import { TargetFailure } from '../harness/target.ts';
import type { Target } from '../harness/target.ts';
import type { IsolationOptions } from './isolated/isolation-options.ts';
import { mistakenFile } from './mistaken-file.ts';
import type { NativeOptions } from './native/native.ts';
import type { RemoteOptions } from './remote/transports/remote-options.ts';
import type { ServeOptions } from './remote/serve/serve-options.ts';

/** One way of reaching targets. `rest` is what stands behind the scheme. */
interface TargetKind {
  /** The flags that mean something here. */
  readonly takes: readonly TargetFlag[];
  open(rest: string, options: TargetOptions): Promise<Target>;
  /** How the doctor looks at one, where it asks more than the general questions. */
  examination?(rest: string, options: TargetOptions): Promise<Examination>;
  /** What changes with the implementation, where that can be told. */
  identity?(rest: string): Promise<string | undefined>;
  sweeper?(rest: string, options: TargetOptions): Promise<Sweeper>;
  debug?(rest: string, options: TargetOptions, stop: Stop): Promise<Debugged>;
}

/** What means something for every remote target. */
const ANY_REMOTE = ['connections', 'record', 'reconnectMs', 'restart'] as const;

const TARGET_KINDS: Readonly<Record<string, TargetKind>> = {
  reference: {
    takes: [],
    async open(rest) {
      // The planted faults are loaded where one may be asked for.
      if (rest === '') return (await import('./reference/emulated.ts')).emulated('reference');
      await checkFault(rest);
      const { parseReference, reference } = await import('./reference/reference.ts');
      return reference(asUsage(() => parseReference(rest), Error));
    },
    async sweeper(rest) {
      await checkFault(rest);
      const { referenceSweeper } = await import('./reference/sweeper.ts');
      return asUsage(() => referenceSweeper(rest), Error);
    },
  },
  native: {
    takes: ['sanitizer', 'unsafeInProcess', 'memoryMegabytes'],
    open: async (path, options) => (await import('./native/native.ts')).openNative(path, nativeOptions(options)),
    async identity(path) {
      const { libraryIdentity } = await import('./native/library-identity.ts');
      try {
        return libraryIdentity(path);
      } catch {
        // Whoever opens it says what is wrong with it.
        return undefined;
      }
    },
    examination: async (path, options) =>
      (await import('./native/doctor-questions.ts')).nativeExamination(path, nativeOptions(options)),
    debug: async (path, options, stop) =>
      (await import('./native/debugging.ts')).nativeDebugging(path, nativeOptions(options), stop),
    sweeper: async (path, options) => (await import('./native/sweeper.ts')).nativeSweeper(path, nativeOptions(options)),
  },
  module: {
    takes: ['memoryMegabytes'],
    open: async (path, options) => (await import('./module/module.ts')).openModule(path, isolationOptions(options)),
    identity: async (path) => (await import('./module/module-identity.ts')).moduleIdentity(path),
  },
  stdio: remote('stdio', [...ANY_REMOTE]),
  tcp: remote('tcp', [...ANY_REMOTE]),
  tls: remote('tls', [...ANY_REMOTE, 'ca', 'cert', 'key', 'serverName']),
  unix: remote('unix', [...ANY_REMOTE]),
  http: remote('http', [...ANY_REMOTE, 'tokenVariable', 'tokenInClear']),
  https: remote('https', [...ANY_REMOTE, 'tokenVariable', 'ca', 'cert', 'key', 'serverName']),
};

function remote(scheme: string, takes: readonly TargetFlag[]): TargetKind {
  const checked = async (rest: string, options: TargetOptions) => {
    const { parseAddress } = await import('./remote/transports/address.ts');
    const { demandCover } = await import('./remote/transports/token.ts');
    const spec = `${scheme}:${rest}`;
    const address = asUsage(() => parseAddress(spec), TargetFailure);
    if ('url' in address && options.tokenVariable !== undefined)
      asUsage(() => demandCover(address.url, options), TargetFailure);
    return spec;
  };
  return {
    takes,
    async open(rest, options) {
      const spec = await checked(rest, options);
      return (await import('./remote/remote.ts')).openRemote(spec, remoteOptions(options));
    },
    async examination(rest, options) {
      const spec = await checked(rest, options);
      return (await import('./remote/doctor/questions.ts')).remoteExamination(spec, remoteOptions(options));
    },
    async debug(rest, options, stop) {
      const spec = await checked(rest, options);
      return (await import('./remote/debugging.ts')).remoteDebugging(spec, stop);
    },
  };
}

/** There are too many faults to name them all. */
async function checkFault(rest: string): Promise<void> {
  const [, fault] = /(?:^|,)fault=([^,]*)/.exec(rest) ?? [];
  if (fault === undefined) return;
  const names = (await catalog.faults()).map(({ name }) => name);
  if (names.includes(fault)) return;
  const near = nearestOf(fault, names, 3).join(', ');
  throw new UsageError(`there is no fault "${fault}"; the nearest are ${near}; kmcl-conformance list faults has all`);
}

/** What a name or an address cannot be is for whoever typed it to mend. */
function asUsage<T>(read: () => T, expected: typeof Error | typeof TargetFailure): T {
  try {
    return read();
  } catch (error) {
    throw asUsageError(error, expected);
  }
}

function asUsageError(error: unknown, expected: typeof Error | typeof TargetFailure): unknown {
  return error instanceof expected ? new UsageError(error.message, { cause: error }) : error;
}

function isolationOptions({ deadlineMs, memoryMegabytes }: TargetOptions): IsolationOptions {
  return { deadlineMs, ...(memoryMegabytes === undefined ? {} : { memoryBytesMax: memoryMegabytes * 2 ** 20 }) };
}

function nativeOptions(options: TargetOptions): NativeOptions {
  const { sanitizer, unsafeInProcess } = options;
  if (sanitizer !== undefined && unsafeInProcess === true) {
    throw new UsageError('a sanitizer has to be loaded before Node is: leave out --sanitizer or --unsafe-in-process');
  }
  if (options.memoryMegabytes !== undefined && unsafeInProcess === true) {
    throw new UsageError('in this process no limit holds: leave out --memory-megabytes or --unsafe-in-process');
  }
  return {
    ...isolationOptions(options),
    ...(sanitizer === undefined ? {} : { sanitizer }),
    ...(unsafeInProcess === undefined ? {} : { unsafeInProcess }),
  };
}

function remoteOptions(options: TargetOptions): RemoteOptions & { readonly deadlineMs: number } {
  const { deadlineMs, connections, serverName, tokenVariable, tokenInClear, record, reconnectMs, restart } = options;
  if (restart !== undefined && (connections ?? 1) > 1)
    throw new UsageError('--restart ends what runs on every connection: leave out --connections');
  const files = { caFile: options.ca, certFile: options.cert, keyFile: options.key };
  const sameAccidentsMax = options.tolerateFlaky;
  const link = { connections, record, reconnectMs, restart, sameAccidentsMax };
  return { deadlineMs, ...link, ...files, serverName, tokenVariable, tokenInClear };
}

function serveOptions(listener: Listener): ServeOptions {
  const { cert, key, clientCa, ...rest } = listener;
  return { ...rest, certFile: cert, keyFile: key, clientCaFile: clientCa };
}

/** The way to a target, with its flags looked through. Throws `UsageError`. */
function kindOf(name: string, options: TargetOptions): { readonly way: TargetKind; readonly rest: string } {
  const { scheme, rest } = partsOf(name);
  const way = Object.hasOwn(TARGET_KINDS, scheme) ? TARGET_KINDS[scheme] : undefined;
  const path = way === undefined ? name : FILE_KINDS.has(scheme) ? rest : '';
  const mistaken = path === '' ? undefined : mistakenFile(path, meant);
  if (mistaken !== undefined) throw new UsageError(mistaken);
  if (way === undefined || (rest === '' && scheme !== 'reference')) {
    const spellings = catalog.spellings.join(', ');
    throw new UsageError(`unknown target "${name}"; it is one of ${spellings}${didYouMean(meant(name))}`);
  }
  refuseForeignFlags(options, way.takes, scheme);
  return { way, rest };
}

/** What names one file, and nothing else. */
const FILE_KINDS: ReadonlySet<string> = new Set(['native', 'module']);

function partsOf(name: string): { readonly scheme: string; readonly rest: string } {
  const [, scheme = name, rest = ''] = /^([a-z]+):(.*)$/s.exec(name) ?? [];
  return { scheme, rest };
}

/** How something that is given without its scheme is reached, by how it looks. */
const LOOKS: readonly (readonly [RegExp, beginning: string])[] = [
  [/\.(so(\.\d+)*|dylib|dll|node)$/i, 'native:'],
  [/\.[cm]?[jt]s$/, 'module:'],
  [/\.py$/, 'stdio:python3 '],
  [/\.rb$/, 'stdio:ruby '],
  [/\.go$/, 'stdio:go run '],
  [/\.jar$/, 'stdio:java -jar '],
  [/\.sh$/, 'stdio:sh '],
  [/\.sock(et)?$/, 'unix:'],
  [/^(?!\w+:\/)[\w.-]+:\d+$/, 'tcp://'],
];

function meant(word: string): string | undefined {
  const look = LOOKS.find(([pattern]) => pattern.test(word));
  const { scheme, rest } = partsOf(word);
  const near = nearest(scheme, Object.keys(TARGET_KINDS));
  if (rest !== '' && near !== undefined) return `${near}:${rest}`;
  if (look !== undefined) return `${look[1]}${word}`;
  const there = statSync(word, { throwIfNoEntry: false });
  if (there?.isSocket() === true) return `unix:${word}`;
  if (there?.isFile() === true && (there.mode & 0o111) !== 0) return `stdio:${word.includes('/') ? word : `./${word}`}`;
  return near === 'reference' ? near : undefined;
}

export const catalog: TargetCatalog = {
  spellings: [
    'reference[:fault=NAME]',
    'native:PATH',
    'module:PATH',
    'stdio:COMMAND',
    'tcp://HOST:PORT',
    'tls://HOST:PORT',
    'unix:PATH',
    'http(s)://HOST:PORT/PATH',
  ],
  meant,
  async fromFolder(name, folder) {
    const { scheme, rest } = partsOf(name);
    if (scheme === 'stdio') {
      const { shellCommand } = await import('../harness/report/replay-command.ts');
      // A name that was moved before says its folder first: two steps are one, and there and back is none.
      const [, before = '', command = rest] = /^cd ([\w@%+=:,.][\w@%+=:,./-]*) && (.*)$/s.exec(rest) ?? [];
      const moved = join(folder, before);
      return moved === '.' ? `stdio:${command}` : `stdio:${shellCommand(['cd', moved])} && ${command}`;
    }
    if (!['native', 'module', 'unix'].includes(scheme) || isAbsolute(rest)) return name;
    return `${scheme}:${join(folder, rest)}`;
  },
  isBuiltIn: (name) => partsOf(name).scheme === 'reference',
  takes(name) {
    const { scheme } = partsOf(name);
    return Object.hasOwn(TARGET_KINDS, scheme) ? (TARGET_KINDS[scheme]?.takes ?? []) : [];
  },
  async open(name, options) {
    const { way, rest } = kindOf(name, options);
    return way.open(rest, options);
  },
  async doctor(name, options) {
    const { way, rest } = kindOf(name, options);
    const { examine, plainExamination } = await import('../harness/doctor/doctor.ts');
    const own = await way.examination?.(rest, options);
    return examine(own ?? plainExamination(() => way.open(rest, options)), options);
  },
  async serve(name, options, listener) {
    const { way, rest } = kindOf(name, options);
    const { checkListener, serveUntilSignal } = await import('./remote/serve/serve.ts');
    const served = serveOptions(listener);
    asUsage(() => checkListener(served), TargetFailure);
    const target = await way.open(rest, options);
    try {
      await serveUntilSignal(target, served);
    } catch (error) {
      // The target answers for itself on the wire; what is left to fail here is the listener.
      throw asUsageError(error, TargetFailure);
    } finally {
      await target.close?.();
    }
  },
  async emit(programs) {
    return (await import('./remote/emit.ts')).emit(programs);
  },
  async debug(name, options, stop) {
    const { way, rest } = kindOf(name, options);
    if (way.debug !== undefined) return way.debug(rest, options, stop);
    throw new UsageError(
      'debug is for native and remote targets: a module or the reference is stopped in Node, by its own --inspect-brk',
    );
  },
  async sweeper(name, options) {
    const { way, rest } = kindOf(name, options);
    return way.sweeper?.(rest, options);
  },
  async identity(name) {
    const { scheme, rest } = partsOf(name);
    return Object.hasOwn(TARGET_KINDS, scheme) ? TARGET_KINDS[scheme]?.identity?.(rest) : undefined;
  },
  stubs: ['ts', 'node', 'python', 'go', 'java', 'c-stdio', 'c', 'cpp', 'rust'],
  async stub(language) {
    return (await import('./examples/stubs.ts')).stub(language);
  },
  async faults() {
    return (await import('./reference/faults/shelf.ts')).FAULTS;
  },
};
