/**
 * Where the states of a channel's life stand in the diagram, and how the arrows between them run. Drawn by hand: the life of
 * a channel does not change with the target, and a layout made by a program would be a different picture each time.
 */
export const WIDTH = 1120;
export const HEIGHT = 424;
export const NODE = { width: 148, height: 84 } as const;

/** Centres of the nodes. */
export const PLACES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  absent: [82, 74],
  fresh: [322, 74],
  enabled: [562, 74],
  open: [802, 74],
  closed: [1038, 74],
  freed: [322, 346],
  disabled: [682, 346],
  null: [82, 276],
  forged: [82, 374],
};

export interface Arrow {
  readonly path: string;
  /** The middle of the label. */
  readonly label: readonly [x: number, y: number];
}

const ARROWS: Readonly<Record<string, Arrow>> = {
  'absent fresh': { path: 'M156 74 H242', label: [199, 62] },
  'fresh enabled': { path: 'M396 74 H482', label: [439, 62] },
  'enabled open': { path: 'M636 74 H722', label: [679, 62] },
  'open closed': { path: 'M876 56 H958', label: [917, 44] },
  'closed open': { path: 'M964 92 H882', label: [923, 110] },
  'fresh freed': { path: 'M304 116 V298', label: [268, 208] },
  'freed fresh': { path: 'M340 304 V122', label: [376, 208] },
  'enabled disabled': { path: 'M580 116 C584 200 618 260 646 298', label: [590, 226] },
  'disabled enabled': { path: 'M608 334 C536 310 530 200 542 122', label: [522, 262] },
  'open disabled': { path: 'M802 116 C802 200 750 260 716 298', label: [780, 216] },
  'closed disabled': { path: 'M1038 116 C1038 270 920 346 762 346', label: [1000, 262] },
  'disabled freed': { path: 'M608 358 H402', label: [500, 376] },
};

/** The arrow between two states; a straight line where none was drawn. */
export function arrowBetween(from: string, to: string): Arrow {
  const drawn = ARROWS[`${from} ${to}`];
  if (drawn !== undefined) return drawn;
  const [[x1, y1], [x2, y2]] = [PLACES[from] ?? [0, 0], PLACES[to] ?? [0, 0]];
  return { path: `M${x1} ${y1} L${x2} ${y2}`, label: [(x1 + x2) / 2, (y1 + y2) / 2] };
}
