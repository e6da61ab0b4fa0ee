/** The page from top to bottom: what the verdict is, what went wrong, and everything that stands behind it. */
import { useState } from 'preact/hooks';
import { ChoicesReadings } from './choices-readings.tsx';
import { ClauseTable } from './clause-table.tsx';
import { Counterexamples } from './counterexamples.tsx';
import { EdgeExplorer } from './edge-explorer.tsx';
import { MachineDiagram } from './machine-diagram.tsx';
import type { Report } from './read-report.ts';
import { RunFacts } from './run-facts.tsx';
import { Section } from './section.tsx';
import { SincePrevious } from './since-previous.tsx';
import { StateMap } from './state-map.tsx';
import { ThemeToggle } from './theme-toggle.tsx';
import { VerdictBanner } from './verdict-banner.tsx';

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
  const [outcome, setOutcome] = useState('');
  const { states, transitions } = report.transitions.machine;
  const failures = report.counterexamples.length;
  const showClauses = (chosen: string) => {
    setOutcome(chosen);
    document.getElementById('clauses')?.scrollIntoView();
  };
  return (
    <>
      <TopBar version={report.suite.version} failures={failures} />
      <main>
        <VerdictBanner report={report} onOutcome={showClauses} />
        {failures > 0 && <Counterexamples report={report} />}
        <SincePrevious report={report} />
        <Section id="map" title="Where it was tried" lead={LEADS.map}>
          <StateMap report={report} />
        </Section>
        <Section id="explorer" title="Edge cases" lead={LEADS.explorer}>
          <EdgeExplorer report={report} />
        </Section>
        <Section
          id="machine"
          title="A channel's life"
          lead={`What the run walked of the promised machine: ${states} states and ${transitions} transitions, drawn here by the life of the channel.`}
        >
          <MachineDiagram transitions={report.transitions} />
        </Section>
        <Section id="clauses" title="Clauses" lead={LEADS.clauses}>
          <ClauseTable report={report} outcome={outcome} onOutcome={setOutcome} />
        </Section>
        <Section id="choices" title="Choices and readings" lead={LEADS.choices}>
          <ChoicesReadings report={report} />
        </Section>
        <Section id="run" title="The run" lead={LEADS.run}>
          <RunFacts report={report} />
        </Section>
      </main>
    </>
  );
}

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
