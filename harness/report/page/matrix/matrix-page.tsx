/** Reports side by side, from top to bottom: how each came out, clause by clause, by cause, and over time where they are a series. */
import type { Implementation } from '../../matrix/implementation.ts';
import type { Matrix } from '../../matrix/matrix.ts';
import { havingWords } from '../../matrix/unequal-conditions.ts';
import { counted } from '../numbers.ts';
import { OutcomeMark } from '../outcome-mark.tsx';
import { Section } from '../section.tsx';
import { ThemeToggle } from '../theme-toggle.tsx';
import { CauseList } from './cause-list.tsx';
import { ClauseGrid } from './clause-grid.tsx';
import { ImplementationList } from './implementation-list.tsx';
import { SeriesSteps } from './series-steps.tsx';

export function MatrixPage({ matrix }: { readonly matrix: Matrix }) {
  const { kind, implementations, causes } = matrix;
  const noun = kind === 'series' ? 'run' : 'implementation';
  const subject = kind === 'series' ? implementations[0]!.name : 'VmbServerChannelInitSetMmioMegabytes';
  return (
    <>
      <TopBar matrix={matrix} />
      <main class="matrix-page">
        <div id="top" class="head">
          <p class="subject">
            <bdi>{subject}</bdi>
          </p>
          <h1>{counted(implementations.length, noun)}, side by side</h1>
          <VerdictCounts implementations={implementations} />
          <Unequal matrix={matrix} />
        </div>
        {kind === 'series' && (
          <Section id="series" title="Over time" lead={LEADS.series}>
            <SeriesSteps matrix={matrix} />
          </Section>
        )}
        <Section
          id="implementations"
          title={kind === 'series' ? 'Runs' : 'Implementations'}
          lead={LEADS.implementations}
        >
          <ImplementationList matrix={matrix} />
        </Section>
        <Section id="clauses" title="Clauses" lead={LEADS.clauses}>
          <ClauseGrid matrix={matrix} />
        </Section>
        {causes.length > 0 && (
          <Section id="causes" title="Causes" lead={LEADS.causes}>
            <CauseList matrix={matrix} />
          </Section>
        )}
      </main>
    </>
  );
}

const LEADS = {
  series:
    'From run to run: what is new, what is fixed, and what a run could not have shown. Fixed is only what was tried again.',
  implementations:
    'Each by its one sentence, with what stands behind it: how it was tried, where it was observed, what it chose.',
  clauses: 'A clause that is not claimed, not selected or not verified is no pass, and is marked as what it is.',
  causes:
    'Failures that look alike, whichever clause they broke: the same pattern, or the same calls answered in the same way.',
} as const;

function TopBar({ matrix: { kind, causes } }: { readonly matrix: Matrix }) {
  return (
    <>
      <a class="skip" href="#clauses">
        Skip to the clauses
      </a>
      <header class="bar">
        <a class="brand" href="#top">
          kmcl-conformance <span>matrix</span>
        </a>
        <nav aria-label="Sections">
          {kind === 'series' && <a href="#series">Over time</a>}
          <a href="#implementations">{kind === 'series' ? 'Runs' : 'Implementations'}</a>
          <a href="#clauses">Clauses</a>
          {causes.length > 0 && (
            <a href="#causes">
              Causes<sup>{causes.length}</sup>
            </a>
          )}
        </nav>
        <ThemeToggle />
      </header>
    </>
  );
}

/** The best last: what a reader has come for stands first. Of one, and of several. */
const KINDS = {
  'does not conform': ['does not conform', 'do not conform'],
  'target unusable': ['could not be used', 'could not be used'],
  inconclusive: ['is inconclusive', 'are inconclusive'],
  part: ['is a part of a run', 'are parts of a run'],
  conforms: ['conforms', 'conform'],
} as const satisfies Readonly<Record<Implementation['verdict'], readonly [one: string, several: string]>>;

function VerdictCounts({ implementations }: Pick<Matrix, 'implementations'>) {
  const groups = Object.entries(KINDS).map(
    ([kind, words]) => [kind, words, implementations.filter(({ verdict }) => verdict === kind)] as const,
  );
  return (
    <ul class="verdict-counts" aria-label="By verdict">
      {groups.map(([kind, [one, several], members]) =>
        members.length === 0 ? null : (
          <li key={kind}>
            <OutcomeMark outcome={kind} /> <b>{members.length}</b> {members.length === 1 ? one : several}
            {kind === 'conforms' && onSelection(members)}
          </li>
        ),
      )}
    </ul>
  );
}

/** What conforms on a selection conforms on nothing else. */
function onSelection(members: readonly Implementation[]): string {
  const count = members.filter(({ isSelection }) => isSelection).length;
  return count === 0 ? '' : `, ${count} of them on a selection`;
}

function Unequal({ matrix: { unequal, implementations } }: { readonly matrix: Matrix }) {
  if (unequal.length === 0) return null;
  return (
    <div class="warning unequal">
      <p>Not asked alike, so a column says no more than its own head:</p>
      <ul>
        {unequal.map(({ name, values }) => (
          <li key={name}>
            {name}:{' '}
            {values.map(({ value, labels }, index) => (
              <span key={value}>
                {index > 0 && '; '}
                <b>{value}</b> {havingWords(labels, implementations.length)}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
