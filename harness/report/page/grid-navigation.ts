/**
 * Keyboard navigation of the ARIA grid pattern (WAI-ARIA Authoring Practices, "Grid") with a roving tabindex: one button of the grid
 * is in the tab order, arrow keys move among all of them, Home and End to the ends of the row.
 */
const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The row and column that a key leads to, or nothing where the key is none of ours. */
export function gridNavigation(
  key: string,
  [row, column]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): readonly [number, number] | undefined {
  if (key === 'Home') return [row, 0];
  if (key === 'End') return [row, columns - 1];
  const move = MOVES[key];
  if (move === undefined) return undefined;
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return [within(row + move[0], rows), within(column + move[1], columns)];
}
