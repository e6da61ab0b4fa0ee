/** The promised machine as a diagram: arrows between states, and inside each state a sign for every call that stays there. */
import { useMemo } from 'preact/hooks';
import { ARGUMENT_CLASSES, CLASS_FACTS } from './argument-classes.ts';
import { addressOf, chosenCell, isSameCell } from './chosen-cell.ts';
import type { Cell } from './chosen-cell.ts';
import { ChosenNote } from './chosen-note.tsx';
import { MachineDrawing } from './machine-drawing.tsx';
import { stopsOf, worstOf } from './machine-stops.ts';
import type { Stop } from './machine-stops.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { Report } from './read-report.ts';
import { useSelection } from './selection.ts';
import { TransitionDetails } from './transition-details.tsx';
import { TransitionsInWords } from './transitions-in-words.tsx';

/** Told always, and where they were met. */
const USUAL = ['covered', 'failed', 'unseen'] as const;
const ENDS = ['crash', 'timeout', 'adapter-fault'] as const;

export function MachineDiagram({ report }: { readonly report: Report }) {
  const { edges } = report.transitions;
  const [selection, select] = useSelection();
  const cell = chosenCell(selection, report);
  const stops = useMemo(() => stopsOf(edges), [edges]);
  const chosen = stops.findIndex((stop) => holds(stop, cell));
  const countOf = (outcome: string) => edges.filter((edge) => edge.outcome === outcome).length;
  const told = [...USUAL, ...ENDS.filter((outcome) => countOf(outcome) > 0)];
  const choose = (stop: Stop, isStep: boolean) => {
    const { from, call } = worstOf(stop);
    if (!holds(stop, cell)) select({ ...addressOf({ state: from, call }), pair: undefined }, isStep);
  };
  return (
    <>
      <MachineDrawing
        transitions={report.transitions}
        stops={stops}
        chosen={chosen}
        state={cell?.state}
        label={`The life of a channel: ${told.map((outcome) => `${countOf(outcome)} ${outcome}`).join(', ')}`}
        onChoose={choose}
      />
      <ul class="key" aria-label="Key">
        {told.map((outcome) => (
          <li key={outcome}>
            <OutcomeMark outcome={outcome} /> <b>{countOf(outcome)}</b> {outcome}
          </li>
        ))}
      </ul>
      <p class="dim caption">
        Inside a state, a sign for every call that stays there: <b>set</b>, the function under test with{' '}
        {ARGUMENT_CLASSES.map((shape) => CLASS_FACTS[shape].name).join(', ')}; <b>other</b>, start, pause and the reads.
        A read that failed shows what an earlier call had done. A handle that names no channel leads nowhere, and is not
        drawn.
      </p>
      <ChosenNote report={report} told={() => (chosen < 0 ? 'It has no place in this picture.' : 'Marked above.')} />
      {chosen >= 0 && <TransitionDetails edges={stops[chosen]!.edges} report={report} />}
      <TransitionsInWords edges={edges} />
    </>
  );
}

function holds({ edges }: Stop, cell: Cell | undefined): boolean {
  return edges.some(({ from, call }) => isSameCell({ state: from, call }, cell));
}
