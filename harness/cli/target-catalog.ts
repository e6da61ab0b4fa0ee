/**
 * What the command line knows of targets: how one is opened, examined, served and swept by its name. The harness knows no
 * concrete target; whoever starts it brings the catalog along.
 */
import type { Check } from '../doctor/check-result.ts';
import type { Sweeper } from '../sweep/sweep.ts';
import type { Program, Target } from '../target.ts';
import type { Debugged, Stop } from './debugged.ts';
import type { FlagsOf } from './flags.ts';
import type { TargetFlag, TargetOptions } from './target-flags.ts';

/** A small implementation to start from. */
export interface Stub {
  /** Name and content of each file. */
  readonly files: readonly (readonly [name: string, content: string])[];
  /** How it is built, where it has to be. */
  readonly build: string | undefined;
  /** How it is named on the command line. */
  readonly target: string;
}

/**
 * Whatever takes a name throws `UsageError` where the name means nothing or a flag does not fit it, and `TargetFailure` of
 * kind `unusable` where the target does not work.
 */
export interface TargetCatalog {
  /** The spellings of a target, for `--help`. */
  readonly spellings: readonly string[];
  /** What was most likely meant by a word that names no target. */
  meant(word: string): string | undefined;
  /** A target that is named in a folder, as it is named from here. `folder` is relative. */
  fromFolder(name: string, folder: string): Promise<string>;
  /** Whether a target of this name is part of the suite, so that to try it starts, loads and reaches nothing else. */
  isBuiltIn(name: string): boolean;
  /** The flags that mean something for a target of this name. */
  takes(name: string): readonly TargetFlag[];
  open(name: string, options: TargetOptions): Promise<Target>;
  /** Looks at a target from the outside in. What is wrong with it is a check, and no exception. */
  doctor(name: string, options: TargetOptions): Promise<readonly Check[]>;
  /** Puts the target behind the remote contract, until a signal or the end of standard input. */
  serve(name: string, options: TargetOptions, listener: Listener): Promise<void>;
  /** The lines that these programs are on the wire. */
  emit(programs: readonly Program[]): Promise<string>;
  /** A failing call as a debugger is shown it. Throws `UsageError` too where targets of this kind have nothing to show. */
  debug(name: string, options: TargetOptions, stop: Stop): Promise<Debugged>;
  /** A way of its own to try many pairs; without one, they are tried by runs. */
  sweeper(name: string, options: TargetOptions): Promise<Sweeper | undefined>;
  /** What changes with the implementation, for a file of what was done on it; nothing where that cannot be told. */
  identity(name: string): Promise<string | undefined>;
  /** The languages in which `init` can write a stub. */
  readonly stubs: readonly string[];
  /** The stub in one of them. */
  stub(language: string): Promise<Stub>;
  /** The planted faults of the reference, by name. */
  faults(): Promise<readonly PlantedFault[]>;
}

/** `witness`: a program on which it answers otherwise than the reference without it. */
export interface PlantedFault {
  readonly name: string;
  readonly gist: string;
  readonly witness: Program;
}

/** Where `serve` listens, what it bears from a client, and who may be one. */
export type Listener = Omit<FlagsOf<'serve'>, 'target' | 'sanitizer' | 'unsafeInProcess'>;
