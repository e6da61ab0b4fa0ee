/** A link to a failure by its signature. The rest of what is looked at stays chosen. */
import type { ComponentChildren } from 'preact';
import type { Counterexample } from './read-report.ts';
import { hashOf, useSelection } from './selection.ts';

interface FailureLinkProps {
  readonly failure: Counterexample;
  readonly children: ComponentChildren;
}

export function FailureLink({ failure: { signature }, children }: FailureLinkProps) {
  const [{ f }, select] = useSelection();
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (f === signature.id) document.getElementById('failures')?.scrollIntoView();
    select({ f: signature.id, step: undefined });
  };
  return (
    <a href={hashOf({ f: signature.id })} onClick={onClick}>
      {children}
    </a>
  );
}
