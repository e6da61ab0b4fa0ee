/** The first screen: four answers. What the verdict is, what is wrong, how sure that is, and what to do next. */
import { visible, visibleLines } from '../../program/visible.ts';
import { nextStep } from '../next-step.ts';
import { withClauseLinks } from './clause-words.tsx';
import { Copyable } from './copyable.tsx';
import { HowSure } from './how-sure.tsx';
import type { Report } from './read-report.ts';
import { toneOf } from './tone.ts';
import { WhatIsWrong } from './what-is-wrong.tsx';

/** So many failures leave room below them. */
const FAILURES_FEW_MAX = 4;

export function FirstScreen({ report }: { readonly report: Report }) {
  const { target, verdict, counterexamples } = report;
  // The columns are to be of one length.
  const isShort = counterexamples.length <= FAILURES_FEW_MAX;
  return (
    <div id="verdict" class={`verdict tone-${toneOf(verdict.kind)}`}>
      <p class="subject">
        <bdi>{visible(target.name)}</bdi> <span class="version">{visible(target.version)}</span>
      </p>
      <Sentence sentence={visibleLines(verdict.sentence)} />
      <div class="answers">
        <div>
          <WhatIsWrong report={report} />
          {isShort && <WhatNext report={report} />}
        </div>
        <div>
          <HowSure report={report} />
          {!isShort && <WhatNext report={report} />}
        </div>
      </div>
    </div>
  );
}

/** The verdict in large letters, and what it says of its scope or its reasons in smaller ones. */
function Sentence({ sentence }: { readonly sentence: string }) {
  const end = sentence.indexOf(': ') + 1;
  return (
    <h1>
      {sentence.slice(0, end)} <span>{withClauseLinks(sentence.slice(end).trimStart())}</span>
    </h1>
  );
}

function WhatNext({ report }: { readonly report: Report }) {
  const step = nextStep(report);
  return (
    <div class="next">
      <h2>What next</h2>
      {step === undefined ? (
        <p class="dim">The suite has nothing more to try on what the target claims.</p>
      ) : (
        <>
          <Copyable text={step.command} label="next command" />
          <p class="dim small">
            {step.why[0]!.toUpperCase() + step.why.slice(1)}. In the folder where the run was started.
          </p>
        </>
      )}
    </div>
  );
}
