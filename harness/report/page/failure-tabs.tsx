/** What there is to read about a failure beside its program: why it matters, what the page says, and the same as C, test and trace. */
import type { ClauseId } from '../../../spec/clauses.ts';
import { kernelCalls } from '../files/kernel-calls.ts';
import { traceJson } from '../files/trace-json.ts';
import { vitestReproduction } from '../files/vitest-reproduction.ts';
import { WHY_ENDINGS_MATTER, WHY_IT_MATTERS } from '../files/why-it-matters.ts';
import { withCallWords } from '../call-lines.ts';
import { positionWords } from '../position-words.ts';
import { sequenceLines } from '../sequence-lines.ts';
import { sentence, ticked } from './clause-facts.tsx';
import { Copyable } from './copyable.tsx';
import { Fact } from './fact.tsx';
import type { Counterexample, Report } from './read-report.ts';
import { Tabs } from './tabs.tsx';

/** The page of the function under test. */
export const LEARN_PAGE =
  'https://learn.microsoft.com/windows-hardware/drivers/ddi/vmbuskernelmodeclientlibapi/nc-vmbuskernelmodeclientlibapi-fn_vmb_server_channel_init_set_mmio_megabytes';

interface FailureProps {
  readonly failure: Counterexample;
  readonly report: Report;
}

export function FailureTabs({ failure, report }: FailureProps) {
  const code = (label: string, text: string) => (
    <>
      <Copyable text={text} label={label} />
      <p class="dim small">
        As a file in <code>{failure.folder}</code>.
      </p>
    </>
  );
  return (
    <Tabs
      label="About this failure"
      tabs={[
        { name: 'Why it matters', panel: () => <WhyItMatters failure={failure} report={report} /> },
        { name: 'What the page says', panel: () => <PageWords failure={failure} report={report} /> },
        { name: 'C calls', panel: () => code('C calls', kernelCalls(failure).join('\n')) },
        { name: 'Vitest test', panel: () => code('Vitest test', vitestReproduction(failure, report)) },
        { name: 'Trace', panel: () => code('trace', traceJson(failure, report)) },
      ]}
    />
  );
}

function WhyItMatters({ failure, report }: FailureProps) {
  const { clause, kind, neighbour, hint, history } = failure;
  const why = WHY_IT_MATTERS[clause as ClauseId];
  const behind = report.clauses.filter(({ maskedBy }) => maskedBy === clause).map(({ id }) => id);
  return (
    <>
      <p>{why === undefined ? WHY_ENDINGS_MATTER[kind] : sentence(why)}</p>
      <dl class="facts">
        {neighbour !== undefined && <Fact name="passes">{withCallWords(neighbour.text)}</Fact>}
        {hint !== undefined && <Fact name="hint">{hint.text}</Fact>}
        {history !== undefined && history.programs.length > 1 && (
          <Fact name="after">
            <pre>{sequenceLines(history.programs).join('\n')}</pre>
          </Fact>
        )}
        {clause !== undefined && behind.length > 0 && (
          <Fact name="behind">{behind.join(', ')}: not verified before this is mended</Fact>
        )}
      </dl>
    </>
  );
}

function PageWords({ failure: { clause }, report }: FailureProps) {
  const entry = report.clauses.find(({ id }) => id === clause);
  return (
    <>
      {entry === undefined ? (
        <p>The page knows two refusals and success: to end, to hang or to answer with anything else is none of them.</p>
      ) : (
        <dl class="facts">
          <Fact name="source">{entry.source}</Fact>
          <Fact name="position">{ticked(positionWords(entry))}</Fact>
        </dl>
      )}
      <p>
        <a href={LEARN_PAGE} rel="noreferrer">
          VmbServerChannelInitSetMmioMegabytes on Microsoft Learn
        </a>
      </p>
    </>
  );
}
