/**
 * One shared library in this process, its functions bound. koffi is an optional dependency, loaded here and
 * nowhere else, when a native target is opened.
 */
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { shown } from '../../harness/execute/shown.ts';
import type { TargetInfo } from '../../harness/target.ts';
import { CAPABILITIES, isRoom, TargetFailure } from '../../harness/target.ts';

export const ABI = 1;
export const DESCRIPTION_BYTES = 32;
/** Older headers have none of the room. */
const DESCRIPTION_WITH_ROOM_BYTES = 40;
export const SYMBOLS = ['kmcl_describe', 'kmcl_open', 'kmcl_perform', 'kmcl_close', 'kmcl_run'] as const;

/** An address in this process. */
export type Pointer = bigint;

/** The native contract, callable. Every pointer is unchecked: what is passed here is passed on. */
export interface NativeLibrary {
  readonly kind: 'library';
  readonly info: TargetInfo;
  /** `kmcl_reached` of the header, as it is at any time, where the library counts its edges. */
  readonly reached: BigUint64Array | undefined;
  run(calls: Pointer, count: number, responses: Pointer): number;
  open(): Pointer | null;
  perform(instance: Pointer, call: Pointer, response: Pointer): number;
  close(instance: Pointer): void;
}

/** A Node-API module without the C symbols, taken through what it exports. */
export interface AddonLibrary {
  readonly kind: 'addon';
  readonly info: TargetInfo;
  /** An array of `kmcl_call` in; rows of `kmcl_response` out, then the bytes of the offers in the order of their rows. */
  run(calls: Buffer): Buffer;
}

/** The process's own memory, and its C library. */
export interface Memory {
  addressOf(bytes: Uint8Array): Pointer;
  copy(to: Pointer, from: Pointer, byteLength: number): void;
  /** Lets out what the C library still holds back of what was printed. */
  flush(): void;
}

type Koffi = (typeof import('koffi'))['default'];

/** What has to hold before a library can be called, in the order in which it is looked at. */
export const LOADING_STAGES = [
  'loads',
  'symbols',
  'ABI version',
  'struct sizes',
  'name and version',
  'capabilities',
] as const;
export type LoadingStage = (typeof LOADING_STAGES)[number];

/** Why a library cannot be called, at which stage that showed, and what helps. */
export class LibraryProblem extends TargetFailure {
  readonly stage: LoadingStage;
  readonly problem: string;
  readonly cure: string;

  constructor(stage: LoadingStage, problem: string, cure: string, cause?: unknown) {
    super('unusable', `${problem}: ${cure}`, { cause });
    this.stage = stage;
    this.problem = problem;
    this.cure = cure;
  }
}

async function loadKoffi(): Promise<Koffi> {
  try {
    return (await import('koffi')).default;
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    const why = isMissing ? 'is not installed' : `has no build for ${process.platform} on ${process.arch}`;
    throw new LibraryProblem('loads', `native targets need koffi, which ${why}`, 'npm install koffi', cause);
  }
}

/** Rejects with `unusable` and words that help. The library's own code runs in here and may end the process. */
export async function loadLibrary(path: string): Promise<NativeLibrary | AddonLibrary> {
  const koffi = await loadKoffi();
  let handle: ReturnType<Koffi['load']>;
  try {
    handle = koffi.load(path);
  } catch (cause) {
    const { message } = cause as Error;
    throw new LibraryProblem(
      'loads',
      `${path} cannot be loaded`,
      message.replace(/^Failed to load shared library: /, ''),
      cause,
    );
  }
  const missing = SYMBOLS.filter((name) => !exportsSymbol(handle, name));
  if (missing.length === SYMBOLS.length && path.endsWith('.node')) return loadAddon(path);
  if (missing.length > 0) throw missingSymbols(path, missing);

  const describe = handle.func('const void *kmcl_describe()');
  return {
    kind: 'library',
    info: readDescription(koffi, path, describe()),
    reached: reachedEdges(koffi, path, handle),
    run: handle.func('int32_t kmcl_run(const void *calls, uint32_t count, void *responses)'),
    open: handle.func('void *kmcl_open()'),
    perform: handle.func('int32_t kmcl_perform(void *instance, const void *call, void *response)'),
    close: handle.func('void kmcl_close(void *instance)'),
  };
}

