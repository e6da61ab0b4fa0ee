/**
 * The commands that look at a target, serve it or sweep it, each in a file of its own that is loaded when it is asked for.
 */
import type { Command } from 'commander';
import { PAIRS } from '../sweep/sweep.ts';
import type { DoctorFlags } from './doctor-command.ts';
import { wholeNumber } from './option-parsers.ts';
import type { ServeFlags } from './serve-command.ts';
import type { SweepFlags } from './sweep-command.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { withTargetFlags } from './target-flags.ts';
import type { TargetFlag } from './target-flags.ts';

const DEADLINE_MS = 5_000;
const MS_MAX = 3_600_000;

export function addTargetCommands(program: Command, catalog: TargetCatalog, exit: (code: number) => void): void {
  const command = (name: string, gist: string, target = true) => {
    const made = program.command(name).exitOverride().allowExcessArguments(false).description(gist);
    if (!target) return made;
    return made
      .option('--target <target>', catalog.spellings.join(' | '), 'reference')
      .option('--deadline-ms <number>', 'how long one run may take', wholeNumber(1, MS_MAX), DEADLINE_MS);
  };

  withTargetFlags(command('doctor', 'look at a target, and say for each thing what is wrong and what helps')).action(
    async (flags: DoctorFlags) => exit(await (await import('./doctor-command.ts')).doctorCommand(flags, catalog)),
  );

  // Certificates and tokens are the listener's here; a target behind a wire has its own way to be reached.
  const isNative = (flag: TargetFlag) => flag === 'sanitizer' || flag === 'unsafeInProcess';
  withTargetFlags(command('serve', 'put a target behind the remote contract'), isNative)
    .requiredOption(
      '--listen <address>',
      'stdio: | tcp://HOST:PORT | tls://HOST:PORT | unix:PATH | http(s)://HOST:PORT/',
    )
    .option('--line-bytes-max <number>', 'the longest line that is read', wholeNumber(1024, 2 ** 26))
    .option('--calls-max <number>', 'the longest program that is run', wholeNumber(1, 1_000_000))
    .option('--connections-max <number>', 'how many clients at once', wholeNumber(1, 65_535))
    .option('--hello-ms <number>', 'how long a client may take to say its first line', wholeNumber(1, MS_MAX))
    .option('--cert <file>', 'tls, https: our certificate (PEM)')
    .option('--key <file>', 'tls, https: its key (PEM)')
    .option('--client-ca <file>', 'tls, https: clients show a certificate of this CA (PEM)')
    .option('--token-variable <name>', 'http(s): the environment variable with the bearer token that clients carry')
    .action(async (flags: ServeFlags) => exit(await (await import('./serve-command.ts')).serveCommand(flags, catalog)));

  command('emit', 'print the lines that a saved program is on the wire, hello first', false)
    .argument('<file>', 'a saved program')
    .action(async (file: string) => exit(await (await import('./emit-command.ts')).emitCommand(file, catalog)));

  withTargetFlags(
    command('sweep', 'try all 2^32 pairs of amounts on one channel'),
    (flag) => flag !== 'unsafeInProcess' && flag !== 'memoryMegabytes',
  )
    .option(
      '--from <number>',
      'the first pair: its first amount times 65536, and the optional one',
      wholeNumber(0, PAIRS - 1),
      0,
    )
    .option('--to <number>', 'the pair before which it ends', wholeNumber(1, PAIRS), PAIRS)
    .option(
      '--processes <number>',
      'native, reference: how many share the pairs; one a core where absent',
      wholeNumber(1, 256),
    )
    .option('--resume <file>', 'keep what is done in this file, and go on from there')
    .option('--corpus <folder>', 'where a failing program is kept', 'kmcl-corpus')
    .action(async (flags: SweepFlags) => exit(await (await import('./sweep-command.ts')).sweepCommand(flags, catalog)));
}
