/** What a clause says: its level, its promise, where that comes from and the position taken. */
import { CLAUSES } from '../../../spec/clauses.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { ClauseLink } from './clause-link.tsx';
import { positionWords } from '../position-words.ts';
import { Fact } from './fact.tsx';
import type { Report } from './read-report.ts';

interface ClauseFactsProps {
  readonly id: string;
  readonly report: Report;
}

export function ClauseFacts({ id, report }: ClauseFactsProps) {
  const clause = report.clauses.find((entry) => entry.id === id) ?? CLAUSES[id as ClauseId];
  if (clause === undefined) return <p class="clause-id">{id}</p>;
  return (
    <div class="clause-facts">
      <p class="clause-id">
        <ClauseLink id={id} /> <span class="level">{clause.level}</span>
      </p>
      <p class="gist">{sentence(clause.gist)}</p>
      <dl class="facts">
        <Fact name="source">{clause.source}</Fact>
        <Fact name="position">{ticked(positionWords(clause))}</Fact>
      </dl>
    </div>
  );
}

export function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
}

/** Words between backticks set as code, as the clauses are written. */
export function ticked(text: string) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
