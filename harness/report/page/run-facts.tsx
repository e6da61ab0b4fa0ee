/** The run itself: what was asked for, how long each part took, and the target's capabilities. */
import { ColumnHeads } from './column-heads.tsx';
import { Copyable } from './copyable.tsx';
import { withThousands } from '../../program/with-thousands.ts';
import { Fact } from './fact.tsx';
import { counted, duration } from './numbers.ts';
import type { Report } from './read-report.ts';
import { edgesLine } from '../edge-words.ts';
import { runCommandAgain } from '../replay-command.ts';

export function RunFacts({ report }: { readonly report: Report }) {
  const { asked, target, drift } = report;
  return (
    <div class="two-columns">
      <div>
        <h3>Time</h3>
        <Times report={report} />
      </div>
      <div>
        <h3>Again</h3>
        <Copyable text={runCommandAgain(report)} label="run command" />
        <dl class="facts">
          <Fact name="reading">{asked.reading}</Fact>
          <Fact name="level">{asked.level}</Fact>
          {asked.clauses.length > 0 && <Fact name="clauses">{asked.clauses.join(', ')}</Fact>}
          {asked.requirements !== undefined && <Fact name="requirements">{asked.requirements}</Fact>}
          <Fact name="claims">{target.capabilities.join(', ') || 'nothing'}</Fact>
          {report.edges !== undefined && <Fact name="edges">{edgesLine(report.edges)}</Fact>}
          <Fact name="exit code">{report.gate.exitCode}</Fact>
        </dl>
        {drift.length > 0 && (
          <>
            <h3>Baseline drift</h3>
            <ul class="notes">
              {drift.map(({ kind, message }) => (
                <li key={message}>
                  <b>{kind}</b> {message}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}

function Times({ report }: { readonly report: Report }) {
  const { times, strategies, corpusSkipped } = report;
  const taken = new Map(times.strategies.map(({ name, durationMs }) => [name, durationMs]));
  const longest = Math.max(1, ...taken.values());
  return (
    <>
      <table class="times">
        <ColumnHeads words={['strategy', 'share']} numbers={['time', 'programs', 'calls']} />
        <tbody>
          {strategies.map(({ name, programs, calls }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="share">
                <i style={{ width: `${((taken.get(name) ?? 0) / longest) * 100}%` }} />
              </td>
              <td class="number">{duration(taken.get(name) ?? 0)}</td>
              <td class="number">{withThousands(programs)}</td>
              <td class="number">{withThousands(calls)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="dim">
        {duration(times.durationMs)} in all, begun {times.startedAt.replace('T', ' ').replace(/\..*$/, '')} UTC.
        {corpusSkipped > 0 &&
          ` ${counted(corpusSkipped, 'program')} of the corpus skipped: the target claims too little.`}
      </p>
    </>
  );
}
