/** A part of the page with its heading and one sentence on what it shows; folded away where so much failed that the page would be long. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useSelection } from './selection.ts';
import type { SelectionName } from './selection.ts';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly isFolded?: boolean;
  /** What has to be chosen for it to unfold by itself; it does so too where the address names it. */
  readonly opensFor?: readonly SelectionName[];
  readonly children: ComponentChildren;
}

export function Section({ id, title, lead, isFolded = false, opensFor = [], children }: SectionProps) {
  const head = (
    <>
      <h2 id={`${id}-title`}>{title}</h2>
      <p>{lead}</p>
    </>
  );
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      {isFolded ? (
        <Folded id={id} opensFor={opensFor} head={head}>
          {children}
        </Folded>
      ) : (
        <>
          <div class="section-head">{head}</div>
          {children}
        </>
      )}
    </section>
  );
}

type FoldedProps = Required<Pick<SectionProps, 'id' | 'opensFor' | 'children'>> & { readonly head: ComponentChildren };

function Folded({ id, opensFor, head, children }: FoldedProps) {
  const [selection] = useSelection();
  const [isOpen, setOpen] = useState(false);
  const chosen = opensFor
    .map((name) => selection[name])
    .join(' ')
    .trim();
  useEffect(() => {
    const read = () => {
      if (location.hash === `#${id}`) setOpen(true);
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, [id]);
  useEffect(() => {
    if (chosen !== '') setOpen(true);
  }, [chosen]);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary class="section-head">{head}</summary>
      {children}
    </details>
  );
}
