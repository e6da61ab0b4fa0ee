/** A sentence in which clauses are named, each a link. */
import type { ComponentChildren } from 'preact';
import { CLAUSES } from '../../../spec/clauses.ts';
import { ClauseLink } from './clause-link.tsx';

export function withClauseLinks(sentence: string): ComponentChildren {
  return sentence
    .split(/\b([a-z]+\.[a-z-]+)/)
    .map((part, index) =>
      index % 2 === 1 && Object.hasOwn(CLAUSES, part) ? <ClauseLink key={index} id={part} /> : part,
    );
}