/** A size, an anchor, two counts, and room for 2^15 edges. */
const REACHED_BYTES = 8 * (4 + 32_768);

function reachedEdges(koffi: Koffi, path: string, handle: ReturnType<Koffi['load']>): BigUint64Array | undefined {
  if (!exportsSymbol(handle, 'kmcl_coverage')) return undefined;
  const pointer: Pointer | null = handle.func('const void *kmcl_coverage()')();
  const size = pointer === null ? 0 : Number(koffi.decode(pointer, 'uint64_t'));
  if (size === REACHED_BYTES) return new BigUint64Array(koffi.view(pointer, REACHED_BYTES));
  const problem = `kmcl_coverage of ${path} gives a size of ${size}, and kmcl_reached has ${REACHED_BYTES}`;
  throw new LibraryProblem('struct sizes', problem, 'build it with the header of this version');
}

function exportsSymbol(handle: ReturnType<Koffi['load']>, name: string): boolean {
  try {
    handle.func(`void ${name}()`);
    return true;
  } catch {
    return false;
  }
}

function missingSymbols(path: string, missing: readonly string[]): LibraryProblem {
  const cure =
    missing.length === 1 && missing[0] === 'kmcl_run'
      ? 'define KMCL_TARGET_IMPLEMENTATION before kmcl_target.h is included, in one source file'
      : 'export them with C linkage and default visibility (KMCL_EXPORT in kmcl_target.h does both)';
  return new LibraryProblem('symbols', `${path} does not export ${missing.join(', ')}`, cure);
}

function readDescription(koffi: Koffi, path: string, pointer: Pointer | null): TargetInfo {
  if (!pointer) {
    throw new LibraryProblem(
      'ABI version',
      `kmcl_describe of ${path} returned NULL`,
      'return a static kmcl_description',
    );
  }
  const abi = koffi.decode.uint32(pointer);
  checkAbi(path, abi);
  const size = koffi.decode(pointer, 4, 'uint32_t') as number;
  if (size < DESCRIPTION_BYTES) {
    const problem = `kmcl_describe of ${path} gives a size of ${size}, and a description has ${DESCRIPTION_BYTES}`;
    throw new LibraryProblem('struct sizes', problem, 'set it to sizeof(kmcl_description) and build for 64 bits');
  }
  return {
    name: readText(koffi, path, 'name', koffi.decode(pointer, 8, 'void *') as Pointer | null),
    version: readText(koffi, path, 'version', koffi.decode(pointer, 16, 'void *') as Pointer | null),
    capabilities: capabilitiesOf(path, BigInt(koffi.decode(pointer, 24, 'uint64_t') as number | bigint)),
    roomMegabytes: size < DESCRIPTION_WITH_ROOM_BYTES ? undefined : roomOf(koffi.decode(pointer, 32, 'uint64_t')),
  };
}

/** 0 says nothing. What a number does not hold is as good as no bound. */
function roomOf(megabytes: unknown): number | undefined {
  const room = Number(megabytes);
  return room === 0 ? undefined : Math.min(room, Number.MAX_SAFE_INTEGER);
}

function checkAbi(path: string, abi: unknown): void {
  if (abi === ABI) return;
  const problem = `${path} speaks version ${shown(abi)} of the native contract, and this suite version ${ABI}`;
  throw new LibraryProblem('ABI version', problem, 'build it with the header of this version');
}

function readText(koffi: Koffi, path: string, field: string, pointer: Pointer | null): string {
  if (pointer) return koffi.decode.string(pointer);
  throw new LibraryProblem(
    'name and version',
    `kmcl_describe of ${path} gives no ${field}`,
    'give a string that ends in zero',
  );
}

