/**
 * Whether a report tells the truth as far as its own numbers and traces can show it: facts to verdict to gate, all computed again
 * and compared with what stands in it. A pass keeps no trace, so a report that was made up as a whole can still add up.
 */
import { isDeepStrictEqual } from 'node:util';
import { reportOf } from '../report/report.ts';
import type { Report } from '../report/report-schema.ts';
import { runFromReport } from '../report/stored/run-from-report.ts';
import type { StoredRun } from '../report/stored/stored-run.ts';
import { gate } from '../verdict/gate.ts';
import type { Policy } from '../verdict/gate.ts';
import { reportedSelector } from './clause-selector.ts';

/** What does not follow, a sentence each; empty where all does. */
export function untruthsIn(report: Report, file: string, policy: Policy): readonly string[] {
  const { result } = runFromReport(report, file);
  const { asked, times } = report;
  const gated = gate(result, { ...policy, isSelected: reportedSelector(asked.clauses, result.clauses) });
  const again = reportOf(result, gated, { asked, ...times });
  return [
    ...differences(report, again),
    ...sums(report, result),
    ...report.counterexamples.flatMap((one, index) => {
      const [told, follows] = [one, again.counterexamples[index]].map((row) => ({ ...row, ...NOT_KEPT }));
      return isDeepStrictEqual(plain(told), plain(follows)) ? [] : [`counterexample ${index + 1} does not follow`];
    }),
  ];
}

/** Of a counterexample: the program as it was drawn is not in a report. */
const NOT_KEPT = { original: undefined, replay: undefined };

const SAID = ['verdict', 'gate', 'counts', 'clauses', 'choices', 'drift', 'map', 'transitions', 'callsJudged'] as const;

function differences(report: Report, again: Report): readonly string[] {
  const { verdict, gate: gated } = report;
  const said = (what: string, told: unknown, follows: unknown) =>
    told === follows ? [] : [`${what} is told as "${told}", and "${follows}" follows`];
  const precise = [
    ...said('the verdict', verdict.kind, again.verdict.kind),
    ...said('the sentence', verdict.sentence, again.verdict.sentence),
    ...said('the exit code', gated.exitCode, again.gate.exitCode),
  ];
  const rest = SAID.filter((key) => !isDeepStrictEqual(plain(report[key]), plain(again[key])));
  return [...precise, ...(rest.length > 0 ? [`${rest.join(', ')}: other ones follow from the facts`] : [])];
}

/** Facts that speak of each other. */
function sums(report: Report, { clauses, deselected }: StoredRun['result']): readonly string[] {
  const { soak } = report.verdict.scope;
  const ran = soak === undefined ? report.strategies : [...report.strategies, soak];
  const total = (of: 'programs' | 'calls') => ran.reduce((sum, one) => sum + one[of], 0);
  const brokenInCells = new Set(report.cells.flatMap(({ broken }) => broken));
  const rows = [...clauses, ...deselected];
  const breached = rows.filter((row) => row.breached > 0).map(({ id }) => id);
  const shown = new Set(report.counterexamples.flatMap(({ clause }) => clause ?? []));
  const hidden = clauses.filter((row) => row.breached > 0 && row.maskedBy === undefined && !shown.has(row.id));
  const isObjected = breached.length + report.counterexamples.length > 0;
  const own = report.readings.find(({ reading }) => reading === report.reading);
  return [
    ...(['programs', 'calls'] as const)
      .filter((of) => total(of) !== report[of])
      .map(
        (of) =>
          `${report[of]} ${of}, and ${total(of)} in its strategies${soak === undefined ? '' : ' and its soak'}: they do not add up`,
      ),
    ...rows
      .filter(({ decisive, exercised }) => decisive > exercised)
      .map(({ id }) => `${id} was decisive more often than it was exercised`),
    ...rows
      .filter(({ id }) => brokenInCells.has(id) !== breached.includes(id))
      .map(({ id }) => `${id} is broken in one place and not in another`),
    ...hidden.map(({ id }) => `${id} was broken, and no counterexample shows it`),
    ...(own?.satisfied === isObjected
      ? [`reading ${report.reading} is told as ${isObjected ? '' : 'not '}satisfied`]
      : []),
    ...(report.callsJudged > report.calls ? ['more calls were judged than made'] : []),
  ];
}

/** As JSON has it: an absent field and one that is undefined are one. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
