/** A counterexample step by step: the call, what it was answered, and the channel as the model has it before and after. */
import type { Counterexample } from './read-report.ts';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ChannelState } from './channel-state.tsx';
import { gridNavigation } from './grid-navigation.ts';

interface TimelineProps {
  readonly counterexample: Counterexample;
  readonly number: number;
  /** What stands under the calls. */
  readonly children: ComponentChildren;
}

export function Timeline({ counterexample, number, children }: TimelineProps) {
  const { steps, at, permitted } = counterexample;
  const last = steps.length - 1;
  const [current, setCurrent] = useState(Math.max(0, Math.min(at ?? last, last)));
  const list = useRef<HTMLOListElement>(null);
  const go = (index: number) => {
    const target = Math.max(0, Math.min(last, index));
    setCurrent(target);
    return target;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const vertical = { ArrowLeft: 'ArrowUp', ArrowRight: 'ArrowDown' }[event.key] ?? event.key;
    const place =
      event.key === 'Home'
        ? [0]
        : event.key === 'End'
          ? [last]
          : gridNavigation(vertical, [current, 0], [steps.length, 1]);
    if (place === undefined) return;
    event.preventDefault();
    const target = go(place[0]!);
    list.current?.querySelectorAll<HTMLElement>('button')[target]?.focus();
  };
  const step = steps[current];
  if (step === undefined) return null;
  return (
    <div class="timeline" role="group" aria-label={`Failure ${number}, step by step`} onKeyDown={onKeyDown}>
      <div class="calls">
        <ol class="steps" ref={list}>
          {steps.map(({ call, answer }, index) => (
            <li key={index} class={index === at ? 'wrong' : ''}>
              <button
                type="button"
                aria-current={index === current ? 'step' : undefined}
                tabIndex={index === current ? 0 : -1}
                onClick={() => go(index)}
              >
                <span class="ordinal">{index + 1}</span>
                <span class="call">{call}</span>
                <span class="answered">{answer ?? 'no answer'}</span>
              </button>
            </li>
          ))}
        </ol>
        {children}
      </div>
      <div class="step" aria-live="polite">
        <div class="stepper">
          <button
            type="button"
            aria-disabled={current === 0}
            onClick={() => go(current - 1)}
            aria-label="Previous step"
          >
            ←
          </button>
          <span>
            step {current + 1} of {steps.length}
          </span>
          <button type="button" aria-disabled={current === last} onClick={() => go(current + 1)} aria-label="Next step">
            →
          </button>
        </div>
        <dl class="facts">
          <dt>call</dt>
          <dd>
            <code>{step.call}</code>
          </dd>
          <dt>{current === at ? 'saw' : 'answer'}</dt>
          <dd class={current === at ? 'wrong' : ''}>{step.answer ?? 'the target ended before it answered'}</dd>
          {current === at && permitted !== undefined && (
            <>
              <dt>permitted</dt>
              <dd>{permitted.join(', or ')}</dd>
            </>
          )}
          {current === at && counterexample.message !== undefined && (
            <>
              <dt>ended</dt>
              <dd class="wrong said">{counterexample.message}</dd>
            </>
          )}
        </dl>
        <ChannelState before={step.before} after={step.after} />
      </div>
    </div>
  );
}
