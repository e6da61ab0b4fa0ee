/** The states of the diagram, and what can be chosen in it: arrows between states, and signs inside them. */
import { callWords } from './chosen-cell.ts';
import { arrowBetween, NODE, PLACES, SIGN } from './machine-layout.ts';
import { isSet, ROW } from './machine-stops.ts';
import type { Stop } from './machine-stops.ts';
import { counted } from './numbers.ts';
import { markPath } from './outcome-mark.tsx';
import type { Edge } from './read-report.ts';
import { toneOf } from './tone.ts';

interface MachineStateProps {
  readonly state: string;
  readonly edges: readonly Edge[];
  readonly isChosen: boolean;
}

export function MachineState({ state, edges, isChosen }: MachineStateProps) {
  const [x, y] = PLACES[state]!;
  const [left, top] = [x - NODE.width / 2, y - NODE.height / 2];
  const stays = edges.filter(({ from, to }) => from === state && to === state);
  const failed = stays.some(({ outcome }) => toneOf(outcome) === 'fail');
  const rows = [
    ['set', stays.some(({ call }) => isSet(call))],
    ['other', stays.some(({ call }) => !isSet(call))],
  ] as const;
  return (
    <g class={`node ${failed ? 'tone-fail' : ''} ${isChosen ? 'chosen' : ''}`} aria-hidden="true">
      <rect x={left} y={top} width={NODE.width} height={NODE.height} rx="3" />
      <text class="name" x={left + 12} y={top + 25}>
        {state}
      </text>
      {rows.map(([name, isThere], line) =>
        isThere ? (
          <text key={name} class="row-name" x={left + 12} y={top + ROW.top + line * ROW.height + 16}>
            {name}
          </text>
        ) : null,
      )}
    </g>
  );
}

interface MachineStopProps {
  readonly stop: Stop;
  /** The worst of its edges. */
  readonly outcome: Edge['outcome'];
  readonly number: number;
  readonly isChosen: boolean;
  readonly isInTabOrder: boolean;
  readonly onChoose: () => void;
}

export function MachineStop({ stop, outcome, number, isChosen, isInTabOrder, onChoose }: MachineStopProps) {
  const words = stop.edges.map(edgeWords);
  return (
    <g
      class={`${stop.kind === 'arrow' ? 'edge' : 'sign'} tone-${toneOf(outcome)} ${isChosen ? 'chosen' : ''}`}
      role="button"
      tabindex={isInTabOrder ? 0 : -1}
      data-stop={number}
      aria-pressed={isChosen}
      aria-label={words.join('; ')}
      onClick={onChoose}
    >
      <title>{words.join('\n')}</title>
      {stop.kind === 'arrow' ? (
        <ArrowShape stop={stop} outcome={outcome} />
      ) : (
        <SignShape stop={stop} outcome={outcome} />
      )}
    </g>
  );
}

type ShapeProps = Pick<MachineStopProps, 'stop' | 'outcome'>;

function ArrowShape({ stop: { edges, at }, outcome }: ShapeProps) {
  const [{ from, to }] = edges;
  const { path } = arrowBetween(from, to);
  const calls = [...new Set(edges.map(({ call }) => call.split(' ')[0]))].join(', ');
  const isEnd = outcome !== 'covered' && outcome !== 'failed' && outcome !== 'unseen';
  // As wide as the code font sets it.
  const width = calls.length * 7.9 + 10;
  return (
    <>
      <path class="grip" d={path} />
      <path d={path} marker-end={`url(#tip-${toneOf(outcome)})`} />
      <rect class="plate" x={at[0] - width / 2} y={at[1] - 15} width={width} height="21" rx="2" />
      <text x={at[0]} y={at[1]} text-anchor="middle">
        {calls}
      </text>
      {isEnd && (
        <path class="end" d={markPath(outcome)} transform={`translate(${at[0] - width / 2 - 14} ${at[1] - 12})`} />
      )}
    </>
  );
}

function SignShape({ stop: { at }, outcome }: ShapeProps) {
  const [left, top] = [at[0] - SIGN / 2, at[1] - SIGN / 2];
  return (
    <>
      <rect class="plate" x={left + 0.5} y={top + 0.5} width={SIGN - 1} height={SIGN - 1} rx="2" />
      <path d={markPath(outcome)} transform={`translate(${left + 5} ${top + 5})`} />
    </>
  );
}

function edgeWords({ from, to, call, outcome, calls }: Edge): string {
  return `${callWords(call)}: ${from === to ? `in ${from}` : `${from} to ${to}`}, ${outcome}, ${counted(calls, 'call')}`;
}
