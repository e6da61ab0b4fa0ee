/**
 * `doctor`: each thing that was looked at in a line of its own, and exit 5 where a run would end with that.
 */
import { match } from 'ts-pattern';
import { needs } from '../doctor/check-result.ts';
import type { Check } from '../doctor/check-result.ts';
import { messageLines } from '../report/call-lines.ts';
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
  const isUsable = count('problem') === 0;
  const exitCode = isUsable ? EXIT.conforms : EXIT.targetUnusable;
  if (flags.json === true) {
    const counts = {
      ok: count('ok'),
      problems: count('problem'),
      warnings: count('warning'),
      notTried: count('not-tried'),
    };
    printJson({ target: flags.target, ...counts, exitCode, checks });
    return exitCode;
  }
  const paint = paintFor(process.stdout);
  const [asked, left] = [checks.slice(0, behindGate(checks)), checks.slice(behindGate(checks))];
  for (const check of asked) process.stdout.write(`${checkLines(check, paint)}\n`);
  if (left.length > 0) {
    const [first] = left as [Check & { kind: 'not-tried' }];
    process.stdout.write(`${paint('dim', 'not tried')}  ${left.length} more, ${visible(first.reason)}\n`);
  }
  const counted = (kind: 'problem' | 'warning') => `${count(kind)} ${kind}${count(kind) === 1 ? '' : 's'}`;
  const tally = `${count('ok')} ok, ${counted('problem')}, ${counted('warning')}, ${count('not-tried')} not tried`;
  const sentence = isUsable ? 'usable: a run can try it' : 'not usable: a run would end with 5';
  process.stdout.write(`\n${checks.length} checks: ${tally}\n${paint(isUsable ? 'green' : 'red', sentence)}\n`);
  return exitCode;
}

/** From where on nothing more was told, since one question in front of it has to be answered first: that is said once. */
function behindGate(checks: readonly Check[]): number {
  const last = checks.at(-1);
  const reason = last?.kind === 'not-tried' && last.reason.startsWith(needs('')) ? last.reason : undefined;
  const isBehind = (check: Check) => check.kind === 'not-tried' && check.reason === reason;
  return checks.findLastIndex((check) => !isBehind(check)) + 1;
}

function checkLines(check: Check, paint: Paint): string {
  const wrong = (label: string, { name, cause, cure }: Check & { kind: 'problem' | 'warning' }) => {
    const [first = '', ...said] = cause.split('\n');
    const help = cure === '' ? '' : `; ${visible(cure)}`;
    return [
      `${label}  ${name}: ${visible(first)}${help}`,
      ...(said.length > 0 ? messageLines(said.join('\n')) : []),
    ].join('\n');
  };
  return match(check)
    .with({ kind: 'ok' }, ({ name, saw }) => `${paint('green', 'ok       ')}  ${name}: ${visible(saw)}`)
    .with({ kind: 'problem' }, (one) => wrong(paint('red', 'problem  '), one))
    .with({ kind: 'warning' }, (one) => wrong(paint('yellow', 'warning  '), one))
    .with({ kind: 'not-tried' }, ({ name, reason }) => `${paint('dim', 'not tried')}  ${name}: ${visible(reason)}`)
    .exhaustive();
}
