/**
 * What the command line knows of targets: that there is a way to open one by its name. The harness knows no concrete target;
 * whoever starts it brings the catalog along.
 */
import type { OpenOptions, Target } from '../target.ts';

export interface TargetCatalog {
  /** The spellings of a target, for `--help`. */
  readonly spellings: readonly string[];
  /** Throws `UsageError` where the name means nothing, `TargetFailure` of kind `unusable` where the target does not work. */
  open(name: string, options: OpenOptions): Promise<Target>;
  /** The planted faults of the reference, by name. */
  faults(): Promise<readonly { readonly name: string; readonly gist: string }[]>;
}
