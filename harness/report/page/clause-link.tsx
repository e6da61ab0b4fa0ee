/** The id of a clause as a link to its row in the table of clauses. The rest of what is looked at stays chosen. */
import { hashOf, useSelection } from './selection.ts';

/** The id of the element that has its row. */
export function rowId(id: string): string {
  return `clause-${id}`;
}

/** Scrolls to the row of a clause where it is out of sight. */
export function showRow(id: string): void {
  const row = document.getElementById(rowId(id));
  if (row === null) return;
  // The section may be folded away.
  row.closest('details')?.setAttribute('open', '');
  const { top, bottom } = row.getBoundingClientRect();
  if (top < TOP_BAR || bottom > innerHeight) row.scrollIntoView({ block: 'center' });
}

/** Pixels at the top that the bar of the page may cover. */
const TOP_BAR = 96;

export function ClauseLink({ id }: { readonly id: string }) {
  const [{ clause }, select] = useSelection();
  const onClick = (event: MouseEvent) => {
    // With a key that opens it elsewhere it is a link as any other.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (clause === id) showRow(id);
    // What narrows the table is let go, since it may hide the row.
    select({ clause: id, outcome: undefined, find: undefined });
  };
  return (
    <a class="clause-link" href={hashOf({ clause: id })} aria-current={clause === id || undefined} onClick={onClick}>
      {id}
    </a>
  );
}
