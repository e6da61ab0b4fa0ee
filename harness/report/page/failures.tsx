/** What went wrong: an index of all failures, and beside it one of them at a time. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { addressOf, isOnMap } from './chosen-cell.ts';
import { FailureCard } from './failure-card.tsx';
import { toTheMap, useFailureKeys } from './failure-keys.ts';
import { FailureList } from './failure-list.tsx';
import { FailureSteps, neighbour } from './failure-steps.tsx';
import { hasWords, inOrder } from './failure-order.ts';
import { useNumberedAddress } from './numbered-address.ts';
import type { Report } from './read-report.ts';
import { Section } from './section.tsx';
import { useSelection } from './selection.ts';

export function Failures({ report }: { readonly report: Report }) {
  const [{ f, find = '', step }, select] = useSelection();
  const all = useMemo(() => inOrder(report), [report]);
  const shown = useMemo(() => all.filter((one) => hasWords(one, report, find)), [all, report, find]);
  const chosen = all.find(({ signature }) => signature.id === f);
  const failure = chosen ?? shown[0] ?? all[0]!;
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen !== undefined) bringIntoView(card.current);
  }, [chosen]);
  useNumberedAddress(report);
  const onMove = (by: 1 | -1) => {
    const next = neighbour(shown, failure, by);
    if (next !== undefined) select({ f: next.signature.id, step: undefined });
  };
  const onMap = () => {
    if (failure.cell !== undefined && isOnMap(failure.cell)) select({ ...addressOf(failure.cell), pair: undefined });
    toTheMap();
  };
  useFailureKeys(onMove, onMap);
  return (
    <Section
      id="failures"
      title="What went wrong"
      lead="Each failure by the shortest program that shows it: what was promised at each call, and what was observed."
    >
      <div class="failures">
        <FailureList report={report} shown={shown} chosen={failure} />
        <div class="failure-shown" ref={card}>
          <FailureSteps
            shown={shown}
            all={all}
            failure={failure}
            unknown={chosen === undefined ? f : undefined}
            {...{ onMove, onMap }}
          />
          <FailureCard
            key={failure.signature.id}
            failure={failure}
            report={report}
            step={step === undefined || !/^\d+$/.test(step) ? undefined : Number(step) - 1}
            onStep={(at) => select({ f: failure.signature.id, step: String(at + 1) }, true)}
          />
        </div>
      </div>
    </Section>
  );
}

/** Leaves the page where it is as long as the beginning of the card can be seen. */
function bringIntoView(card: HTMLElement | null): void {
  const { top = 0 } = card?.getBoundingClientRect() ?? {};
  if (top < 0 || top > innerHeight / 2) card?.scrollIntoView();
}
