/** The run itself: what was asked for, how long each part took, and the target's capabilities. */
import { Copyable } from './copyable.tsx';
import { withThousands } from '../../program/with-thousands.ts';
import { counted, duration } from './numbers.ts';
import type { Report } from './read-report.ts';
import { shellCommand } from '../replay-command.ts';

export function RunFacts({ report }: { readonly report: Report }) {
  const { times, asked, target } = report;
  const taken = new Map(times.strategies.map(({ name, durationMs }) => [name, durationMs]));
  const longest = Math.max(1, ...taken.values());
  return (
    <div class="two-columns">
      <div>
        <h3>Time</h3>
        <table class="times">
          <thead>
            <tr>
              <th scope="col">strategy</th>
              <th scope="col">share</th>
              <th scope="col" class="number">
                time
              </th>
              <th scope="col" class="number">
                programs
              </th>
              <th scope="col" class="number">
                calls
              </th>
            </tr>
          </thead>
          <tbody>
            {report.strategies.map(({ name, programs, calls }) => (
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
          {report.corpusSkipped > 0 &&
            ` ${counted(report.corpusSkipped, 'program')} of the corpus skipped: the target claims too little.`}
        </p>
      </div>
      <div>
        <h3>Again</h3>
        <Copyable text={runCommand(report)} label="run command" />
        <dl class="facts">
          <dt>reading</dt>
          <dd>{asked.reading}</dd>
          <dt>level</dt>
          <dd>{asked.level}</dd>
          {asked.clauses.length > 0 && (
            <>
              <dt>clauses</dt>
              <dd>{asked.clauses.join(', ')}</dd>
            </>
          )}
          {asked.requirements !== undefined && (
            <>
              <dt>requirements</dt>
              <dd>{asked.requirements}</dd>
            </>
          )}
          <dt>claims</dt>
          <dd>{target.capabilities.join(', ') || 'nothing'}</dd>
          <dt>exit code</dt>
          <dd>{report.verdict.exitCode}</dd>
        </dl>
        {report.drift.length > 0 && (
          <>
            <h3>Baseline drift</h3>
            <ul class="notes">
              {report.drift.map(({ kind, message }) => (
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

function runCommand({ asked }: Report): string {
  const words = ['kmcl-conformance', 'run', '--target', asked.target, '--tier', asked.tier];
  if (asked.reading !== 'documented') words.push('--reading', asked.reading);
  if (asked.level !== 'should') words.push('--level', asked.level);
  words.push('--seed', String(asked.seed));
  if (asked.programs !== undefined) words.push('--programs', String(asked.programs));
  for (const glob of asked.clauses) words.push('--clause', glob);
  if (asked.requirements !== undefined) words.push('--requirements', asked.requirements);
  return shellCommand(words);
}
