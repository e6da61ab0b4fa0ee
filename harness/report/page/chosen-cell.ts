/**
 * The one cell that is chosen over map, machine, clauses, failures and explorer: a state of the channel, and a class of amounts
 * or another call.
 */
import { NO_CHANNEL } from '../../../spec/model.ts';
import { permitted } from '../../../spec/oracle.ts';
import type { ArgumentClass } from '../../../spec/set-mmio-megabytes.ts';
import type { Call, PlainKind } from '../../../spec/call.ts';
import { ARGUMENT_CLASSES, CLASS_FACTS } from './argument-classes.ts';
import { HANDLE_STATES, modelOf } from './handle-states.ts';
import type { HandleStateId } from './handle-states.ts';
import type { Counterexample, Report } from './read-report.ts';
import type { Selection, SelectionName } from './selection.ts';

/** Its call as the report has it: `setMmioMegabytes zero`, `enable`. */
export type Cell = NonNullable<Counterexample['cell']>;

const SET = 'setMmioMegabytes ';

/** Nothing where the address names no cell, or one that there is not. */
export function chosenCell({ state, class: name, call }: Selection, report: Report): Cell | undefined {
  const shape = ARGUMENT_CLASSES.find((one) => CLASS_FACTS[one].name === name);
  const asked = shape === undefined ? call : `${SET}${shape}`;
  const known = [...report.map.states, ...report.transitions.states].find((one) => one === state);
  if (known === undefined || asked === undefined) return undefined;
  const isKnown =
    (shape !== undefined && report.map.states.includes(known)) ||
    report.transitions.edges.some((edge) => edge.from === known && edge.call === asked);
  return isKnown ? { state: known, call: asked } : undefined;
}

/** The class of amounts of a cell, as the report names it. */
function shapeOf({ call }: Cell): ArgumentClass | undefined {
  return ARGUMENT_CLASSES.find((shape) => call === `${SET}${shape}`);
}

/** Whether its call is the function under test. */
export function isOnMap(cell: Cell): boolean {
  return shapeOf(cell) !== undefined;
}

export function cellOf(state: Cell['state'], shape: string): Cell {
  return { state, call: `${SET}${shape}` };
}

export function isSameCell(one: Cell | undefined, other: Cell | undefined): boolean {
  return one !== undefined && one.state === other?.state && one.call === other.call;
}

/** What a choice of the cell puts into the address. */
export function addressOf(cell: Cell): { readonly [name in SelectionName]?: string | undefined } {
  const shape = shapeOf(cell);
  const name = shape === undefined ? undefined : CLASS_FACTS[shape].name;
  return { state: cell.state, class: name, call: name === undefined ? cell.call : undefined };
}

/** In words, as `open with 0/n` and `open, readOffer`. */
export function cellWords(cell: Cell): string {
  const state = HANDLE_STATES[cell.state as HandleStateId]?.name ?? cell.state;
  const shape = shapeOf(cell);
  return shape === undefined ? `${state}, ${cell.call}` : `${state} with ${CLASS_FACTS[shape].name}`;
}

/** As `setMmioMegabytes 0/n`. */
export function callWords(call: string): string {
  const shape = ARGUMENT_CLASSES.find((one) => call === `${SET}${one}`);
  return shape === undefined ? call : `${SET}${CLASS_FACTS[shape].name}`;
}

/** The clauses that speak in a cell, and those that were broken there. */
export function clausesAt(cell: Cell, report: Report): readonly string[] {
  const onMap = report.map.cells.find((one) => isSameCell(cellOf(one.state, one.arguments), cell));
  const broken = report.cells.find((one) => isSameCell(one, cell))?.broken ?? [];
  return [...new Set([...(onMap?.clauses ?? promisedAt(cell, report)), ...broken])];
}

/** What the oracle says of a call that is not the function under test. */
function promisedAt({ state, call }: Cell, { reading }: Report): readonly string[] {
  const [kind, endpoint] = call.split(' ');
  const asked = (
    kind === 'allocate' ? { kind, channel: 0, endpoint } : { kind: kind as PlainKind, channel: 0 }
  ) as Call;
  const known = HANDLE_STATES[state as HandleStateId];
  const model = known === undefined ? NO_CHANNEL.absent : modelOf(known, reading);
  return permitted(model, asked, reading).flatMap(({ clauses }) => clauses);
}

/** The failures that show in a cell. */
export function failuresAt(cell: Cell, { counterexamples }: Report): readonly Counterexample[] {
  return counterexamples.filter((one) => isSameCell(one.cell, cell));
}
