/**
 * One shared library in this process, its functions bound. koffi is loaded here and nowhere else, and only when a
 * native target is really opened.
 */
import { createRequire } from 'node:module';
import type { TargetInfo } from '../../harness/target.ts';
import { CAPABILITIES, TargetFailure } from '../../harness/target.ts';
import { shown } from './layout.ts';

export const ABI = 1;
export const DESCRIPTION_BYTES = 32;
export const SYMBOLS = ['kmcl_describe', 'kmcl_open', 'kmcl_perform', 'kmcl_close', 'kmcl_run'] as const;

/** An address in this process. */
export type Pointer = bigint;

/** The native contract, callable. Every pointer is unchecked: what is passed here is passed on. */
export interface NativeLibrary {
  readonly kind: 'library';
  readonly info: TargetInfo;
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

function unusable(message: string, cause?: unknown): TargetFailure {
  return new TargetFailure('unusable', message, { cause });
}

async function loadKoffi(): Promise<Koffi> {
  try {
    return (await import('koffi')).default;
  } catch (cause) {
    throw unusable(`native targets need koffi, which has no build for ${process.platform} on ${process.arch}`, cause);
  }
}

/** Rejects with `unusable` and words that help. The library's own code runs in here and may end the process. */
export async function loadLibrary(path: string): Promise<NativeLibrary | AddonLibrary> {
  const koffi = await loadKoffi();
  let handle: ReturnType<Koffi['load']>;
  try {
    handle = koffi.load(path);
  } catch (cause) {
    throw unusable(`${path} cannot be loaded: ${(cause as Error).message}`, cause);
  }
  const missing = SYMBOLS.filter((name) => !exportsSymbol(handle, name));
  if (missing.length === SYMBOLS.length && path.endsWith('.node')) return loadAddon(path);
  if (missing.length > 0) throw unusable(missingWords(path, missing));

  const describe = handle.func('const void *kmcl_describe()');
  return {
    kind: 'library',
    info: readDescription(koffi, path, describe()),
    run: handle.func('int32_t kmcl_run(const void *calls, uint32_t count, void *responses)'),
    open: handle.func('void *kmcl_open()'),
    perform: handle.func('int32_t kmcl_perform(void *instance, const void *call, void *response)'),
    close: handle.func('void kmcl_close(void *instance)'),
  };
}

function exportsSymbol(handle: ReturnType<Koffi['load']>, name: string): boolean {
  try {
    handle.func(`void ${name}()`);
    return true;
  } catch {
    return false;
  }
}

function missingWords(path: string, missing: readonly string[]): string {
  const cure =
    missing.length === 1 && missing[0] === 'kmcl_run'
      ? 'define KMCL_TARGET_IMPLEMENTATION before kmcl_target.h is included, in one source file'
      : 'export them with C linkage and default visibility (KMCL_EXPORT in kmcl_target.h does both)';
  return `${path} does not export ${missing.join(', ')}: ${cure}`;
}

function readDescription(koffi: Koffi, path: string, pointer: Pointer | null): TargetInfo {
  if (!pointer) throw unusable(`kmcl_describe of ${path} returned NULL`);
  const abi = koffi.decode.uint32(pointer);
  if (abi !== ABI) {
    throw unusable(
      `${path} speaks version ${abi} of the native contract, and this suite version ${ABI}: use its header`,
    );
  }
  const size = koffi.decode(pointer, 4, 'uint32_t') as number;
  if (size < DESCRIPTION_BYTES) {
    const cure = 'set it to sizeof(kmcl_description) and build for 64 bits';
    throw unusable(
      `kmcl_describe of ${path} gives a size of ${size}, and a description has ${DESCRIPTION_BYTES}: ${cure}`,
    );
  }
  return {
    name: readText(koffi, path, 'name', koffi.decode(pointer, 8, 'void *') as Pointer | null),
    version: readText(koffi, path, 'version', koffi.decode(pointer, 16, 'void *') as Pointer | null),
    capabilities: capabilitiesOf(path, BigInt(koffi.decode(pointer, 24, 'uint64_t') as number | bigint)),
  };
}

function readText(koffi: Koffi, path: string, field: string, pointer: Pointer | null): string {
  if (!pointer) throw unusable(`kmcl_describe of ${path} gives no ${field}`);
  return koffi.decode.string(pointer);
}

function capabilitiesOf(path: string, bits: bigint): TargetInfo['capabilities'] {
  const unknown = bits >> BigInt(CAPABILITIES.length);
  if (unknown !== 0n) {
    const bit = CAPABILITIES.length + unknown.toString(2).length - 1;
    throw unusable(
      `${path} claims capability bit ${bit}; the last one is ${CAPABILITIES.length - 1}, ${CAPABILITIES.at(-1)}`,
    );
  }
  return CAPABILITIES.filter((_, bit) => ((bits >> BigInt(bit)) & 1n) === 1n);
}

function loadAddon(path: string): AddonLibrary {
  let exports: Record<string, unknown>;
  try {
    exports = createRequire(import.meta.url)(path);
  } catch (cause) {
    throw unusable(
      `${path} exports no kmcl_... symbols and is no Node-API module either: ${(cause as Error).message}`,
      cause,
    );
  }
  const info = exports['info'] as Record<string, unknown> | undefined;
  if (typeof exports['run'] !== 'function' || typeof info !== 'object' || info === null) {
    throw unusable(`${path} must export \`info\` and \`run(Buffer)\`, or the kmcl_... symbols`);
  }
  if (info['abi'] !== ABI) throw unusable(`info.abi of ${path} must be ${ABI}, was ${shown(info['abi'])}`);
  const { name, version, capabilities } = info;
  if (typeof name !== 'string' || typeof version !== 'string' || !Array.isArray(capabilities)) {
    throw unusable(`info of ${path} needs a name, a version, and an array of capabilities`);
  }
  const unknown = capabilities.find((capability) => !CAPABILITIES.includes(capability));
  if (unknown !== undefined) {
    throw unusable(`${path} claims the capability ${shown(unknown)}; there are ${CAPABILITIES.join(', ')}`);
  }
  return { kind: 'addon', info: { name, version, capabilities }, run: exports['run'] as AddonLibrary['run'] };
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
