/** The two lanes of a counterexample call by call, and one call chosen among them with the mouse or the arrow keys. */
import { useEffect, useRef } from 'preact/hooks';
import { describeAnswer, describeResponse } from '../../../spec/answer.ts';
import { callWords } from '../call-lines.ts';
import { breakable } from './breakable.tsx';
import { gridNavigation } from './grid-navigation.ts';
import type { LaneStep } from './lanes.ts';
import type { Counterexample } from './read-report.ts';
import { scrollWithin } from './scroll-within.ts';

interface LaneListProps {
  readonly steps: readonly LaneStep[];
  readonly kind: Counterexample['kind'];
  /** From 0. */
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
}

export function LaneList({ steps, kind, chosen, onChoose }: LaneListProps) {
  const list = useRef<HTMLOListElement>(null);
  const buttonAt = (at: number) => list.current?.querySelectorAll<HTMLElement>('button')[at];
  useEffect(() => scrollWithin(list.current, buttonAt(chosen) ?? null), [steps, chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const key = ALONG[event.key] ?? event.key;
    const place = gridNavigation(key, [0, chosen], [1, steps.length]);
    if (place === undefined) return;
    event.preventDefault();
    onChoose(place[1]);
    buttonAt(place[1])?.focus();
  };
  return (
    <div class="lanes" role="group" aria-label="The program, promised and observed" onKeyDown={onKeyDown}>
      <p class="lane lane-heads" aria-hidden="true">
        <span />
        <span>call</span>
        <span>promised</span>
        <span>observed</span>
      </p>
      <ol ref={list}>
        {steps.map((step, at) => (
          <li key={at} class={step.divergence === 'none' ? '' : `parted-${step.divergence}`}>
            <button
              type="button"
              class="lane"
              aria-current={at === chosen ? 'step' : undefined}
              tabIndex={at === chosen ? 0 : -1}
              onClick={() => onChoose(at)}
            >
              <span class="ordinal">{at + 1}</span>
              <span class="call">{callWords(step.printed)}</span>
              <span class="promised">
                <span class="hidden">, promised </span>
                {breakable(promisedWords(step))}
              </span>
              <span class="observed">
                <span class="hidden">, observed </span>
                {breakable(observedWords(step, kind))}
                {step.divergence === 'first' && <span class="hidden">, the first that is not as promised</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The list goes down the page, and its keys may be those of a row as well. */
const ALONG: Readonly<Record<string, string>> = { ArrowUp: 'ArrowLeft', ArrowDown: 'ArrowRight' };

function promisedWords({ promised, divergence }: LaneStep): string {
  if (promised === undefined) return divergence === 'after' ? 'not judged any more' : 'not judged';
  const words = new Set(promised.map(describeAnswer));
  // What Allocate and Enable return is theirs alone.
  if (words.has('any success status') && words.has('any failure status')) return 'any status';
  return [...words].join(' or ');
}

/** What is shown where an answer would be, had the target given one. */
const ENDED: Readonly<Record<string, string>> = {
  crash: 'crashed here',
  timeout: 'hung here',
  'adapter-fault': 'answered nothing that is an answer',
};

function observedWords({ observed, divergence }: LaneStep, kind: Counterexample['kind']): string {
  if (observed !== undefined) return describeResponse(observed);
  return divergence === 'first' ? (ENDED[kind] ?? 'no answer') : 'no answer';
}
