/** Failures by cause: what was seen, the clauses that it broke, and who has it. */
import { failureLink } from '../../matrix/report-links.ts';
import type { CauseAcross } from '../../matrix/causes-across.ts';
import type { Implementation } from '../../matrix/implementation.ts';
import type { Matrix } from '../../matrix/matrix.ts';
import { counted } from '../numbers.ts';
import { useSelection } from '../selection.ts';

export function CauseList({ matrix }: { readonly matrix: Matrix }) {
  const { causes, implementations, kind } = matrix;
  const noun = kind === 'series' ? 'run' : 'implementation';
  return (
    <ol class="causes">
      {causes.map((cause) => (
        <li key={`${cause.failures[0]!.signature} ${cause.gist}`}>
          <p class="gist">
            <bdi>{cause.gist}</bdi>
          </p>
          <p class="broke">
            <b>{counted(new Set(cause.failures.map(({ of }) => of)).size, noun)}</b> ·{' '}
            {cause.clauses.map((id) => (
              <ClauseName key={id} id={id} isClause={matrix.clauses.some((clause) => clause.id === id)} />
            ))}
          </p>
          <Having cause={cause} implementations={implementations} />
        </li>
      ))}
    </ol>
  );
}

function ClauseName({ id, isClause }: { readonly id: string; readonly isClause: boolean }) {
  const [, select] = useSelection();
  if (!isClause) return <code>{id}</code>;
  const show = () => {
    select({ clause: id, find: undefined, only: undefined });
    document.getElementById('clauses')?.scrollIntoView();
  };
  return (
    <button type="button" class="opener" onClick={show}>
      {id}
    </button>
  );
}

function Having({
  cause,
  implementations,
}: {
  readonly cause: CauseAcross;
  readonly implementations: readonly Implementation[];
}) {
  return (
    <ul class="having">
      {cause.failures.map(({ of, clause, signature, isKnown }) => {
        const { label, report } = implementations[of]!;
        const known = isKnown === true ? ', waived' : '';
        return (
          <li key={`${of} ${clause} ${signature}`}>
            <bdi>{label}</bdi>{' '}
            {report === undefined ? (
              <code>{signature}</code>
            ) : (
              <a href={failureLink(report, signature)}>
                <code>{signature}</code>
                <span class="hidden"> of {label}</span>
              </a>
            )}
            {known}
          </li>
        );
      })}
    </ul>
  );
}
