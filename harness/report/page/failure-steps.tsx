/** Which of the failures is shown, and the ways from it: to the next, to the one before, and to the map. */
import type { Counterexample } from './read-report.ts';

interface FailureStepsProps {
  /** Those that have the words that were looked for, in order. */
  readonly shown: readonly Counterexample[];
  readonly all: readonly Counterexample[];
  readonly failure: Counterexample;
  /** A signature that the address names and the report does not have. */
  readonly unknown: string | undefined;
  readonly onMove: (by: 1 | -1) => void;
  readonly onMap: () => void;
}

export function FailureSteps({ shown, all, failure, unknown, onMove, onMap }: FailureStepsProps) {
  const index = shown.indexOf(failure);
  const place = index < 0 ? `not among the ${shown.length}` : `${index + 1} of ${shown.length}`;
  return (
    <div class="failure-steps">
      <MoveButton
        by={-1}
        name="Previous failure"
        sign="←"
        letter="k"
        to={neighbour(shown, failure, -1)}
        onMove={onMove}
      />
      <span role="status">
        {place}
        {shown.length < all.length && ` found, of ${all.length}`}
      </span>
      <MoveButton by={1} name="Next failure" sign="→" letter="j" to={neighbour(shown, failure, 1)} onMove={onMove} />
      {unknown !== undefined && <span class="warning">{unknown} is not in this report.</span>}
      <button type="button" class="to-map" onClick={onMap}>
        on the map <kbd>m</kbd>
      </button>
    </div>
  );
}

/** The one that a step leads to; from one that is not shown, the first or the last. */
export function neighbour(
  shown: readonly Counterexample[],
  from: Counterexample,
  by: 1 | -1,
): Counterexample | undefined {
  const index = shown.indexOf(from);
  return index < 0 ? shown.at(by === 1 ? 0 : -1) : shown[index + by];
}

interface MoveButtonProps {
  readonly by: 1 | -1;
  readonly name: string;
  readonly sign: string;
  readonly letter: string;
  readonly to: Counterexample | undefined;
  readonly onMove: (by: 1 | -1) => void;
}

function MoveButton({ by, name, sign, letter, to, onMove }: MoveButtonProps) {
  return (
    <button type="button" aria-disabled={to === undefined} aria-keyshortcuts={letter} onClick={() => onMove(by)}>
      <span aria-hidden="true">
        {sign} <kbd>{letter}</kbd>
      </span>
      <span class="hidden">{name}</span>
    </button>
  );
}
