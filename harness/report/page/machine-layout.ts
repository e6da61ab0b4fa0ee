/**
 * Where the states of a channel's life stand in the diagram, and how the arrows between them run. Drawn by hand: the life of
 * a channel does not change with the target, and a layout made by a program would be a different picture each time.
 */
export const WIDTH = 1248;
export const HEIGHT = 386;
export const NODE = { width: 176, height: 100 } as const;
/** The side of a sign in a state, large enough for a finger. */
export const SIGN = 24;

/** Centres of the nodes. */
export const PLACES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  absent: [88, 62],
  fresh: [356, 62],
  enabled: [624, 62],
  open: [892, 62],
  closed: [1160, 62],
  client: [88, 320],
  freed: [356, 320],
  disabled: [758, 320],
};

export interface Arrow {
  readonly path: string;
  /** The middle of the label. */
  readonly label: readonly [x: number, y: number];
}

const ARROWS: Readonly<Record<string, Arrow>> = {
  'absent fresh': { path: 'M176 62 H262', label: [222, 51] },
  'absent client': { path: 'M88 112 V264', label: [128, 195] },
  'fresh enabled': { path: 'M444 62 H530', label: [490, 51] },
  'enabled open': { path: 'M712 62 H798', label: [758, 51] },
  'open closed': { path: 'M980 48 H1066', label: [1026, 37] },
  'closed open': { path: 'M1072 76 H986', label: [1026, 95] },
  'fresh freed': { path: 'M338 112 V264', label: [300, 195] },
  'freed fresh': { path: 'M374 270 V118', label: [414, 195] },
  'client freed': { path: 'M176 308 H262', label: [222, 298] },
  'freed client': { path: 'M268 334 H182', label: [222, 353] },
  'enabled disabled': { path: 'M642 112 C646 182 688 228 722 264', label: [658, 188] },
  'disabled enabled': { path: 'M670 300 C600 276 588 190 604 118', label: [590, 236] },
  'open disabled': { path: 'M892 112 C890 182 846 228 796 264', label: [872, 196] },
  'closed disabled': { path: 'M1160 112 C1160 260 1010 320 852 320', label: [1116, 236] },
  'disabled freed': { path: 'M670 330 H450', label: [560, 349] },
};

/** The arrow between two states; a straight line where none was drawn. */
export function arrowBetween(from: string, to: string): Arrow {
  const drawn = ARROWS[`${from} ${to}`];
  if (drawn !== undefined) return drawn;
  const [[x1, y1], [x2, y2]] = [PLACES[from] ?? [0, 0], PLACES[to] ?? [0, 0]];
  return { path: `M${x1} ${y1} L${x2} ${y2}`, label: [(x1 + x2) / 2, (y1 + y2) / 2] };
}
