/** `reproduce.c`: a counterexample as a driver's calls and, where the target is a library, as a program on it too. */
import { shellCommand } from '../replay-command.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { knownClaims } from '../stored/known-names.ts';
import { counterexampleOf } from '../stored/stored-failure.ts';
import { cDriver } from './c-driver.ts';
import { kernelCalls } from './kernel-calls.ts';
import { oneLine } from './test-rows.ts';

/** `file`: what it will be called, seen from where the run was started. */
export function cReproduction(one: ReportCounterexample, { asked, reading, target }: Report, file: string): string {
  const title = oneLine(one).replaceAll('*/', '* /');
  const library = /^native:(.*)$/s.exec(asked.target)?.[1];
  const options = { reading, ...knownClaims(target) };
  const driver = library === undefined ? undefined : cDriver(counterexampleOf(one, options), library);
  if (driver === undefined) return [`/* ${title} */`, ...kernelCalls(one), ''].join('\n');
  const sanitizer = asked.reach?.includes('--sanitizer') === true ? ['-fsanitize=address'] : [];
  const compile = shellCommand(['cc', ...sanitizer, file, '-ldl', '-o', 'reproduce']);
  return [
    `/* ${title}`,
    ' *',
    ' * In a driver, Reproduce below. As a program on the library, where the run was started; exit code 0 once it is mended, 1 until then:',
    ' *',
    ` *     ${compile} && ./reproduce`.replaceAll('*/', '*\\/'),
    ' */',
    '#ifdef _KERNEL_MODE',
    ...kernelCalls(one),
    '#else',
    ...driver,
    '#endif',
    '',
  ].join('\n');
}
