/** The page from top to bottom: what the verdict is, what went wrong, and everything that stands behind it. */
import { ChoicesReadings } from './choices-readings.tsx';
import { ClauseTable } from './clause-table.tsx';
import { EdgeExplorer } from './edge-explorer.tsx';
import { Failures } from './failures.tsx';
import { FirstScreen } from './first-screen.tsx';
import { MachineDiagram } from './machine-diagram.tsx';
import type { Report } from './read-report.ts';
import { RunFacts } from './run-facts.tsx';
import { Section } from './section.tsx';
import { SincePrevious } from './since-previous.tsx';
import { StateMap } from './state-map.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

const SECTIONS = [
  ['failures', 'Failures'],
  ['map', 'Map'],
  ['explorer', 'Edge cases'],
  ['machine', 'State machine'],
  ['clauses', 'Clauses'],
  ['choices', 'Choices'],
  ['run', 'Run'],
] as const;

export function ReportPage({ report }: { readonly report: Report }) {
  const { states, transitions } = report.transitions.machine;
  const failures = report.counterexamples.length;
  const isLong = failures > FAILURES_WITHOUT_FOLDS_MAX;
  return (
    <>
      <TopBar version={report.suite.version} failures={failures} />
      <main>
        <FirstScreen report={report} />
        {failures > 0 && <Failures report={report} />}
        <SincePrevious report={report} />
        <Section id="map" title="Where it was tried" lead={LEADS.map}>
          <StateMap report={report} />
        </Section>
        <Section id="explorer" title="Edge cases" lead={LEADS.explorer} isFolded={isLong} opensFor={OPENS.explorer}>
          <EdgeExplorer report={report} />
        </Section>
        <Section
          id="machine"
          title="A channel's life"
          isFolded={isLong}
          opensFor={OPENS.machine}
          lead={`What the run walked of the promised machine: ${states} states and ${transitions} transitions, drawn here by the life of the channel.`}
        >
          <MachineDiagram report={report} />
        </Section>
        <Section id="clauses" title="Clauses" lead={LEADS.clauses} isFolded={isLong} opensFor={OPENS.clauses}>
          <ClauseTable report={report} />
        </Section>
        <Section id="choices" title="Choices and readings" lead={LEADS.choices} isFolded={isLong}>
          <ChoicesReadings report={report} />
        </Section>
        <Section id="run" title="The run" lead={LEADS.run} isFolded={isLong}>
          <RunFacts report={report} />
        </Section>
      </main>
    </>
  );
}

/** Where more failed, what stands behind the verdict is folded away, so that the failures and the map are most of the page. */
const FAILURES_WITHOUT_FOLDS_MAX = 6;

/** What unfolds a section where it is chosen. */
const OPENS = {
  explorer: ['pair', 'reading'],
  machine: ['call'],
  clauses: ['clause', 'outcome', 'level'],
} as const;

/** What the sections show, where it is the same for every report. */
const LEADS = {
  map: 'The function under test in every state of a channel, with every class of amounts (required / optional, in megabytes). Choose a cell to see what was promised there and what came.',
  explorer:
    "Any pair, in any state, under either reading. The answer is the oracle's own, worked out in this page as you type.",
  clauses: 'Every promise the target is held to, the smallest that can be broken by itself.',
  choices:
    'Where no page decides, every listed answer conforms; what the target chose is recorded and held to consistency.',
  run: 'What was asked for, what it took, and how to have it again.',
} as const;

function TopBar({ version, failures }: { readonly version: string; readonly failures: number }) {
  return (
    <>
      <a class="skip" href="#verdict">
        Skip to the verdict
      </a>
      <header class="bar">
        <a class="brand" href="#verdict">
          kmcl-conformance <span>{version}</span>
        </a>
        <nav aria-label="Sections">
          {SECTIONS.map(([id, name]) =>
            id === 'failures' && failures === 0 ? null : (
              <a key={id} href={`#${id}`}>
                {name}
                {id === 'failures' && <sup>{failures}</sup>}
              </a>
            ),
          )}
        </nav>
        <ThemeToggle />
      </header>
    </>
  );
}
