/**
 * `replay`: one saved program, run again and shown call by call.
 */
import { READINGS } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { readProgram } from '../program/corpus.ts';
import { execute } from '../execute/execute.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { judge } from '../judge/judge.ts';
import type { Finding } from '../judge/judge.ts';
import { paintFor } from '../report/terminal/paint.ts';
import type { Paint } from '../report/terminal/paint.ts';
import { judgedTraceLines } from '../report/terminal/judged-trace.ts';
import { visible } from '../report/visible.ts';
import type { Trace } from '../execute/trace.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import type { TargetCatalog } from './target-catalog.ts';
import type { TargetOptions } from './target-flags.ts';
import { UsageError } from '../usage-error.ts';

export interface ReplayFlags extends TargetOptions {
  readonly target: string;
  readonly reading: Reading | 'any';
  readonly level: 'must' | 'should';
}

export async function replayCommand(file: string, flags: ReplayFlags, catalog: TargetCatalog): Promise<number> {
  const { program } = await readProgram(file);
  const target = await catalog.open(flags.target, flags);
  try {
    const capabilities = new Set(target.info.capabilities);
    if (!isRunnable(program, capabilities)) {
      throw new UsageError(`${file} makes calls that ${target.info.name} does not claim, or that KMCL does not allow`);
    }
    const trace = await execute(target, program, flags);
    const readings = flags.reading === 'any' ? READINGS : [flags.reading];
    const judgements = readings.map((reading) => ({ reading, ...judge(trace, { reading, capabilities }) }));
    const { reading, findings } = judgements.toSorted((a, b) => a.findings.length - b.findings.length)[0]!;
    process.stdout.write(`${replayReport(target.info.name, reading, trace, findings, paintFor(process.stdout))}\n`);
    if (trace.end.kind === 'adapter-fault') return EXIT.targetUnusable;
    const broken = findings.some(({ outcome }) => outcome === 'fail' || flags.level === 'should');
    return broken || trace.end.kind !== 'complete' ? EXIT.doesNotConform : EXIT.conforms;
  } finally {
    await target.close?.();
  }
}

function replayReport(
  name: string,
  reading: Reading,
  trace: Trace,
  findings: readonly Finding[],
  paint: Paint,
): string {
  const lines = [
    `${paint('bold', visible(name))}  reading ${reading}`,
    '',
    ...judgedTraceLines(trace, findings, paint),
  ];
  if (findings.length === 0 && trace.end.kind === 'complete')
    lines.push(paint('green', 'PASS  every call was answered as permitted'));
  return lines.join('\n');
}
