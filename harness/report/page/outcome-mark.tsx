/** A small sign for an outcome, with a shape of its own for each tone, and one for each way in which a target ends. */
import { toneOf } from './tone.ts';
import type { Tone } from './tone.ts';

const TONE_PATHS: Readonly<Record<Tone, string>> = {
  pass: 'M2.5 7.5 L5.5 10.5 L11.5 3.5',
  choice: 'M7 2 L12 7 L7 12 L2 7 Z',
  fail: 'M3 3 L11 11 M11 3 L3 11',
  deviation: 'M7 2.2 L12.4 11.6 L1.6 11.6 Z',
  open: 'M7 2 A5 5 0 1 1 6.99 2 Z',
  quiet: 'M3 7 L11 7',
};

/** A bolt, the hands of a clock, and a broken link. */
const END_PATHS: Readonly<Record<string, string>> = {
  crash: 'M8 1.5 L3.5 8 L7 8 L6 12.5 L10.5 6 L7 6 Z',
  timeout: 'M7 1.8 A5.2 5.2 0 1 1 6.99 1.8 Z M7 4.2 V7.2 L9.2 8.6',
  'adapter-fault': 'M5.5 3.5 H4.5 A3.5 3.5 0 0 0 4.5 10.5 H5.5 M8.5 3.5 H9.5 A3.5 3.5 0 0 1 9.5 10.5 H8.5',
};

export function markPath(outcome: string): string {
  return END_PATHS[outcome] ?? TONE_PATHS[toneOf(outcome)];
}

export function OutcomeMark({ outcome }: { readonly outcome: string }) {
  return (
    <svg class={`mark tone-${toneOf(outcome)}`} viewBox="0 0 14 14" aria-hidden="true">
      <path d={markPath(outcome)} />
    </svg>
  );
}

/** The sign and the word. */
export function OutcomeWord({ outcome }: { readonly outcome: string }) {
  return (
    <span class={`outcome tone-${toneOf(outcome)}`}>
      <OutcomeMark outcome={outcome} />
      {outcome}
    </span>
  );
}
