/**
 * What a child process hosts: an implementation that takes programs as arrays of `kmcl_call` and answers with rows of
 * `kmcl_response`. A guest's module exports `admit`, which the child calls once with the argument it was started with.
 */
import type { TargetInfo } from '../../harness/target.ts';
import type { Answers } from './answers.ts';
import type { EdgesTold, NewEdges } from './edges-told.ts';

export interface Guest {
  readonly info: TargetInfo;
  /**
   * Runs one program from a fresh instance and adds its rows and offer bytes to the answers.
   * A `TargetFailure` is the outcome of this run; anything else thrown is the adapter's fault.
   */
  run(calls: Uint8Array, count: number, answers: Answers): void | Promise<void>;
  /** The edges that were reached since this was last asked, where they are noted and there are any. */
  newEdges?: (() => NewEdges | undefined) | undefined;
  /** Makes output show that the implementation's own library still holds back. */
  flush?(): void;
  /** What else this kind of guest can do on request, each with a plain JSON argument and result. */
  readonly requests?: Readonly<Record<string, (argument: never) => unknown>>;
}

/** What comes of such a request: a result, or why there is none; and the edges that were new. */
export interface RequestReply {
  readonly result?: unknown;
  readonly error?: string;
  readonly edges?: NewEdges | undefined;
}

/** Rejects with an error whose message helps where the implementation cannot be hosted. */
export type Admit = (argument: never) => Promise<Guest>;

/** Where a guest's module is, and what it is told. */
export interface GuestSpec {
  /** The URL of a module that exports `admit`. */
  readonly moduleUrl: string;
  readonly argument: unknown;
  /** What failure messages call the implementation: `the library`, `the module`. */
  readonly noun: string;
  /** Environment variables of the child on top of this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Hears of the edges, where the implementation notes them. */
  readonly edges?: EdgesTold | undefined;
}
