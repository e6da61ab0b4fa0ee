/** Reads the report out of the page and draws it; on paper it is a certificate, with the failures behind it. */
import { render } from 'preact';
import { Certificate } from './certificate.tsx';
import { PrintedFailures } from './printed-failures.tsx';
import { readReport } from './read-report.ts';
import { ReportPage } from './report-page.tsx';
import './fonts.css';
import './page.css';
import './parts.css';
import './chosen.css';
import './machine.css';
import './plane.css';
import './first-screen.css';
import './failures.css';
import './folded-section.css';
import './changes.css';
import './print.css';
import './forced-colors.css';

const root = document.getElementById('page')!;

try {
  const report = await readReport(document.getElementById('report')!);
  document.title = `${report.target.name}: ${report.verdict.kind} · kmcl-conformance`;
  render(<ReportPage report={report} />, root);
  onPrint(() => {
    const sha256 = document.querySelector<HTMLDataElement>('#sha256')!.value;
    const paper = (
      <>
        <Certificate report={report} sha256={sha256} />
        <PrintedFailures report={report} />
      </>
    );
    render(paper, document.getElementById('printed')!);
  });
} catch (error) {
  render(<p class="broken">This file holds no report that can be read: {String(error)}</p>, root);
}

/** Before the page is laid out for paper, whether a person asks for it or a program. */
function onPrint(draw: () => void): void {
  const paper = matchMedia('print');
  addEventListener('beforeprint', draw);
  paper.addEventListener('change', () => paper.matches && draw());
}
