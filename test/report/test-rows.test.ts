/**
 * What the formats of tests, and the lines that a CI obeys, could say that is not so: a green row for what was never tried, and a
 * command of the target's own.
 */
import { expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { Facts } from '../../harness/campaign/facts.ts';
import { visible } from '../../harness/program/visible.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { REPORTERS } from '../../harness/report/files/reporters.ts';
import { PLAIN_SCREEN } from '../../harness/report/terminal/screen.ts';
import { terminalReport } from '../../harness/report/terminal/terminal.ts';
import { fromSession } from '../../harness/target.ts';
import { printReport, reportOf } from '../../harness/report/report.ts';
import { testRows } from '../../harness/report/files/test-rows.ts';
import { unusableFacts } from '../../harness/report/unusable-facts.ts';
import { gate } from '../../harness/verdict/gate.ts';

const SEED = 1;
const asked: Report['asked'] = {
  target: 'x',
  tier: 'smoke',
  reading: 'documented',
  level: 'should',
  seed: SEED,
  clauses: [],
  baseline: false,
};

const reported = (facts: Facts) =>
  reportOf(facts, gate(facts), { asked, startedAt: '2026-01-01T12:00:00.000Z', durationMs: 0 });

it('a target on which no program ran has no green row', () => {
  const target = { name: 'gone', version: '1', capabilities: [] };
  const facts = unusableFacts({ target, tier: 'smoke', seed: SEED, reading: 'documented' }, 'nobody listens');
  const rows = testRows(reported(facts));
  expect(rows.filter(({ status }) => status === 'passed')).toEqual([]);
  expect(rows.find(({ name }) => name === 'answers every program')).toMatchObject({
    status: 'error',
    message: expect.stringContaining('nobody listens'),
  });
});

it.each([
  ['::error::hi', '\\x3a:error::hi'],
  ['  ::stop-commands::x', '  \\x3a:stop-commands::x'],
  ['a ##[add-mask]secret', 'a \\x23#[add-mask]secret'],
  ['std::bad_alloc at [::1]:80', 'std::bad_alloc at [::1]:80'],
  ['### 3: #[test]', '### 3: #[test]'],
])('of %j GitHub obeys nothing', (said, shown) => {
  expect(visible(said)).toBe(shown);
});

it('no line of a log is a command of the target', async () => {
  const words = 'gone\n      ::error::one\n::add-mask::two and ##[add-mask]three ::error::four';
  const info = { name: '::error::five', version: '##[error]six', capabilities: ['reservation'] } as const;
  const target = fromSession(info, () => ({
    perform: () => {
      throw new Error(words);
    },
  }));
  const broken = await runCampaign(target, { tier: 'smoke', failuresMax: 1 });
  const gone = unusableFacts({ target: info, tier: 'smoke', seed: SEED, reading: 'documented' }, words);
  const reproduce = () => ({ file: 'f', command: 'c' });
  for (const facts of [broken, gone]) {
    const screen = { ...PLAIN_SCREEN, columns: 40 };
    const text = terminalReport(facts, gate(facts), {
      screen,
      verbose: true,
      files: { asked, out: 'out' },
      reproduce,
    });
    const report = reported(facts);
    expect(text).toMatch(/\\x3a:add-mask::two and/);
    for (const log of [text, printReport(report), ...Object.values(REPORTERS).map((print) => print(report))]) {
      const own = /^::(?:error|warning|notice) (?:title|file)=/;
      const obeyed = log.split('\n').filter((line) => /^\s*::|##\[/.test(line) && !own.test(line));
      expect(obeyed).toEqual([]);
    }
    expect(JSON.parse(printReport(report))).toEqual(JSON.parse(JSON.stringify(report)));
  }
});