function capabilitiesOf(path: string, bits: bigint): TargetInfo['capabilities'] {
  const unknown = bits >> BigInt(CAPABILITIES.length);
  if (unknown !== 0n) {
    const bit = CAPABILITIES.length + unknown.toString(2).length - 1;
    const last = `the last one is ${CAPABILITIES.length - 1}, ${CAPABILITIES.at(-1)}`;
    throw new LibraryProblem('capabilities', `${path} claims capability bit ${bit}`, last);
  }
  return CAPABILITIES.filter((_, bit) => ((bits >> BigInt(bit)) & 1n) === 1n);
}

function loadAddon(path: string): AddonLibrary {
  let exports: Record<string, unknown>;
  try {
    exports = createRequire(import.meta.url)(path);
  } catch (cause) {
    const problem = `${path} exports no kmcl_... symbols and is no Node-API module either`;
    throw new LibraryProblem('symbols', problem, (cause as Error).message, cause);
  }
  const info = exports['info'] as Record<string, unknown> | undefined;
  if (typeof exports['run'] !== 'function' || typeof info !== 'object' || info === null) {
    throw new LibraryProblem(
      'symbols',
      `${path} exports nothing to call`,
      'export `info` and `run(Buffer)`, or the kmcl_... symbols',
    );
  }
  checkAbi(path, info['abi']);
  const { name, version, capabilities, roomMegabytes } = info;
  if (typeof name !== 'string' || typeof version !== 'string' || !Array.isArray(capabilities)) {
    const problem = `info of ${path} is incomplete`;
    throw new LibraryProblem('name and version', problem, 'give it a name, a version, and an array of capabilities');
  }
  const unknown = capabilities.find((capability) => !CAPABILITIES.includes(capability));
  if (unknown !== undefined) {
    const problem = `${path} claims the capability ${shown(unknown)}`;
    throw new LibraryProblem('capabilities', problem, `there are ${CAPABILITIES.join(', ')}`);
  }
  if (roomMegabytes !== undefined && !isRoom(roomMegabytes)) {
    const problem = `${path} states a room of ${shown(roomMegabytes)} megabytes`;
    throw new LibraryProblem('capabilities', problem, 'give a whole number above 0, or leave it out');
  }
  return {
    kind: 'addon',
    info: { name, version, capabilities, roomMegabytes },
    run: exports['run'] as AddonLibrary['run'],
  };
}

export async function openMemory(): Promise<Memory> {
  const koffi = await loadKoffi();
  const c = koffi.load(process.platform === 'win32' ? 'ucrtbase.dll' : null);
  const copy = c.func('void *memcpy(void *to, const void *from, size_t size)');
  const flush = c.func('int fflush(void *stream)');
  return {
    addressOf: (bytes) => koffi.address(bytes),
    copy: (to, from, byteLength) => {
      copy(to, from, byteLength);
    },
    flush: () => {
      flush(null);
    },
  };
}

/** Stops the thread that calls it in the debugger around this process; without one, the process ends there. */
export async function loadTrap(): Promise<() => void> {
  const koffi = await loadKoffi();
  const raise = koffi.load(null).func('int raise(int signal)');
  return () => {
    raise(constants.signals.SIGTRAP);
  };
}

/**
 * Makes `exit` in foreign code end the process then and there, with its own code. Otherwise Node's destructors run while
 * its other threads still do, and now and then an orderly exit looks like a crash by a signal.
 */
export async function leaveAtOnce(): Promise<void> {
  if (process.platform !== 'linux') return;
  const koffi = await loadKoffi();
  const c = koffi.load(null);
  try {
    // The handler that is registered last is called first, with the exit code as its first argument.
    c.func('int on_exit(void *handler, void *argument)')(c.symbol('_exit'), null);
  } catch {
    // Not every C library has it, and none needs it.
  }
}
