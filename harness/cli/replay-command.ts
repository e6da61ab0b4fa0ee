/**
 * `replay`: one saved program, run again and shown call by call.
 */
import { READINGS } from '../../spec/readings.ts';
import { named } from '../program/bounded-file.ts';
import { readPrograms } from '../program/corpus.ts';
import { withAnswersBeforeEnd } from '../execute/answers-before-end.ts';
import { executeInOrder } from '../execute/execute-in-order.ts';
import type { Trace } from '../execute/trace.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { claimsOf } from '../judge/claims.ts';
import { judge } from '../judge/judge.ts';
import { screenFor } from '../report/terminal/screen.ts';
import { judgedTraceText } from '../report/terminal/judged-trace.ts';
import { visible } from '../program/visible.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';
import { openTarget } from './open-target.ts';
import type { TargetCatalog } from './target-catalog.ts';
import { ownCommand } from './own-command.ts';
import { UsageError } from '../usage-error.ts';

export async function replayCommand(file: string, flags: FlagsOf<'replay'>, catalog: TargetCatalog): Promise<number> {
  const { programs } = await readPrograms(file);
  const target = await openTarget(flags.target, flags, catalog);
  try {
    const claims = claimsOf(target.info);
    if (!programs.every((program) => isRunnable(program, claims.capabilities))) {
      throw new UsageError(
        `${named(file)} makes calls that ${visible(target.info.name)} does not claim, or that KMCL does not allow`,
      );
    }
    const readings = flags.reading === 'any' ? READINGS : [flags.reading];
    const judged = (trace: Trace) =>
      readings
        .map((reading) => ({ reading, ...judge(trace, { reading, ...claims }) }))
        .toSorted((a, b) => a.findings.length - b.findings.length)[0]!;
    // A target that was only just opened has run nothing before, so a sequence has its process to itself.
    const fails = (trace: Trace) => judged(trace).findings.length > 0;
    const { index, trace: seen } = await executeInOrder(target, programs, flags, fails);
    const trace = await withAnswersBeforeEnd(target, seen, flags, programs.slice(0, index));
    const { reading, findings } = judged(trace);
    const screen = screenFor(process.stdout, flags.calls, ownCommand());
    const which = programs.length === 1 ? '' : `, program ${index + 1} of ${programs.length} in one process`;
    const heading = `${screen.paint('bold', visible(target.info.name))}  reading ${reading}${which}`;
    process.stdout.write(`${heading}\n\n${judgedTraceText(trace, findings, screen)}\n`);
    if (trace.end.kind === 'adapter-fault') return EXIT.targetUnusable;
    const broken = findings.some(({ outcome }) => outcome === 'fail' || flags.level === 'should');
    return broken || trace.end.kind !== 'complete' ? EXIT.doesNotConform : EXIT.conforms;
  } finally {
    await target.close?.();
  }
}
