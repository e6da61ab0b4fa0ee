/** Reads the report out of the page and draws it. */
import { render } from 'preact';
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

const root = document.getElementById('page')!;

try {
  const report = await readReport(document.getElementById('report')!);
  document.title = `${report.target.name}: ${report.verdict.kind} · kmcl-conformance`;
  render(<ReportPage report={report} />, root);
} catch (error) {
  render(<p class="broken">This file holds no report that can be read: {String(error)}</p>, root);
}
