/**
 * `results.ndjson`: a run as it happens, a JSON object a line, written at once, so that a run that is killed leaves all that it
 * knew. `results-schema.ts` says what its lines are, and `run-from-results.ts` reads them back.
 */
import type { Block } from '../../campaign/block.ts';
import type { Facts, Snapshot } from '../../campaign/facts.ts';
import type { FailingProgram } from '../../campaign/counterexample.ts';
import { findingSignature } from '../../judge/finding-signature.ts';
import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Progress } from '../../campaign/campaign.ts';
import { makeFolder } from '../../program/make-folder.ts';
import { printCall } from '../../program/program.ts';
import { plainBlock } from '../plain-block.ts';
import { plainCell } from '../plain-coverage.ts';
import { plainResponse } from '../plain-response.ts';
import type { Report } from '../report-schema.ts';
import { sourceDate } from '../source-date.ts';
import type { ResultsLine, ResultsLineOf } from './results-schema.ts';

const SNAPSHOT_EVERY_MS = 500;
/** Of a long run a snapshot is written each time that so much of it was added, or a soak would fill the disk. */
const SNAPSHOT_SHARE = 0.01;
/** So many programs a clause, or a way of ending, are written out; the rest are in the counts. */
const PROGRAMS_PER_CLAUSE_MAX = 100;

/** Which run it is. */
export type RunIdentity = Omit<ResultsLineOf<'begin'>, 'kind' | 'results'>;

export class ResultsStream {
  readonly #file: number;
  readonly #written = new Map<string, number>();
  readonly #openedAt = performance.now();
  #snapshotAt = 0;
  /** Why no more could be written. */
  lost: string | undefined;

  /**
   * Throws where the file cannot be written, or is there: a link that was put in its place is not followed. `from`: goes on behind so many
   * bytes of a file that is there.
   */
  constructor(path: string, from?: number) {
    makeFolder(dirname(path));
    this.#file =
      from === undefined
        ? openSync(path, 'wx')
        : openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
    if (from !== undefined) ftruncateSync(this.#file, from);
  }

  begin(identity: RunIdentity): void {
    this.#line({ kind: 'begin', results: 2, ...identity, startedAt: sourceDate() ?? identity.startedAt });
  }

  block(block: Block): void {
    this.#line({ kind: 'block', ...plainBlock(block) });
  }

  trouble({ trace, findings, source }: FailingProgram): void {
    const subjects = trace.end.kind === 'complete' ? findings.map(({ clause }) => clause) : [trace.end.kind];
    const isNew = subjects.some((subject) => (this.#written.get(subject) ?? 0) < PROGRAMS_PER_CLAUSE_MAX);
    if (!isNew) return;
    for (const subject of subjects) this.#written.set(subject, (this.#written.get(subject) ?? 0) + 1);
    this.#line({
      kind: 'program',
      source,
      program: trace.program.map(printCall),
      responses: trace.responses.map(plainResponse),
      end: trace.end,
      findings: findings.map((finding) => ({
        outcome: finding.outcome,
        clause: finding.clause,
        signature: findingSignature(finding).id,
        at: finding.at,
      })),
    });
  }

  /** Writes the counts, now and then; at the end alone where the same bytes are asked for, since when depends on the machine. */
  progress({ strategy, snapshot }: Progress): void {
    if (sourceDate() !== undefined) return;
    const now = performance.now();
    const everyMs = Math.max(SNAPSHOT_EVERY_MS, SNAPSHOT_SHARE * (now - this.#openedAt));
    if (now - this.#snapshotAt < everyMs) return;
    this.#snapshotAt = now;
    this.#line({ kind: 'snapshot', strategy, ...plainSnapshot(snapshot()) });
  }

  end(result: Facts, report: Report): void {
    this.#line({ kind: 'snapshot', strategy: 'all', ...plainSnapshot(result) });
    this.#line({
      kind: 'end',
      verdict: report.verdict,
      gate: report.gate,
      counts: report.counts,
      strategies: report.strategies,
    });
    closeSync(this.#file);
  }

  /** A disk that is full costs the lines that are to come, and not the run. */
  #line(line: ResultsLine): void {
    if (this.lost !== undefined) return;
    try {
      writeSync(this.#file, `${JSON.stringify(line)}\n`);
    } catch (error) {
      this.lost = (error as Error).message;
    }
  }
}

export function plainSnapshot(snapshot: Snapshot): Omit<ResultsLineOf<'snapshot'>, 'kind' | 'strategy'> {
  const { reading, programs, calls, decisiveCalls, choices, clauses } = snapshot;
  return {
    reading,
    programs,
    calls,
    decisiveCalls,
    choices: [...choices],
    clauses: clauses.map(({ id, exercised, decisive, breached }) => [id, exercised, decisive, breached]),
    cells: snapshot.cells.map(plainCell),
    unrepeated: [...snapshot.unrepeated],
  };
}
