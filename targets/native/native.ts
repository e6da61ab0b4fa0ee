/**
 * `native:PATH`: a shared library with the functions of `kmcl_target.h`, or a Node addon, tried as it is. It runs in a
 * child process, so that its crash is a finding about one program.
 */
import { resolve } from 'node:path';
import type { Target } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { EdgesTold } from '../isolated/edges-told.ts';
import { neighbour } from '../isolated/entry.ts';
import type { GuestSpec } from '../isolated/guest.ts';
import type { IsolationOptions } from '../isolated/isolation-options.ts';
import { isolate } from '../isolated/isolate.ts';
import { PairsProcess, withPairs } from '../isolated/pairs-process.ts';
import { needsSanitizer, sanitizerEnvironment } from './address-sanitizer.ts';
import { obstacleTo } from '../abi/binary-format.ts';
import { readEdges } from './edges-in-file.ts';
import { openInProcess } from './in-process.ts';
import type { NativeGuestArgument } from './native-guest.ts';

export interface NativeOptions extends IsolationOptions {
  /** Runs in this very process, which the library can then take down. For speed, with a library that is trusted. */
  readonly unsafeInProcess?: boolean;
  /** Loads the sanitizer's runtime first, and makes its report the finding. */
  readonly sanitizer?: 'asan';
}

/** Rejects with `unusable` where the file is no library for this machine, or not one that keeps the contract. */
export async function openNative(path: string, options: NativeOptions): Promise<Target> {
  const { unsafeInProcess = false, sanitizer, ...isolation } = options;
  const spec = nativeGuestSpec(path, sanitizer);
  if (!unsafeInProcess) {
    const target = await isolate(spec, isolation);
    // An addon has no arrays of calls that could be used over and over.
    return path.endsWith('.node') ? target : withPairs(target, new PairsProcess(spec, isolation));
  }
  if (sanitizer !== undefined) {
    throw new TargetFailure('unusable', 'a sanitizer has to be loaded before Node is: leave out --unsafe-in-process');
  }
  return openInProcess(resolve(path));
}

/** How a child is told to host the library at this path. */
export function nativeGuestSpec(path: string, sanitizer?: NativeOptions['sanitizer']): GuestSpec {
  const file = resolve(path);
  const obstacle = obstacleTo(file);
  if (obstacle !== undefined) throw new TargetFailure('unusable', `${obstacle.cause}: ${obstacle.cure}`);
  if (sanitizer === undefined && needsSanitizer(file)) {
    throw new TargetFailure('unusable', `${file} was built with AddressSanitizer: add --sanitizer asan`);
  }
  const edges = readEdges(file);
  const argument: NativeGuestArgument = { path: file };
  return {
    moduleUrl: neighbour('native-guest', import.meta.url),
    argument,
    noun: 'the library',
    edges: edges && new EdgesTold(edges),
    ...(sanitizer === undefined ? {} : { environment: sanitizerEnvironment(file) }),
  };
}
