/**
 * A counterexample as a Vitest file that needs nothing but the package: it fails until the target is mended.
 */
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { oneLine } from './test-rows.ts';

/** Named here only, since nothing but the tests may import it. */
const RUNNER = 'vitest';

export function vitestReproduction(one: ReportCounterexample, { asked, reading }: Report): string {
  const programs = one.history?.programs ?? [one.program];
  const title = `${one.clause ?? one.kind} ${one.signature.id}`;
  return `/* ${comment(oneLine(one))} */
import { judge, parseProgram } from 'kmcl-conformance';
import { catalog } from 'kmcl-conformance/targets';
import { expect, it } from '${RUNNER}';

/** ${programs.length === 1 ? 'The program that fails.' : 'The last one fails after the others, in one process.'} */
const programs = [
${programs.map((calls) => `  \`\n${calls.join('\n')}\n\`,`).join('\n')}
].map(parseProgram);

it(${JSON.stringify(title)}, async () => {
  const target = await catalog.open(process.env['KMCL_TARGET'] ?? ${JSON.stringify(asked.target)}, { deadlineMs: 5_000 });
  try {
    const claims = { ...target.info, capabilities: new Set(target.info.capabilities) };
    for (const program of programs) {
      const responses = await target.run(program);
      const { findings } = judge({ program, responses, end: { kind: 'complete' } }, { reading: '${reading}', ...claims });
      expect(findings.map(({ clause, at }) => \`\${clause} at call \${at + 1}\`)).toEqual([]);
    }
  } finally {
    await target.close?.();
  }
});
`;
}

/** A stranger's words inside of a comment. */
function comment(words: string): string {
  return words.replaceAll('*/', '* /');
}
