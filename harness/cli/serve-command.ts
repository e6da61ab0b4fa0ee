/**
 * `serve`: any target behind the remote contract, until SIGTERM, SIGINT, SIGHUP or the end of standard input.
 */
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';
import type { TargetCatalog } from './target-catalog.ts';
import type { TargetOptions } from './target-flags.ts';

export async function serveCommand(flags: FlagsOf<'serve'>, catalog: TargetCatalog): Promise<number> {
  const { target, deadlineMs, sanitizer, unsafeInProcess } = flags;
  // A certificate or a token is the listener's: the target behind it is reached without.
  const reached: TargetOptions = {
    deadlineMs,
    ...(sanitizer === undefined ? {} : { sanitizer }),
    ...(unsafeInProcess === undefined ? {} : { unsafeInProcess }),
  };
  await catalog.serve(target, reached, flags);
  return EXIT.conforms;
}
