/**
 * What the command line knows of targets: that there is a way to open one by its name. The harness knows no concrete target;
 * whoever starts it brings the catalog along.
 */
import type { OpenOptions, Target } from '../target.ts';

/** A small implementation to start from. */
export interface Stub {
  /** Name and content of each file. */
  readonly files: readonly (readonly [name: string, content: string])[];
  /** How it is built, where it has to be. */
  readonly build: string | undefined;
  /** How it is named on the command line. */
  readonly target: string;
}

export interface TargetCatalog {
  /** The spellings of a target, for `--help`. */
  readonly spellings: readonly string[];
  /** Throws `UsageError` where the name means nothing, `TargetFailure` of kind `unusable` where the target does not work. */
  open(name: string, options: OpenOptions): Promise<Target>;
  /** The languages in which `init` can write a stub. */
  readonly stubs: readonly string[];
  /** The stub in one of them. */
  stub(language: string): Promise<Stub>;
  /** The planted faults of the reference, by name. */
  faults(): Promise<readonly { readonly name: string; readonly gist: string }[]>;
}
