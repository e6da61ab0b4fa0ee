/**
 * `debug`: from a failure to a debugger that stands at the call that goes wrong. A library is run under gdb or lldb; of an adapter,
 * which is a process of somebody else's, the lines go to stdout and the commands to stderr.
 */
import { failingCallAt } from '../campaign/counterexample.ts';
import { executeInOrder } from '../execute/execute-in-order.ts';
import { withAnswersBeforeEnd } from '../execute/answers-before-end.ts';
import type { Trace } from '../execute/trace.ts';
import { claimsOf } from '../judge/claims.ts';
import { judge } from '../judge/judge.ts';
import { counted } from '../program/counted.ts';
import { named } from '../program/bounded-file.ts';
import { readPrograms } from '../program/corpus.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { printCall } from '../program/program.ts';
import { excerpt, visible } from '../program/visible.ts';
import { callWords } from '../report/call-lines.ts';
import { runFromReport } from '../report/stored/run-from-report.ts';
import type { TargetInfo } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { DEBUGGERS } from './debugged.ts';
import type { Debugger, Stop } from './debugged.ts';
import { runDebugger } from './debugger.ts';
import type { FlagsOf } from './flags.ts';
import { reportLookedUp } from './report-looked-up.ts';
import type { TargetCatalog } from './target-catalog.ts';

type Flags = FlagsOf<'debug'>;

export async function debugCommand(failure: string, flags: Flags, catalog: TargetCatalog): Promise<number> {
  const stop = /^KM-/i.test(failure)
    ? await ofReport(failure.toUpperCase(), flags)
    : await ofFile(failure, flags, catalog);
  const program = stop.programs.at(-1)!;
  const debugged = await catalog.debug(flags.target, flags, stop);
  const earlier =
    stop.programs.length === 1
      ? ''
      : `, after ${counted(stop.programs.length - 1, 'other program')} in the same process`;
  const words = callWords(printCall(program[stop.at]!), 'labelled');
  process.stderr.write(`call ${stop.at + 1} of ${program.length}${earlier}: ${words}\n`);
  if (debugged.kind === 'process') {
    await demandClaimed(stop.programs, failure, flags, catalog);
    const names: readonly Debugger[] = flags.debugger === undefined ? DEBUGGERS : [flags.debugger];
    await runDebugger(names, debugged);
    return EXIT.conforms;
  }
  process.stdout.write(debugged.lines);
  const commands = debugged.commands.map(([what, command]) => `  ${what}:\n    ${visible(command)}\n`);
  process.stderr.write(`with these lines in lines.ndjson:\n${commands.join('')}`);
  return EXIT.conforms;
}

/** As the report has it, whatever the target does today. */
async function ofReport(id: string, flags: Flags): Promise<Stop> {
  const report = await reportLookedUp(flags.report);
  const found = runFromReport(report, flags.report).result.counterexamples.filter((_, index) =>
    report.counterexamples[index]!.signature.id.startsWith(id),
  );
  const [one] = found;
  if (one === undefined)
    throw new UsageError(`${flags.report} tells of no failure ${excerpt(id)}; --report names another report`);
  if (found.length > 1)
    throw new UsageError(`${excerpt(id)} begins ${found.length} signatures of ${flags.report}: give more of it`);
  const programs = one.history?.programs ?? [one.trace.program];
  // Where it ends is not known: at the first call nothing is over yet.
  const isOpen = 'end' in one && one.end.at === undefined;
  return stopAt(programs, flags.call ?? (isOpen ? 1 : failingCallAt(one) + 1));
}

/** A saved program does not say where it goes wrong, so it is run. */
async function ofFile(file: string, flags: Flags, catalog: TargetCatalog): Promise<Stop> {
  const { programs } = await readPrograms(file);
  if (flags.call !== undefined) return stopAt(programs, flags.call);
  const target = await catalog.open(flags.target, flags);
  try {
    const claims = claimsOf(target.info);
    refuseUnclaimed(programs, file, target.info);
    const findingsOf = (trace: Trace) => judge(trace, { reading: flags.reading, ...claims }).findings;
    const { index, trace: seen } = await executeInOrder(
      target,
      programs,
      flags,
      (trace) => findingsOf(trace).length > 0,
    );
    const { end, ...trace } = await withAnswersBeforeEnd(target, seen, flags, programs.slice(0, index));
    const at = end.kind === 'complete' ? findingsOf({ end, ...trace })[0]?.at : (end.at ?? 0);
    if (at === undefined)
      throw new UsageError(`${named(file)} passes on this target: --call N stops at the N-th call all the same`);
    return { programs: programs.slice(0, index + 1), at };
  } finally {
    await target.close?.();
  }
}

/** What is not run here first may come from a stranger: a library is called with nothing that it does not claim to bear. */
async function demandClaimed(
  programs: Stop['programs'],
  from: string,
  flags: Flags,
  catalog: TargetCatalog,
): Promise<void> {
  const target = await catalog.open(flags.target, flags);
  await target.close?.();
  refuseUnclaimed(programs, from, target.info);
}

function refuseUnclaimed(programs: Stop['programs'], from: string, info: TargetInfo): void {
  const { capabilities } = claimsOf(info);
  if (programs.every((program) => isRunnable(program, capabilities))) return;
  throw new UsageError(
    `${named(from)} makes calls that ${visible(info.name)} does not claim, or that KMCL does not allow`,
  );
}

/** `call` counts from 1. */
function stopAt(programs: Stop['programs'], call: number): Stop {
  const calls = programs.at(-1)!.length;
  if (call > calls) throw new UsageError(`there is no call ${call}: the program has ${calls}`);
  return { programs, at: call - 1 };
}
