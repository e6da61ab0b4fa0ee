/**
 * What can be done after a run, as commands to copy: only those that fit what it came to.
 */
import { join } from 'node:path';
import { brokenClause } from '../../campaign/counterexample.ts';
import type { Gated, GatedFailure } from '../../verdict/gate.ts';
import { promiseAtEnd } from '../promise-at-end.ts';
import { OWN_NAME, shellCommand } from '../replay-command.ts';
import { faqSection } from '../faq.ts';
import type { Report } from '../report-schema.ts';
import type { NextStep } from '../next-step.ts';
import type { GatedCause } from './gated-causes.ts';
import { labelled, labelledCommand, labelledFile } from './labelled.ts';
import { replayLines } from './saved-lines.ts';
import type { Screen } from './screen.ts';

/** What the run was asked for and left. */
export interface RunFiles {
  readonly asked: Report['asked'];
  /** The folder with its report, where one was written. */
  readonly out?: string | undefined;
  readonly baseline?: string | undefined;
}

/** More failures than this are run again by their report. */
const REPLAYS_MAX = 3;

export function nextSteps(
  { verdict }: Gated,
  causes: readonly GatedCause[],
  replayOf: (failure: GatedFailure) => string | undefined,
  { out, baseline }: RunFiles,
  step: NextStep | undefined,
  screen: Screen,
): readonly string[] {
  const command = (label: 'explain' | 'baseline', ...words: readonly string[]) =>
    labelledCommand(label, shellCommand([OWN_NAME, ...words]), screen);
  const report = out === undefined ? undefined : join(out, 'report.json');
  const failures = causes.map(({ shown }) => shown);
  const left = failures.length - REPLAYS_MAX;
  const isUnusable = verdict.kind === 'target unusable';
  const isNew = !isUnusable && failures.some(({ standing }) => standing.kind === 'counts');
  const clause = failures
    .map(({ counterexample }) => brokenClause(counterexample) ?? promiseAtEnd(counterexample)?.clause)
    .find((id) => id !== undefined);
  const section = failures
    .map(({ counterexample: one }) =>
      'end' in one && one.kind === 'adapter-fault' ? faqSection(one.end.message) : undefined,
    )
    .find((found) => found !== undefined);
  const isSaved = failures.every((failure) => replayOf(failure) !== undefined);
  const lines = [
    ...(isSaved
      ? failures.slice(0, REPLAYS_MAX).flatMap((failure) => replayLines(replayOf(failure), screen))
      : replayLines(undefined, screen)),
    ...(left > 0 && isSaved ? labelled('replay', `and ${left} more, saved as named above, the same way`, screen) : []),
    // Few failures are replayed one by one.
    ...(step !== undefined && (step.label !== 'rerun' || failures.length === 0 || (out !== undefined && left > 0))
      ? labelledCommand(step.label, step.command, screen)
      : []),
    ...(section !== undefined ? labelledFile('faq', section, screen) : []),
    ...(out !== undefined ? labelledFile('report', join(out, 'report.html'), screen) : []),
    ...(out === undefined && failures.length > 0
      ? labelled('report', 'none was asked for: --out FOLDER writes one', screen)
      : []),
    ...(clause !== undefined ? command('explain', 'explain', clause) : []),
    ...(report !== undefined && isNew
      ? command(
          'baseline',
          'baseline',
          'add',
          report,
          '--reason',
          'why it may wait',
          ...(baseline ? ['--baseline', baseline] : []),
        )
      : []),
  ];
  return lines.length === 0 ? [] : ['', 'next:', ...lines];
}
