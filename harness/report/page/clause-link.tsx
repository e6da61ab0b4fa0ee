/** The name of a clause as a link to its row, wherever it stands; the rest of what is chosen stays chosen. */
import type { ComponentChildren } from 'preact';
import { CLAUSES } from '../../../spec/clauses.ts';
import { useSelection } from './selection.ts';

export function ClauseLink({ id }: { readonly id: string }) {
  const [, select] = useSelection();
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    select({ clause: id });
  };
  return (
    <a class="clause-link" href={`#clause=${id}`} onClick={onClick}>
      {id}
    </a>
  );
}

/** A sentence in which clauses are named. */
export function withClauseLinks(sentence: string): ComponentChildren {
  return sentence
    .split(/\b([a-z]+\.[a-z-]+)/)
    .map((part, index) =>
      index % 2 === 1 && Object.hasOwn(CLAUSES, part) ? <ClauseLink key={index} id={part} /> : part,
    );
}
