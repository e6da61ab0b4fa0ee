/** A name and what there is to say under it, in a list of facts. */
import type { ComponentChildren } from 'preact';

interface FactProps {
  readonly name: string;
  readonly children: ComponentChildren;
  /** Of the text, where it is shown in a manner of its own. */
  readonly class?: string | undefined;
}

export function Fact({ name, children, class: className }: FactProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd class={className}>{children}</dd>
    </>
  );
}
