/**
 * `judge` and `verify`: recorded traces judged again by this suite's oracle, with no target at hand, under any reading.
 * `verify` also asks whether the report tells the truth: 1 where a failure does not follow from its own trace.
 */
import { readFile } from 'node:fs/promises';
import { describeAnswer, describeResponse } from '../../spec/answer.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import { DEFAULT_READING } from '../../spec/readings.ts';
import type { Reading } from '../../spec/readings.ts';
import { judge } from '../judge/judge.ts';
import { paintFor } from '../report/terminal/paint.ts';
import type { Paint } from '../report/terminal/paint.ts';
import { readRun } from '../report/stored/stored-run.ts';
import { recordedTraceOf } from '../report/stored/recorded-trace.ts';
import { traceLines } from '../report/terminal/terminal.ts';
import { visible } from '../report/visible.ts';
import type { Capability } from '../target.ts';
import type { Trace } from '../execute/trace.ts';
import { EXIT } from '../verdict/exit-codes.ts';

export interface JudgeFlags {
  readonly reading?: Reading;
}

interface Recorded {
  /** What its own report said of it. */
  readonly told: string | undefined;
  readonly trace: Trace;
}

export async function judgeCommand(name: 'judge' | 'verify', file: string, flags: JudgeFlags): Promise<number> {
  const { traces, capabilities, reading: recordedReading } = await tracesOf(file);
  const reading = flags.reading ?? recordedReading;
  const paint = paintFor(process.stdout);
  let broken = 0;
  let untrue = 0;
  for (const { told, trace } of traces) {
    const { findings } = judge(trace, { reading, capabilities });
    const ends = trace.end.kind === 'complete' ? [] : [trace.end.kind];
    const found = [...findings.map(({ clause }) => clause as string), ...ends];
    const stands = told === undefined || found.includes(told);
    broken += found.length > 0 ? 1 : 0;
    untrue += stands ? 0 : 1;
    if (name === 'judge') process.stdout.write(`${judgedText(trace, findings, paint)}\n\n`);
    else
      process.stdout.write(
        `${stands ? paint('green', 'STANDS') : paint('red', 'FALLS')}  ${told ?? 'answers that differ between two programs'}${stands ? '' : `: the trace shows ${found.join(', ') || 'nothing to object'}`}\n`,
      );
  }
  const total = `${traces.length} ${traces.length === 1 ? 'trace' : 'traces'} under reading ${reading}`;
  if (name === 'verify') {
    process.stdout.write(
      `${total}: ${traces.length - untrue} stand, ${untrue} fall. A pass keeps no trace, so none was judged.\n`,
    );
    return untrue > 0 ? EXIT.doesNotConform : EXIT.conforms;
  }
  process.stdout.write(`${total}: ${broken} with something to object\n`);
  return broken > 0 ? EXIT.doesNotConform : EXIT.conforms;
}

async function tracesOf(file: string): Promise<{
  traces: readonly Recorded[];
  capabilities: ReadonlySet<Capability>;
  reading: Reading;
}> {
  const recorded = recordedTraceOf(await readFile(file, 'utf8').catch(() => ''));
  if (recorded !== undefined) {
    const { trace, capabilities, reading } = recorded;
    return { traces: [{ told: undefined, trace }], capabilities, reading };
  }
  const { result, claimedClauses } = await readRun(file);
  const traces = result.counterexamples.map(({ trace }, index) => ({ told: claimedClauses[index], trace }));
  return { traces, capabilities: new Set(result.target.capabilities), reading: result.reading ?? DEFAULT_READING };
}

function judgedText(trace: Trace, findings: ReturnType<typeof judge>['findings'], paint: Paint): string {
  const lines = [...traceLines(trace, findings[0]?.at, paint)];
  if (trace.end.kind !== 'complete')
    lines.push(`${paint('red', trace.end.kind.toUpperCase())}  ${visible(trace.end.message)}`);
  for (const { outcome, clause, at, saw, permitted } of findings) {
    lines.push(
      `${paint(outcome === 'fail' ? 'red' : 'yellow', outcome.toUpperCase())}  ${clause}  ${CLAUSES[clause].gist}`,
      `  call ${at + 1} saw  ${describeResponse(saw)}`,
      `  permitted   ${[...new Set(permitted.map(({ answer }) => describeAnswer(answer)))].join(', or ')}`,
    );
  }
  if (findings.length === 0 && trace.end.kind === 'complete') lines.push(paint('green', 'PASS'));
  return lines.join('\n');
}
