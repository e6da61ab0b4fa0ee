/**
 * `rerun`: a report run again, as a whole with the same seed, or only the programs that failed in it.
 */
import { CLAUSES } from '../../spec/clauses.ts';
import { execute } from '../execute/execute.ts';
import { isRunnable } from '../program/lifecycle.ts';
import { judge } from '../judge/judge.ts';
import { excerpt } from '../program/visible.ts';
import { paintFor } from '../report/terminal/paint.ts';
import { readReport } from '../report/stored/read-run.ts';
import { programOf } from '../report/stored/stored-trace.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { FLAGS } from './flags.ts';
import type { FlagsOf } from './flags.ts';
import { runCommand } from './run-command.ts';
import type { TargetCatalog } from './target-catalog.ts';

export async function rerunCommand(file: string, flags: FlagsOf<'rerun'>, catalog: TargetCatalog): Promise<number> {
  const report = await readReport(file);
  const { asked } = report;
  if (flags.failed !== true) {
    const { tier, reading, level, seed, programs, clauses } = asked;
    const again = { tier, reading, level, seed, ...(programs === undefined ? {} : { programs }), clause: clauses };
    return runCommand({ ...flags, ...again, tier: report.tier as 'ci', corpus: FLAGS.run.corpus.default }, catalog);
  }
  const paint = paintFor(process.stdout);
  const target = await catalog.open(flags.target, flags);
  try {
    const capabilities = new Set(target.info.capabilities);
    const total = report.counterexamples.length;
    let run = 0;
    let failing = 0;
    let unusable = false;
    for (const one of report.counterexamples) {
      const program = programOf(one.program);
      const name = excerpt(`${one.clause ?? one.kind} ${one.signature.id}`);
      if (!isRunnable(program, capabilities)) {
        process.stdout.write(`SKIP  ${name}  the target claims too little\n`);
        continue;
      }
      run += 1;
      const trace = await execute(target, program, flags);
      const { findings } = judge(trace, { reading: report.reading, capabilities });
      const broken = findings.filter(({ outcome }) => outcome === 'fail' || flags.level === 'should');
      const fails = trace.end.kind !== 'complete' || broken.length > 0;
      unusable ||= trace.end.kind === 'adapter-fault';
      failing += fails ? 1 : 0;
      const how = trace.end.kind === 'complete' ? broken.map(({ clause }) => clause).join(', ') : trace.end.kind;
      const gist =
        one.clause && Object.hasOwn(CLAUSES, one.clause) ? `  ${CLAUSES[one.clause as 'held.set'].gist}` : '';
      process.stdout.write(
        fails ? `${paint('red', 'FAIL')}  ${name}  ${how}\n` : `${paint('green', 'PASS')}  ${name}${gist}\n`,
      );
    }
    process.stdout.write(`\n${run} of ${total} failures run again: ${failing} still fail, ${run - failing} pass\n`);
    if (unusable) return EXIT.targetUnusable;
    if (failing > 0) return EXIT.doesNotConform;
    // Nothing that failed could be run, so nothing is known of it.
    return run < total ? EXIT.inconclusive : EXIT.conforms;
  } finally {
    await target.close?.();
  }
}
