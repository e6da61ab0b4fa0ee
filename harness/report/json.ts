/**
 * The result of a campaign as JSON: the same for the same seed, with no clock and no path in it.
 */
import { describeAnswer, describeResponse } from '../../spec/answer.ts';
import { statusHex, statusName } from '../../spec/status.ts';
import type { Response } from '../../spec/call.ts';
import { brokenClause } from '../blame.ts';
import type { Counterexample } from '../blame.ts';
import type { CampaignResult } from '../campaign.ts';
import { printCall, programId } from '../program.ts';
import { SUITE_VERSION } from '../version.ts';

/** Counts up when a field changes its meaning or goes away. */
export const REPORT_VERSION = 1;

export function jsonReport(result: CampaignResult): string {
  const { counterexamples, ...rest } = result;
  const report = {
    report: REPORT_VERSION,
    suite: { name: 'kmcl-conformance', version: SUITE_VERSION },
    ...rest,
    counterexamples: counterexamples.map(plainCounterexample),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function plainCounterexample(counterexample: Counterexample) {
  const { kind, minimized, trace, original, source, repeats } = counterexample;
  const clause = brokenClause(counterexample);
  return {
    kind,
    ...(clause ? { clause } : {}),
    id: programId(minimized.program),
    program: minimized.program.map(printCall),
    responses: trace.responses.map(plainResponse),
    ...('finding' in counterexample ? plainFinding(counterexample.finding) : {}),
    ...('end' in counterexample ? { message: counterexample.end.message, at: counterexample.end.at } : {}),
    ...('earlier' in counterexample ? { earlier: counterexample.earlier.map(printCall) } : {}),
    repeats,
    certificate: minimized.certificate,
    spent: {
      programs: minimized.spentPrograms,
      calls: minimized.spentCalls,
      certifyingCalls: minimized.certifyingCalls,
    },
    original: { ...source, calls: original.length },
  };
}

function plainFinding({ at, saw, permitted, before }: (Counterexample & { kind: 'fail' | 'deviation' })['finding']) {
  return {
    at,
    state: before.life,
    saw: describeResponse(saw),
    permitted: [...new Set(permitted.map(({ answer }) => describeAnswer(answer)))],
  };
}

/** A response with 64-bit numbers and statuses as hexadecimal text, as the remote contract spells them. */
export function plainResponse(response: Response): Readonly<Record<string, unknown>> {
  switch (response.kind) {
    case 'status':
      return { status: statusHex(response.status), name: statusName(response.status) };
    case 'nothing':
      return {};
    case 'reservation':
      return { reservation: amounts(response) };
    case 'offer':
      return {
        offer: response.bytes
          ? { ...amounts(response), bytes: Buffer.from(response.bytes).toString('hex') }
          : amounts(response),
      };
    case 'no-offer':
      return { offer: null };
    case 'space':
      return { space: { address: `0x${response.address.toString(16)}`, size: `0x${response.size.toString(16)}` } };
    default:
      return response satisfies never;
  }
}

function amounts({ mmioMegabytes, mmioMegabytesOptional }: { mmioMegabytes: number; mmioMegabytesOptional: number }) {
  return { mmioMegabytes, mmioMegabytesOptional };
}
