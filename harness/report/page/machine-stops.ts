/** What can be chosen in the diagram of the machine, where it lies, and how keys go from one to the next. */
import { HANDLE_STATE_IDS } from './handle-states.ts';
import { arrowBetween, NODE, PLACES, SIGN } from './machine-layout.ts';
import type { Edge } from './read-report.ts';

/** An arrow with all calls that it stands for, or the sign of a call that stays in its state. */
export interface Stop {
  readonly kind: 'arrow' | 'sign';
  readonly edges: readonly [Edge, ...Edge[]];
  /** The middle of its label, or of its sign. */
  readonly at: readonly [x: number, y: number];
}

const URGENCY: readonly Edge['outcome'][] = ['crash', 'adapter-fault', 'timeout', 'failed', 'unseen', 'covered'];

/** The edge of which there is most to tell. */
export function worstOf({ edges }: Stop): Edge {
  return edges.toSorted((a, b) => URGENCY.indexOf(a.outcome) - URGENCY.indexOf(b.outcome))[0]!;
}

/** From the start on: the signs of each state, and then the arrows out of it. */
export function stopsOf(edges: readonly Edge[]): readonly Stop[] {
  const drawn = edges.filter(({ from, to }) => from in PLACES && to in PLACES);
  return ['absent', ...HANDLE_STATE_IDS].flatMap((state) => {
    const own = drawn.filter(({ from }) => from === state);
    const stays = own.filter(({ to }) => to === state);
    const sets = stays.filter(({ call }) => isSet(call));
    const rest = stays.filter(({ call }) => !isSet(call));
    const ends = [...new Set(own.map(({ to }) => to))].filter((to) => to !== state);
    return [
      ...[sets, rest].flatMap((row, line) => row.map((edge, index) => sign(edge, index, line))),
      ...ends.map((to): Stop => {
        const group = own.filter((edge) => edge.to === to) as [Edge, ...Edge[]];
        return { kind: 'arrow', edges: group, at: arrowBetween(state, to).label };
      }),
    ];
  });
}

export function isSet(call: string): boolean {
  return call.startsWith('setMmioMegabytes');
}

/** Where the row of signs begins, from the left and the top of its state. */
export const ROW = { left: 50, top: 40, height: 26 } as const;

function sign(edge: Edge, index: number, line: number): Stop {
  const [x, y] = PLACES[edge.from]!;
  const left = x - NODE.width / 2 + ROW.left + index * SIGN;
  const top = y - NODE.height / 2 + ROW.top + line * ROW.height;
  return { kind: 'sign', edges: [edge], at: [left + SIGN / 2, top + SIGN / 2] };
}

/** Left and right go through all in order, up and down to the nearest that lies there. Nothing where the key is none of ours. */
export function stopAfter(key: string, stops: readonly Stop[], current: number): number | undefined {
  const last = stops.length - 1;
  switch (key) {
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowLeft':
      return Math.max(0, current - 1);
    case 'ArrowRight':
      return Math.min(last, current + 1);
    case 'ArrowUp':
    case 'ArrowDown':
      return nearest(stops, current, key === 'ArrowUp' ? -1 : 1);
    default:
      return undefined;
  }
}

function nearest(stops: readonly Stop[], current: number, direction: 1 | -1): number {
  const [x, y] = stops[current]!.at;
  let [best, least] = [current, Infinity];
  for (const [index, { at }] of stops.entries()) {
    const ahead = (at[1] - y) * direction;
    // What lies beside is reached by other keys.
    const distance = ahead + 2 * Math.abs(at[0] - x);
    if (ahead > 1 && distance < least) [best, least] = [index, distance];
  }
  return best;
}
