/** The promised machine as a diagram: arrows between states, and inside each state a sign for every call that stays there. */
import { ARGUMENT_CLASSES, CLASS_FACTS } from './argument-classes.ts';
import { ColumnHeads } from './column-heads.tsx';
import { arrowBetween, HEIGHT, NODE, PLACES, WIDTH } from './machine-layout.ts';
import { withThousands } from '../../program/with-thousands.ts';
import { counted } from './numbers.ts';
import { MARK_PATHS, OutcomeMark, OutcomeWord } from './outcome-mark.tsx';
import type { Edge, Report } from './read-report.ts';
import { toneOf } from './tone.ts';
import type { Tone } from './tone.ts';

type Transitions = Report['transitions'];

const OUTCOMES = ['covered', 'failed', 'unseen'] as const;
const TONES: readonly Tone[] = ['pass', 'fail', 'open'];

export function MachineDiagram({ transitions }: { readonly transitions: Transitions }) {
  const { edges } = transitions;
  const tally = OUTCOMES.map((outcome) => edges.filter((edge) => edge.outcome === outcome).length);
  const summary = OUTCOMES.map((outcome, index) => `${tally[index]} ${outcome}`).join(', ');
  const between = grouping(edges.filter(({ from, to }) => from !== to));
  return (
    <>
      <div class="diagram" tabIndex={0} role="region" aria-label="State machine, can be scrolled">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`The life of a channel: ${summary}`}>
          <ArrowTips />
          {between.map((group) => (
            <BetweenStates key={`${group[0]!.from} ${group[0]!.to}`} group={group} />
          ))}
          {transitions.states
            .filter((state) => state in PLACES)
            .map((state) => (
              <StateNode
                key={state}
                state={state}
                stays={edges.filter(({ from, to }) => from === state && to === state)}
              />
            ))}
        </svg>
      </div>
      <ul class="key" aria-label="Key">
        {OUTCOMES.map((outcome, index) => (
          <li key={outcome}>
            <OutcomeMark outcome={outcome} /> <b>{tally[index]}</b> {outcome}
          </li>
        ))}
      </ul>
      <p class="dim caption">
        Inside a state, a sign for every call that stays there: <b>set</b>, the function under test with{' '}
        {ARGUMENT_CLASSES.map((shape) => CLASS_FACTS[shape].name).join(', ')}; <b>other</b>, start, pause and the reads.
        A read that failed shows what an earlier call had done.
      </p>
      <TransitionsInWords edges={edges} />
    </>
  );
}

/** The heads of the arrows, one a colour. */
function ArrowTips() {
  const size = { refX: '6.5', refY: '4', markerWidth: '7', markerHeight: '7' };
  return (
    <defs>
      {TONES.map((tone) => (
        <marker key={tone} id={`tip-${tone}`} viewBox="0 0 8 8" {...size} orient="auto">
          <path d="M0.5 0.5 L7.5 4 L0.5 7.5 Z" class={`tip tone-${tone}`} />
        </marker>
      ))}
    </defs>
  );
}

function TransitionsInWords({ edges }: { readonly edges: readonly Edge[] }) {
  return (
    <details>
      <summary>All {counted(edges.length, 'transition')} in words</summary>
      <table class="transitions">
        <ColumnHeads words={['from', 'call', 'to', 'outcome']} numbers={['calls']} />
        <tbody>
          {edges.map(({ from, call, to, outcome, calls }, index) => (
            <tr key={index}>
              <td>{from}</td>
              <td>
                <code>{call}</code>
              </td>
              <td>{to}</td>
              <td>
                <OutcomeWord outcome={outcome} />
              </td>
              <td class="number">{withThousands(calls)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function grouping(edges: readonly Edge[]): readonly (readonly Edge[])[] {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = `${edge.from} ${edge.to}`;
    groups.set(key, [...(groups.get(key) ?? []), edge]);
  }
  return [...groups.values()];
}

function worst(edges: readonly Edge[]): Edge['outcome'] {
  return (['failed', 'unseen', 'covered'] as const).find((outcome) => edges.some((edge) => edge.outcome === outcome))!;
}

function BetweenStates({ group }: { readonly group: readonly Edge[] }) {
  const [{ from, to }] = group as [Edge, ...Edge[]];
  const outcome = worst(group);
  const tone = toneOf(outcome);
  const { path, label } = arrowBetween(from, to);
  const calls = [...new Set(group.map(({ call }) => call.split(' ')[0]))].join(', ');
  return (
    <g class={`edge tone-${tone}`}>
      <title>{group.map(told).join('\n')}</title>
      <path d={path} marker-end={`url(#tip-${tone})`} />
      <text x={label[0]} y={label[1]} text-anchor="middle">
        {calls}
      </text>
    </g>
  );
}

function told({ from, to, call, outcome, calls }: Edge): string {
  return `${call}: ${from} to ${to}, ${outcome}, ${counted(calls, 'call')}`;
}

function StateNode({ state, stays }: { readonly state: string; readonly stays: readonly Edge[] }) {
  const [x, y] = PLACES[state]!;
  const left = x - NODE.width / 2;
  const top = y - NODE.height / 2;
  const sets = stays.filter(({ call }) => call.startsWith('setMmioMegabytes'));
  const rest = stays.filter(({ call }) => !call.startsWith('setMmioMegabytes'));
  const failed = stays.some(({ outcome }) => outcome === 'failed');
  return (
    <g class={`node ${failed ? 'tone-fail' : ''}`}>
      <rect x={left} y={top} width={NODE.width} height={NODE.height} rx="3" />
      <text class="name" x={left + 12} y={top + 24}>
        {state}
      </text>
      <Stays name="set" edges={sets} x={left + 12} y={top + 38} />
      <Stays name="other" edges={rest} x={left + 12} y={top + 58} />
    </g>
  );
}

interface StaysProps {
  readonly name: string;
  readonly edges: readonly Edge[];
  readonly x: number;
  readonly y: number;
}

function Stays({ name, edges, x, y }: StaysProps) {
  if (edges.length === 0) return null;
  return (
    <>
      <text class="row-name" x={x} y={y + 11}>
        {name}
      </text>
      {edges.map((edge, index) => (
        <g
          key={edge.call}
          class={`sign tone-${toneOf(edge.outcome)}`}
          transform={`translate(${x + 38 + index * 17} ${y})`}
        >
          <title>{told(edge)}</title>
          <rect width="14" height="14" fill="transparent" stroke="none" />
          <path d={MARK_PATHS[toneOf(edge.outcome)]} />
        </g>
      ))}
    </>
  );
}
