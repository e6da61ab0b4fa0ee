/**
 * What can be done after a run, as commands to copy: only those that fit what it came to.
 */
import { join } from 'node:path';
import { brokenClause } from '../../campaign/counterexample.ts';
import type { Gated, GatedFailure } from '../../verdict/gate.ts';
import { promiseAtEnd } from '../promise-at-end.ts';
import { OWN_NAME, shellCommand } from '../replay-command.ts';
import type { Cause } from './causes.ts';
import { labelled, labelledCommand, labelledFile } from './labelled.ts';
import type { Screen } from './screen.ts';

/** What the run was asked for and left. */
export interface RunFiles {
  /** As it was named. */
  readonly target: string;
  /** The folder with its report, where one was written. */
  readonly out?: string | undefined;
  readonly baseline?: string | undefined;
}

/** More failures than this are run again by their report. */
const REPLAYS_MAX = 3;

export function nextSteps(
  { verdict }: Gated,
  causes: readonly Cause[],
  replayOf: (failure: GatedFailure) => string,
  { target, out, baseline }: RunFiles,
  screen: Screen,
): readonly string[] {
  const command = (label: 'rerun' | 'explain' | 'baseline' | 'doctor', ...words: readonly string[]) =>
    labelledCommand(label, shellCommand([OWN_NAME, ...words]), screen);
  const report = out === undefined ? undefined : join(out, 'report.json');
  const failures = causes.map(({ shown }) => shown);
  const left = failures.length - REPLAYS_MAX;
  const isUnusable = verdict.kind === 'target unusable';
  const isNew = !isUnusable && failures.some(({ standing }) => standing.kind === 'counts');
  const clause = failures
    .map(({ counterexample }) => brokenClause(counterexample) ?? promiseAtEnd(counterexample)?.clause)
    .find((id) => id !== undefined);
  const lines = [
    ...failures.slice(0, REPLAYS_MAX).flatMap((failure) => labelledCommand('replay', replayOf(failure), screen)),
    ...(left > 0 ? labelled('replay', `and ${left} more, saved as named above, the same way`, screen) : []),
    ...(report !== undefined && left > 0 ? command('rerun', 'rerun', report, '--failed') : []),
    ...(out !== undefined ? labelledFile('report', join(out, 'report.html'), screen) : []),
    ...(out === undefined && failures.length > 0
      ? labelled('report', 'none was asked for: --out FOLDER writes one', screen)
      : []),
    ...(clause !== undefined ? command('explain', 'explain', clause) : []),
    ...(isUnusable ? command('doctor', 'doctor', '--target', target) : []),
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
