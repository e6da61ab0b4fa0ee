/** The id of a clause as a link to its row in the table of clauses. The rest of what is looked at stays chosen. */
import { hashOf, useSelection } from './selection.ts';

/** The id of the element that has its row. */
export function rowId(id: string): string {
  return `clause-${id}`;
}

export function ClauseLink({ id }: { readonly id: string }) {
  const [{ clause }, select] = useSelection();
  const onClick = (event: MouseEvent) => {
    // With a key that opens it elsewhere it is a link as any other.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (clause === id) document.getElementById(rowId(id))?.scrollIntoView({ block: 'center' });
    // What narrows the table is let go, since it may hide the row.
    select({ clause: id, outcome: undefined, find: undefined });
  };
  return (
    <a class="clause-link" href={hashOf({ clause: id })} aria-current={clause === id || undefined} onClick={onClick}>
      {id}
    </a>
  );
}
