/** What went wrong: an index of all failures, and beside it one of them at a time. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ArgumentClass } from '../../../spec/set-mmio-megabytes.ts';
import { CLASS_FACTS } from './argument-classes.ts';
import { FailureCard } from './failure-card.tsx';
import { toTheMap, useFailureKeys } from './failure-keys.ts';
import { FailureList } from './failure-list.tsx';
import { hasWords, inOrder } from './failure-order.ts';
import { usePrinting } from './printing.ts';
import type { Counterexample, Report } from './read-report.ts';
import { Section } from './section.tsx';
import { useSelection } from './selection.ts';

export function Failures({ report }: { readonly report: Report }) {
  const [{ f, find = '', step }, select] = useSelection();
  const all = useMemo(() => inOrder(report), [report]);
  const shown = useMemo(() => all.filter((one) => hasWords(one, report, find)), [all, report, find]);
  const chosen = all.find(({ signature }) => signature.id === f);
  const failure = chosen ?? shown[0] ?? all[0]!;
  const card = useRef<HTMLDivElement>(null);
  const isPrinting = usePrinting();
  useEffect(() => {
    if (chosen !== undefined) bringIntoView(card.current);
  }, [chosen]);
  useEffect(() => {
    const read = () => {
      const [, number] = /^#failure-(\d+)$/.exec(location.hash) ?? [];
      const named = number && report.counterexamples[Number(number) - 1];
      if (named) select({ f: named.signature.id }, true);
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, [report]);
  const move = (by: 1 | -1) => {
    const next = neighbour(shown, failure, by);
    if (next !== undefined) select({ f: next.signature.id, step: undefined });
  };
  const onMap = () => {
    const index = report.counterexamples.indexOf(failure);
    const cell = report.map.cells.find(({ counterexample }) => counterexample === index);
    const shape = CLASS_FACTS[cell?.arguments as ArgumentClass];
    if (cell !== undefined && shape !== undefined) select({ state: cell.state, class: shape.name });
    toTheMap();
  };
  useFailureKeys(move, onMap);
  if (isPrinting) return <Printed failures={all} report={report} />;
  const isWhole = shown.length === all.length;
  return (
    <Section
      id="failures"
      title="What went wrong"
      lead="Each failure by the shortest program that shows it: what was promised at each call, and what was observed."
    >
      <div class="failures">
        <FailureList report={report} shown={shown} chosen={failure} />
        <div class="failure-shown" ref={card}>
          <div class="failure-steps">
            <MoveButton
              by={-1}
              name="Previous failure"
              sign="←"
              letter="k"
              to={neighbour(shown, failure, -1)}
              onMove={move}
            />
            <span role="status">
              {shown.includes(failure)
                ? `${shown.indexOf(failure) + 1} of ${shown.length}`
                : `not among the ${shown.length}`}
              {!isWhole && ` found, of ${all.length}`}
            </span>
            <MoveButton
              by={1}
              name="Next failure"
              sign="→"
              letter="j"
              to={neighbour(shown, failure, 1)}
              onMove={move}
            />
            {f !== undefined && chosen === undefined && <span class="warning">{f} is not in this report.</span>}
            <button type="button" class="to-map" onClick={onMap}>
              on the map <kbd>m</kbd>
            </button>
          </div>
          <FailureCard
            key={failure.signature.id}
            failure={failure}
            report={report}
            step={step === undefined || !/^\d+$/.test(step) ? undefined : Number(step) - 1}
            onStep={(at) => select({ f: failure.signature.id, step: String(at + 1) }, true)}
            isLaidOut={false}
          />
        </div>
      </div>
    </Section>
  );
}

/** The one that a step leads to; from one that is not shown, the first or the last. */
function neighbour(shown: readonly Counterexample[], from: Counterexample, by: 1 | -1): Counterexample | undefined {
  const index = shown.indexOf(from);
  return index < 0 ? shown.at(by === 1 ? 0 : -1) : shown[index + by];
}

/** Leaves the page where it is as long as the beginning of the card can be seen. */
function bringIntoView(card: HTMLElement | null): void {
  const { top = 0 } = card?.getBoundingClientRect() ?? {};
  if (top < 0 || top > innerHeight / 2) card?.scrollIntoView();
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

function Printed({ failures, report }: { readonly failures: readonly Counterexample[]; readonly report: Report }) {
  return (
    <Section id="failures" title="What went wrong" lead="Each failure by the shortest program that shows it.">
      {failures.map((one) => (
        <FailureCard
          key={one.signature.id}
          failure={one}
          report={report}
          step={undefined}
          onStep={() => undefined}
          isLaidOut
        />
      ))}
    </Section>
  );
}
