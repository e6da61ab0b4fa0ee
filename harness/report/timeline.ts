/**
 * A trace step by step: each call with its answer, and what was promised of the channel before and after.
 */
import { describeResponse } from '../../spec/answer.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { judge } from '../judge/judge.ts';
import type { JudgedStep, JudgeOptions } from '../judge/judge.ts';
import { printCall } from '../program/program.ts';
import type { Trace } from '../execute/trace.ts';
import { plainResponse } from './plain-response.ts';
import type { ReportStep } from './report-schema.ts';

export function timeline(trace: Trace, options: JudgeOptions): ReportStep[] {
  const steps = new Map<number, JudgedStep>();
  const { findings } = judge(trace, { ...options, onStep: (step) => steps.set(step.at, step) });
  return trace.program.map((call, at) => {
    const response = trace.responses[at];
    const step = steps.get(at);
    const before = step?.before[0] ?? findings.find((finding) => finding.at === at)?.before;
    const after = step?.after[0];
    return {
      call: printCall(call),
      kind: call.kind,
      channel: call.channel,
      ...(response === undefined ? {} : { answer: describeResponse(response), response: plainResponse(response) }),
      ...(before === undefined ? {} : { before: stateOf(before, step?.before.length ?? 1) }),
      ...(after === undefined ? {} : { after: stateOf(after, step!.after.length) }),
    };
  });
}

function stateOf({ life, endpoint, held, offered }: ChannelModel, possible: number): NonNullable<ReportStep['before']> {
  return { life, endpoint, held: { ...held }, offered: { ...offered }, possible };
}
