/** A counterexample step by step: the call, what it was answered, and the channel as the model has it before and after. */
import type { Counterexample } from './read-report.ts';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ChannelState } from './channel-state.tsx';
import { Fact } from './fact.tsx';
import { gridNavigation } from './grid-navigation.ts';

interface TimelineProps {
  readonly counterexample: Counterexample;
  readonly number: number;
  /** What stands under the calls. */
  readonly children: ComponentChildren;
}

export function Timeline({ counterexample, number, children }: TimelineProps) {
  const { steps, at } = counterexample;
  const last = steps.length - 1;
  const [current, setCurrent] = useState(Math.max(0, Math.min(at ?? last, last)));
  const list = useRef<HTMLOListElement>(null);
  const go = (index: number) => {
    const target = Math.max(0, Math.min(last, index));
    setCurrent(target);
    return target;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const place = placeAfter(event.key, current, steps.length);
    if (place === undefined) return;
    event.preventDefault();
    const target = go(place);
    list.current?.querySelectorAll<HTMLElement>('button')[target]?.focus();
  };
  if (steps.length === 0) return null;
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
      <StepDetails counterexample={counterexample} current={current} onGo={go} />
    </div>
  );
}

/** The step that a key leads to, or nothing where the key is none of ours. */
function placeAfter(key: string, current: number, count: number): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const vertical = { ArrowLeft: 'ArrowUp', ArrowRight: 'ArrowDown' }[key] ?? key;
  return gridNavigation(vertical, [current, 0], [count, 1])?.[0];
}

interface StepDetailsProps {
  readonly counterexample: Counterexample;
  readonly current: number;
  readonly onGo: (index: number) => void;
}

function StepDetails({ counterexample, current, onGo }: StepDetailsProps) {
  const { steps, at, permitted, message } = counterexample;
  const last = steps.length - 1;
  const step = steps[current]!;
  const isWrong = current === at;
  return (
    <div class="step" aria-live="polite">
      <div class="stepper">
        <button
          type="button"
          aria-disabled={current === 0}
          onClick={() => onGo(current - 1)}
          aria-label="Previous step"
        >
          ←
        </button>
        <span>
          step {current + 1} of {steps.length}
        </span>
        <button type="button" aria-disabled={current === last} onClick={() => onGo(current + 1)} aria-label="Next step">
          →
        </button>
      </div>
      <dl class="facts">
        <Fact name="call">
          <code>{step.call}</code>
        </Fact>
        <Fact name={isWrong ? 'saw' : 'answer'} class={isWrong ? 'wrong' : ''}>
          {step.answer ?? 'the target ended before it answered'}
        </Fact>
        {isWrong && permitted !== undefined && <Fact name="permitted">{permitted.join(', or ')}</Fact>}
        {isWrong && message !== undefined && (
          <Fact name="ended" class="wrong said">
            {message}
          </Fact>
        )}
      </dl>
      <ChannelState before={step.before} after={step.after} />
    </div>
  );
}
