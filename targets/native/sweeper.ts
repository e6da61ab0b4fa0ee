/**
 * A library as something that can be swept: who it says it is, and the batch path through it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { TargetInfo } from '../../harness/target.ts';
import type { NativeOptions } from './native.ts';
import { openNative } from './native.ts';
import type { Swept } from './sweep.ts';
import { sweepNative } from './sweep.ts';
import type { SweepExpectation } from './sweep-range.ts';

export interface NativeSweeper {
  readonly info: TargetInfo;
  /** Changes with the library: what an earlier build was found to do says nothing of this one. */
  readonly identity: string;
  sweep(from: number, to: number): AsyncGenerator<Swept, void, undefined>;
}

/** Rejects with `unusable` where the library cannot be opened. */
export async function nativeSweeper(
  path: string,
  options: NativeOptions,
  plan: { readonly expected: SweepExpectation; readonly processes?: number },
): Promise<NativeSweeper> {
  const { deadlineMs, sanitizer } = options;
  const isolation = { deadlineMs, ...(sanitizer === undefined ? {} : { sanitizer }) };
  const target = await openNative(path, isolation);
  await target.close?.();
  const digest = createHash('sha256')
    .update(readFileSync(resolve(path)))
    .digest('hex');
  return {
    info: target.info,
    identity: `${basename(path)} sha256:${digest}`,
    sweep: (from, to) => sweepNative(path, { ...isolation, ...plan, from, to }),
  };
}
