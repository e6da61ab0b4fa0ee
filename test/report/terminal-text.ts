/** What a terminal shows of a run, as the tests of it ask for it. */
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { PLAIN_SCREEN } from '../../harness/report/terminal/screen.ts';
import { terminalReport } from '../../harness/report/terminal/terminal.ts';
import type { TerminalOptions } from '../../harness/report/terminal/terminal.ts';
import type { Gated } from '../../harness/verdict/gate.ts';

export const ASKED = {
  target: 'reference',
  tier: 'smoke',
  reading: 'documented',
  level: 'should',
  seed: 1,
  clauses: [],
  baseline: false,
} satisfies Report['asked'];

/** `columns`: how wide the terminal is. A replay command is long, as real ones are. */
export function textOf(
  { facts, gated }: { readonly facts: Facts; readonly gated: Gated },
  columns: number,
  options: Partial<TerminalOptions> = {},
): string {
  return terminalReport(facts, gated, {
    screen: { ...PLAIN_SCREEN, columns },
    verbose: false,
    files: { asked: ASKED, out: 'out' },
    reproduce: ({ counterexample }) => {
      const file = `kmcl-corpus/${brokenClause(counterexample) ?? counterexample.kind}-12345678.kmcl`;
      return { file, command: `kmcl-conformance replay ${file} --target reference:fault=${'x'.repeat(12)}` };
    },
    ...options,
  });
}
