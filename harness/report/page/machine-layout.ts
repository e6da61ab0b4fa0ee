/**
 * Where the states of a channel's life stand in the diagram, and how the arrows between them run. Drawn by hand: the life of
 * a channel does not change with the target, and a layout made by a program would be a different picture each time.
 */
export const WIDTH = 1120;
export const HEIGHT = 352;
export const NODE = { width: 148, height: 84 } as const;

/** Centres of the nodes. */
export const PLACES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  absent: [76, 60],
  fresh: [314, 60],
  enabled: [552, 60],
  open: [790, 60],
  closed: [1044, 60],
  freed: [314, 292],
  disabled: [672, 292],
  null: [76, 200],
  forged: [76, 300],
};

export interface Arrow {
  readonly path: string;
  /** The middle of the label. */
  readonly label: readonly [x: number, y: number];
}

const ARROWS: Readonly<Record<string, Arrow>> = {
  'absent fresh': { path: 'M150 60 H234', label: [192, 49] },
  'fresh enabled': { path: 'M388 60 H472', label: [430, 49] },
  'enabled open': { path: 'M626 60 H710', label: [668, 49] },
  'open closed': { path: 'M864 46 H964', label: [914, 35] },
  'closed open': { path: 'M970 74 H870', label: [920, 93] },
  'fresh freed': { path: 'M298 102 V244', label: [264, 180] },
  'freed fresh': { path: 'M330 250 V108', label: [366, 180] },
  'enabled disabled': { path: 'M568 102 C572 170 606 214 640 245', label: [576, 168] },
  'disabled enabled': { path: 'M598 282 C536 262 526 180 536 108', label: [534, 216] },
  'open disabled': { path: 'M790 102 C788 170 744 214 706 245', label: [772, 178] },
  'closed disabled': { path: 'M1044 102 C1044 236 910 292 752 292', label: [1004, 216] },
  'disabled freed': { path: 'M598 302 H394', label: [496, 321] },
};

/** The arrow between two states; a straight line where none was drawn. */
export function arrowBetween(from: string, to: string): Arrow {
  const drawn = ARROWS[`${from} ${to}`];
  if (drawn !== undefined) return drawn;
  const [[x1, y1], [x2, y2]] = [PLACES[from] ?? [0, 0], PLACES[to] ?? [0, 0]];
  return { path: `M${x1} ${y1} L${x2} ${y2}`, label: [(x1 + x2) / 2, (y1 + y2) / 2] };
}
