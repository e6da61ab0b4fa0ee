/** One failure: what was promised, the two lanes of its program, the wrong answer field by field, and how to see it again. */
import { roundWords } from '../../campaign/soak-round.ts';
import { useMemo } from 'preact/hooks';
import { describeResponse } from '../../../spec/answer.ts';
import { visible, visibleLines } from '../../program/visible.ts';
import { callLines } from '../call-lines.ts';
import { AnswerComparison } from './answer-comparison.tsx';
import { ChannelState } from './channel-state.tsx';
import { sentence, ticked } from './clause-facts.tsx';
import { ClauseLink } from './clause-link.tsx';
import { Copyable } from './copyable.tsx';
import { levelOf, nameOf, stateOf } from './failure-order.ts';
import { FailureTabs } from './failure-tabs.tsx';
import { GuestView } from './guest-view.tsx';
import { LaneList } from './lane-list.tsx';
import { lanesOf, partedAt } from './lanes.ts';
import type { LaneStep } from './lanes.ts';
import { counted } from './numbers.ts';
import { OutcomeWord } from './outcome-mark.tsx';
import type { Counterexample, Report } from './read-report.ts';
import { seenResponse } from './seen-response.ts';
import { toneOf } from './tone.ts';

interface FailureCardProps {
  readonly failure: Counterexample;
  readonly report: Report;
  /** The call that is looked at, from 0; the one that went wrong where absent. */
  readonly step: number | undefined;
  readonly onStep: (at: number) => void;
}

export function FailureCard({ failure, report, step, onStep }: FailureCardProps) {
  const { kind, clause, signature } = failure;
  const steps = useMemo(() => lanesOf(failure, report), [failure, report]);
  const at = Math.max(0, Math.min(step ?? partedAt(failure) ?? steps.length - 1, steps.length - 1));
  const gist = report.clauses.find(({ id }) => id === clause)?.gist;
  return (
    <article class={`failure tone-${toneOf(kind)}`} aria-labelledby={`${signature.id}-title`}>
      <header>
        <h3 id={`${signature.id}-title`}>
          <OutcomeWord outcome={kind} />{' '}
          <span class="title">{clause === undefined ? nameOf(failure) : <ClauseLink id={clause} />}</span>{' '}
          <span class="level">{levelOf(failure, report)}</span>
        </h3>
        <span class="signature" title="the failure's signature, by which a baseline knows it">
          {signature.id}
        </span>
      </header>
      <p class="gist">{gist === undefined ? endingWords(failure, steps) : ticked(sentence(gist))}</p>
      <Standing failure={failure} report={report} />
      {failure.message !== undefined && (
        <pre class="message" tabIndex={0} aria-label="What the target said as it ended">
          <bdi>{visibleLines(failure.message)}</bdi>
        </pre>
      )}
      <Earlier failure={failure} />
      {steps.length > 0 && (
        <>
          <LaneList steps={steps} kind={kind} chosen={at} onChoose={onStep} />
          <StepDetails failure={failure} step={steps[at]!} at={at} />
        </>
      )}
      <Copyable text={failure.replay} label="replay command" />
      <p class="dim small">
        In the folder where the run was started. {counted(steps.length, 'call')}, {smallness(failure)}.
      </p>
      <FailureTabs failure={failure} report={report} />
    </article>
  );
}

function StepDetails({
  failure,
  step,
  at,
}: {
  readonly failure: Counterexample;
  readonly step: LaneStep;
  readonly at: number;
}) {
  const { before, after = before } = failure.steps[at] ?? {};
  // The judge goes on from what was seen after a deviation; promised was something else.
  const isParted = step.divergence === 'first' && step.next !== undefined && before !== undefined;
  const promised = isParted ? { ...before, ...step.next, possible: 1 } : after;
  return (
    <div class="step" aria-live="polite">
      <AnswerComparison step={step} number={at + 1} />
      <div>
        <h4>The channel, as promised</h4>
        <ChannelState before={before} after={promised} />
        <GuestView channel={promised} />
      </div>
    </div>
  );
}

/** A crash, a hang and a broken contract have no clause, and words of their own. */
function endingWords({ kind, message }: Counterexample, steps: readonly LaneStep[]): string {
  const place = steps.findIndex(({ divergence }) => divergence === 'first');
  const where = place < 0 ? 'at a call that is not known' : `at call ${place + 1} of ${steps.length}`;
  switch (kind) {
    case 'crash':
      return `The target crashed ${where}.`;
    case 'timeout':
      return `The target hung ${where}: it did not answer in time.`;
    case 'adapter-fault':
      return `What came back ${where} is no answer at all.`;
    default:
      return sentence(visible(message ?? 'an open question was answered in two ways'));
  }
}

/** Whether anybody knows of it. */
function Standing({
  failure: { standing, kind },
  report,
}: {
  readonly failure: Counterexample;
  readonly report: Report;
}) {
  switch (standing.kind) {
    case 'waived':
      return (
        <p class="warning">
          Known in the baseline as {standing.as}: <bdi>{visible(standing.reason)}</bdi>
          {standing.link !== undefined && (
            <>
              {' '}
              (<bdi>{visible(standing.link)}</bdi>)
            </>
          )}
          {standing.expires !== undefined && `, until ${standing.expires}`}
        </p>
      );
    case 'informational':
      return <p class="warning">Does not count: {visible(standing.why)}.</p>;
    default:
      return (
        <p class="standing">
          <b>{stateOf({ kind, standing }) === 'ended' ? 'New, and no answer' : 'New'}</b>{' '}
          <span class="dim">
            {report.asked.baseline
              ? 'The baseline does not know it.'
              : 'No baseline was given, so nothing is known of earlier runs.'}
          </span>
        </p>
      );
  }
}

/** Of an open question that was answered in two ways: the run in which it was answered otherwise. */
function Earlier({ failure: { earlier, earlierResponses = [] } }: { readonly failure: Counterexample }) {
  if (earlier === undefined) return null;
  const answered = earlier.map((call, at) => {
    const response = earlierResponses[at];
    return { call, answer: response && describeResponse(seenResponse(response)) };
  });
  return (
    <details class="earlier">
      <summary>It was answered the other way in another program of {counted(earlier.length, 'call')}</summary>
      <pre>{callLines(answered, { wrongAt: earlier.length - 1 }).join('\n')}</pre>
    </details>
  );
}

function smallness({ repeats, certificate, original, spent, history }: Counterexample): string {
  if (!repeats) return 'seen once, and not again when the same program was run again';
  const made = `${certificate}; made from ${counted(original.calls, 'call')} of ${original.strategy}${roundWords(original)} by ${counted(spent.calls, 'call')}`;
  return history === undefined ? made : `${made}; ${history.reason}`;
}
