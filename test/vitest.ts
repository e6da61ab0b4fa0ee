/**
 * The suite inside somebody's own Vitest project, a test a clause:
 *
 *     import { conformance } from 'kmcl-conformance/vitest';
 *     conformance(myTarget);
 */
import { countsUnder, gate } from '../harness/verdict/gate.ts';
import type { Gated } from '../harness/verdict/gate.ts';
import type { Facts } from '../harness/campaign/facts.ts';
import type { Counterexample } from '../harness/campaign/counterexample.ts';
import { brokenClause } from '../harness/campaign/counterexample.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { CLAUSE_IDS, CLAUSES } from '../spec/clauses.ts';
import { DEFAULT_READING } from '../spec/readings.ts';
import type { Reading } from '../spec/readings.ts';
import { runCampaign } from '../harness/campaign/campaign.ts';
import { changedIntrinsic, heldIntrinsics } from '../harness/execute/intrinsics.ts';
import { printProgram } from '../harness/program/program.ts';
import { failureReport } from '../harness/report/terminal/failure-text.ts';
import { PLAIN_SCREEN } from '../harness/report/terminal/screen.ts';
import type { Target } from '../harness/target.ts';
import { DEFAULT_TIER } from '../harness/generate/tier.ts';
import type { Tier } from '../harness/generate/tier.ts';
import type { Point } from '../harness/verdict/points.ts';

export interface ConformanceOptions {
  readonly tier?: Tier;
  readonly reading?: Reading | 'any';
  /** Fixed unless given, so that a test run is the same every time. */
  readonly seed?: number;
  /** Random programs, instead of the tier's number. */
  readonly programs?: number;
  /** `must`: a deviation from a SHOULD clause does not fail its test. */
  readonly level?: 'must' | 'should';
  /** The points that have to be observed; `['status']` says that status codes are enough. */
  readonly require?: readonly Point[];
  /** How long one run may take, in milliseconds. */
  readonly deadlineMs?: number;
  /** How long the whole campaign may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Registers a group of tests that hold `target` to every clause. A target that is made is closed at the end. */
export function conformance(target: Target | (() => Target | Promise<Target>), options: ConformanceOptions = {}): void {
  const reading = options.reading ?? DEFAULT_READING;
  const policy = { level: options.level ?? 'should', ...(options.require ? { require: options.require } : {}) };
  describe('VmbServerChannelInitSetMmioMegabytes', () => {
    let result: Facts;
    let gated: Gated;
    let opened: Target | undefined;
    let isTold = false;

    beforeAll(async () => {
      let changed: string | undefined;
      try {
        const tried = typeof target === 'function' ? (opened = await target()) : target;
        result = await runCampaign(tried, {
          tier: options.tier ?? DEFAULT_TIER,
          reading,
          seed: options.seed ?? 1,
          ...(options.programs === undefined ? {} : { programs: options.programs }),
          deadlineMs: options.deadlineMs ?? 5_000,
          selects: () => true,
          corpus: [],
          counts: (id) => countsUnder(policy, id),
        });
        gated = gate(result, policy);
      } finally {
        changed = changedIntrinsic(INTRINSICS);
      }
      if (changed !== undefined || !canGoRed(result)) {
        const what = changed ?? 'what a verdict is computed with';
        throw failed(`something has changed this process: ${what}. No verdict can be given on a target that does that`);
      }
    }, options.timeoutMs ?? 300_000);

    afterAll(async () => {
      await opened?.close?.();
      // A filter can leave out the last test. What it would have said is said here.
      if (!isTold && gated !== undefined && gated.gate.exitCode !== 0) throw failed(gated.sentence);
    });

    const ids = CLAUSE_IDS.filter((id) => reading === 'any' || (CLAUSES[id].reading ?? reading) === reading);
    it.for(ids.map((id) => [id, CLAUSES[id].gist] as const))('%s: %s', ([id], { skip }) => {
      const clause = gated.clauses.find((candidate) => candidate.id === id);
      if (clause === undefined) return skip('stands under the other reading only');
      if (clause.outcome === 'not-applicable') return skip('needs a capability that the target does not claim');
      const isBroken = clause.outcome === 'fail' || clause.outcome === 'deviation';
      if (isBroken && options.level === 'must' && clause.weight !== 'required') {
        return skip(`broken, but ${clause.weight} only`);
      }
      const counterexample = result.counterexamples.find((candidate) => brokenClause(candidate) === id);
      if (counterexample !== undefined)
        throw failed(failureReport(counterexample, PLAIN_SCREEN), printProgram(counterexample.minimized.program));
      if (clause.outcome === 'not-verified') {
        const behind = clause.maskedBy ? `: ${clause.maskedBy} stands in the way` : '';
        throw failed(`${id} could not be verified${behind}`);
      }
    });

    it('answers every program', () => {
      const ended = result.counterexamples.find((counterexample) => brokenClause(counterexample) === undefined);
      if (ended !== undefined) throw failed(failureReport(ended, PLAIN_SCREEN), printProgram(ended.minimized.program));
      if (result.programs === 0) throw failed(gated.sentence);
    });

    // The last one, so that its sentence is what a reader ends with. A run that was cut short or saw too little is no pass.
    it('comes to a verdict that passes', () => {
      isTold = true;
      console.info(gated.sentence);
      if (gated.gate.exitCode !== 0) throw failed([gated.sentence, ...gated.gate.reasons].join('\n'));
    });
  });
}

/** What every verdict is computed with, before a target could change it. */
const INTRINSICS = heldIntrinsics();

/** Whether a failure that is put into these facts is seen: it is not where a target has replaced what looks for it. */
function canGoRed(facts: Facts): boolean {
  const program = [{ kind: 'allocate', channel: 0, endpoint: 'server' }] as const;
  const end = { kind: 'crash', message: '', at: 0 } as const;
  const spent = { spentPrograms: 0, spentCalls: 0, certifyingCalls: 0, searchCalls: 0 };
  const planted: Counterexample = {
    kind: 'crash',
    end,
    original: program,
    source: { strategy: 'corpus', index: 0 },
    minimized: { program, certificate: 'out of budget', ...spent },
    trace: { program, responses: [], end },
    repeats: true,
  };
  const untried = facts.clauses.map((clause) => ({ ...clause, decisive: 0, breached: 0 }));
  const { exitCode } = gate({ ...facts, counterexamples: [], clauses: untried }).gate;
  return gate({ ...facts, counterexamples: [planted] }).gate.exitCode === 1 && exitCode !== 0 && exitCode !== 1;
}

/** An error whose message is the report, with no stack: what went wrong is in the target, not here. */
function failed(report: string, program?: string): Error {
  const error = new Error(
    program === undefined ? report : `${report}\n\nthe program, to save and replay:\n\n${program}`,
  );
  error.stack = '';
  return error;
}
