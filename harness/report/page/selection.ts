/**
 * What the reader looks at, kept in the address of the page, so that it can be linked to, gone back from and reloaded:
 * `#f=KM-35C6&step=2`, `#clause=held.set`, `#state=open&class=0/n`. An address without `=` names a section, as ever.
 */
import { useEffect, useState } from 'preact/hooks';

/** Names that an address may hold. What is absent is not chosen; what is unknown to the page is left alone, and chooses nothing. */
export interface Selection {
  /** Signature of a failure, as `KM-35C6`. */
  readonly f?: string;
  /** Call of its program, from 1. */
  readonly step?: string;
  readonly clause?: string;
  /** State of the channel and class of amounts, as `0/n`: a cell of the map. In place of a class any other call of the machine. */
  readonly state?: string;
  readonly class?: string;
  readonly call?: string;
  /** Outcome and level that the table of clauses is narrowed to. */
  readonly outcome?: string;
  readonly level?: string;
  /** Text that lists are narrowed to. */
  readonly find?: string;
  /** Rows that a table is narrowed to, as `differences`. */
  readonly only?: string;
  /** What was typed into the explorer, as `8,0x10`, on the state above, and its reading. */
  readonly pair?: string;
  readonly reading?: string;
}

export type SelectionName = keyof Selection;

const NAMES: readonly SelectionName[] = [
  'f',
  'step',
  'clause',
  'state',
  'class',
  'call',
  'outcome',
  'level',
  'find',
  'only',
  'pair',
  'reading',
];

export function readSelection(hash: string): Selection {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  return Object.fromEntries(NAMES.flatMap((name) => (given.get(name) ? [[name, given.get(name)!]] : [])));
}

/** The address of a selection; names in one order, so that the same selection has one address. */
export function hashOf(selection: Selection): string {
  const given = new URLSearchParams();
  for (const name of NAMES) if (selection[name]) given.set(name, selection[name]);
  // Slashes and commas may stand in a fragment, and are easier to read there.
  return `#${given.toString().replaceAll('%2F', '/').replaceAll('%2C', ',')}`;
}

/** A change to the selection: a name set to undefined is chosen no longer. `isStep` changes go into no history of their own. */
export type Select = (change: { readonly [name in SelectionName]?: string | undefined }, isStep?: boolean) => void;

const CHANGED = 'kmcl-selection';

const select: Select = (change, isStep = false) => {
  const hash = hashOf({ ...readSelection(location.hash), ...change } as Selection);
  if (hash === location.hash) return;
  history[isStep ? 'replaceState' : 'pushState'](null, '', hash);
  dispatchEvent(new Event(CHANGED));
};

/** The selection that all parts of the page share, and the one way to change it. */
export function useSelection(): readonly [Selection, Select] {
  const [selection, setSelection] = useState(() => readSelection(location.hash));
  useEffect(() => {
    const read = () => setSelection(readSelection(location.hash));
    const events = [CHANGED, 'hashchange', 'popstate'];
    for (const event of events) addEventListener(event, read);
    return () => {
      for (const event of events) removeEventListener(event, read);
    };
  }, []);
  return [selection, select];
}
