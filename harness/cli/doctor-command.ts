/**
 * `doctor`: each thing that was looked at in a line of its own, and exit 5 where one of them is wrong.
 */
import { match } from 'ts-pattern';
import type { Check } from '../doctor/check-result.ts';
import { paintFor } from '../report/terminal/paint.ts';
import type { Paint } from '../report/terminal/paint.ts';
import { visible } from '../program/visible.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { printJson } from './print-json.ts';
import type { TargetCatalog } from './target-catalog.ts';
import type { TargetOptions } from './target-flags.ts';

export interface DoctorFlags extends TargetOptions {
  readonly target: string;
  readonly json?: boolean;
}

export async function doctorCommand(flags: DoctorFlags, catalog: TargetCatalog): Promise<number> {
  const checks = await catalog.doctor(flags.target, flags);
  const count = (kind: Check['kind']) => checks.filter((check) => check.kind === kind).length;
  const problems = count('problem');
  const exitCode = problems > 0 ? EXIT.targetUnusable : EXIT.conforms;
  if (flags.json === true) {
    printJson({ target: flags.target, ok: count('ok'), problems, notTried: count('not-tried'), exitCode, checks });
    return exitCode;
  }
  const paint = paintFor(process.stdout);
  for (const check of checks) process.stdout.write(`${checkLine(check, paint)}\n`);
  const tally = `${count('ok')} ok, ${problems} ${problems === 1 ? 'problem' : 'problems'}, ${count('not-tried')} not tried`;
  process.stdout.write(`\n${checks.length} checks: ${tally}\n`);
  return exitCode;
}

function checkLine(check: Check, paint: Paint): string {
  return match(check)
    .with({ kind: 'ok' }, ({ name, saw }) => `${paint('green', 'ok       ')}  ${name}: ${visible(saw)}`)
    .with(
      { kind: 'problem' },
      ({ name, cause, cure }) => `${paint('red', 'problem  ')}  ${name}: ${visible(cause)}; ${visible(cure)}`,
    )
    .with({ kind: 'not-tried' }, ({ name, reason }) => `${paint('dim', 'not tried')}  ${name}: ${visible(reason)}`)
    .exhaustive();
}
