/** What is printed first, on one page: the verdict, what it covers, how sure it is, and the hash of the report behind it. */
import { visible, visibleLines } from '../../program/visible.ts';
import { certificateRows } from './certificate-rows.ts';
import type { Report } from './read-report.ts';
import { toneOf } from './tone.ts';

interface CertificateProps {
  readonly report: Report;
  /** Of report.json, in hexadecimal. */
  readonly sha256: string;
}

/** The page has room for no more of a name, of a sentence, or of a line below it. */
const NAME_MAX = 160;
const SENTENCE_MAX = 900;
const LINE_MAX = 700;

export function Certificate({ report, sha256 }: CertificateProps) {
  const { suite, target, verdict } = report;
  return (
    <article class={`certificate tone-${toneOf(verdict.kind)}`}>
      <header>
        <p>
          <b>{suite.name}</b> {suite.version}
        </p>
        <p>VmbServerChannelInitSetMmioMegabytes</p>
      </header>
      <p class="subject">
        <bdi>{beginning(visible(target.name), NAME_MAX)}</bdi>{' '}
        <bdi class="version">{beginning(visible(target.version), NAME_MAX)}</bdi>
      </p>
      <h1 class={verdict.sentence.length > NAME_MAX ? 'long' : undefined}>
        {beginning(visibleLines(verdict.sentence), SENTENCE_MAX)}
      </h1>
      <dl>
        {certificateRows(report).map(({ name, lines }) => (
          <div key={name}>
            <dt>{name}</dt>
            {lines.map((line) => (
              <dd key={line}>{beginning(visible(line), LINE_MAX)}</dd>
            ))}
          </div>
        ))}
        <div>
          <dt>report.json</dt>
          <dd>
            SHA-256 <code>{sha256}</code>
          </dd>
        </div>
      </dl>
      <p class="footing">
        What this says is what one run saw. Everything behind it, each call and answer of a failure included, is in
        report.json, which <code>kmcl-conformance verify report.json</code> computes again.
      </p>
    </article>
  );
}

function beginning(words: string, charactersMax: number): string {
  return words.length <= charactersMax ? words : `${words.slice(0, charactersMax)}... (all of it in report.json)`;
}
