/**
 * report.html as a person has it: opened from disk in a real browser, with a mouse, with a keyboard alone, in the dark, on a
 * telephone, and read out.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../harness/report/report-schema.ts';
import { reference } from '../../targets/reference/reference.ts';
import { MAIN } from '../cli/kmcl.ts';
import { requireTool } from '../require-tool.ts';
import { acmeBus } from './acme-bus.ts';
import { CHROMIUM, launched, opened, written } from './browser.ts';
import type { Opened } from './browser.ts';
import { reportOn } from './reports.ts';

/** What is typed and chosen in the explorer, and what it answers: status, clause, and the reservation before and after. */
type Question = [
  required: string,
  optional: string,
  state: string,
  reading: string,
  answer: string,
  clause: string,
  held: string,
];

describe.skipIf(!requireTool(CHROMIUM))('report.html', () => {
  let browser: Browser;
  let report: Report;
  let file: string;
  let shared: Opened;

  beforeAll(async () => {
    report = await reportOn(acmeBus(), 'module:./acme-vmbus.ts');
    file = written(report);
    browser = await launched();
    shared = await opened(browser, file);
  });
  afterAll(async () => {
    await browser?.close();
  });

  const control = (page: Page, name: string) => page.locator(`[name="${name}"]`);
  const text = (page: Page, selector: string) => page.locator(selector).innerText();
  /** What is folded away or laid out in blocks as well. */
  const words = (page: Page, selector: string) => page.locator(selector).textContent();

  it('tells the verdict, why, and how sure it is', async () => {
    const { page } = shared;
    expect(await words(page, 'h1')).toBe(report.verdict.sentence);
    expect(await text(page, '.causes')).toContain('accept.unbounded MUST');
    expect(await words(page, '.strength')).toContain('ended early, so nothing is guaranteed');
    expect(await page.title()).toBe('acme-vmbus: does not conform · kmcl-conformance');
  });

  it('narrows the clauses by words, by outcome and by level', { tags: ['slow'] }, async () => {
    const { page } = shared;
    const rows = page.locator('.clauses tr.row');
    expect(await rows.count()).toBe(report.clauses.length);
    await control(page, 'words').fill('refuse. disabled');
    expect(await rows.locator('.opener').allInnerTexts()).toEqual(['refuse.disabled']);
    await page.getByRole('button', { name: 'refuse.disabled' }).click();
    expect(await text(page, '.clauses .more')).toContain('The page names Disabled as an invalid state');
    await control(page, 'words').fill('');
    await page.locator('.legend button', { hasText: 'deviation' }).click();
    const deviations = report.clauses.filter(({ outcome }) => outcome === 'deviation').map(({ id }) => id);
    expect(await rows.locator('.opener').allInnerTexts()).toEqual(deviations);
    await control(page, 'level').selectOption('MUST');
    expect(await rows.count()).toBe(0);
    await control(page, 'level').selectOption('');
    await control(page, 'outcome').selectOption('');
  });

  it('shows what lies behind a cell of the map', { tags: ['slow'] }, async () => {
    const { page } = shared;
    await page.getByRole('button', { name: /^fresh with wide: fail/ }).click();
    const panel = await text(page, '.panel');
    expect(panel).toContain('accept.unbounded');
    expect(panel).toContain('The page gives no upper bound');
    expect(panel).toContain('learn.microsoft.com');
    expect(panel).toMatch(/permitted\s+STATUS_SUCCESS/);
    expect(panel).toMatch(/seen\s+(STATUS_SUCCESS, )?STATUS_INVALID_PARAMETER/);
    expect(panel).toContain(report.counterexamples[0]!.replay);
    await page.getByRole('button', { name: /^disabled with 0\/n/ }).click();
    expect(await text(page, '.panel')).toContain('setMmioMegabytes 0 0 8');
    expect(await text(page, '.panel')).toContain('refuse.disabled');
  });

  it('copies a replay command', { tags: ['slow'] }, async () => {
    const { page } = await opened(browser, file, { permissions: ['clipboard-read', 'clipboard-write'] });
    const button = page.locator('.failure').getByRole('button', { name: 'Copy: replay command' });
    await button.click();
    await page.locator('.failure .quiet-button', { hasText: 'copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(report.counterexamples[0]!.replay);
    await page.context().close();
  });

  const TITLE = 'answers %s/%s on %s under %s';
  it.each<Question>([
    ['0', '0', 'fresh', 'documented', 'STATUS_INVALID_PARAMETER', 'refuse.both-zero', '0/0 before, 0/0 after'],
  ])(TITLE, answers);
  it.each<Question>([
    ['0', '1', 'fresh', 'documented', 'STATUS_SUCCESS', 'accept.optional', '0/0 before, 0/1 after'],
    ['65535', '65535', 'fresh', 'documented', 'STATUS_SUCCESS', 'accept.unbounded', '65535/65535 after'],
    ['1', '65535', 'enabled', 'documented', 'STATUS_INVALID_PARAMETER_1', 'refuse.enabled', '4/8 before, 4/8 after'],
    ['8', '0', 'disabled', 'documented', 'STATUS_INVALID_PARAMETER_1', 'refuse.disabled', '4/8 before, 4/8 after'],
    ['8', '0', 'disabled', 'state-model', 'STATUS_SUCCESS', 'accept.disabled', '4/8 before, 8/0 after'],
    ['0', '0', 'null', 'documented', 'STATUS_INVALID_PARAMETER', 'refuse.either-code', 'no channel'],
  ])(TITLE, { tags: ['slow'] }, answers);

  async function answers(...[required, optional, state, reading, answer, clause, held]: Question): Promise<void> {
    const { page } = shared;
    await control(page, 'MmioMegabytes').fill(required);
    await control(page, 'MmioMegabytesOptional').fill(optional);
    await control(page, 'channel').selectOption(state);
    await control(page, 'reading').selectOption(reading);
    expect(`${await text(page, '.codes')} `).toContain(`${answer} `);
    expect(await text(page, '.clause-list')).toContain(clause);
    expect(await text(page, '.consequences')).toContain(held);
  }

  it('compares the oracle with what the target did, where that is known', { tags: ['slow'] }, async () => {
    const { page } = shared;
    await control(page, 'channel').selectOption('fresh');
    await control(page, 'reading').selectOption('documented');
    await control(page, 'MmioMegabytes').fill('65535');
    await control(page, 'MmioMegabytesOptional').fill('1');
    expect(await text(page, '.consequences')).toMatch(/this target\s+fail\s+STATUS_INVALID_PARAMETER/);
    expect(await text(page, '.peculiar')).toContain('0 in 16 bits');
    await page.getByRole('button', { name: '0/0', exact: true }).click();
    expect(await text(page, '.consequences')).toMatch(/this target\s+pass\s+STATUS_INVALID_PARAMETER/);
    await page.getByRole('button', { name: '8/0' }).click();
    expect(await text(page, '.consequences')).toMatch(/this target\s+pass\s+STATUS_SUCCESS/);
    await control(page, 'MmioMegabytes').fill('12345');
    expect(await text(page, '.consequences')).toContain('was not asked');
    await control(page, 'MmioMegabytes').fill('65536');
    expect(await text(page, '.explorer .amount .wrong')).toContain('MmioMegabytes is above 65535');
  });

  it('steps through a counterexample', async () => {
    const { page } = shared;
    const { steps, at, signature } = report.counterexamples.find(({ clause }) => clause === 'held.refused')!;
    await page.evaluate(`location.hash = '#f=${signature.id}'`);
    const current = page.locator('.lanes [aria-current="step"]');
    await expect.poll(() => current.locator('.ordinal').innerText()).toBe(String(at! + 1));
    await current.focus();
    await page.keyboard.press('ArrowUp');
    expect(await text(page, '.step')).toContain(`Answer to call ${at!}`);
    await page.keyboard.press('Home');
    expect(await text(page, '.step')).toContain('Answer to call 1');
    expect(await text(page, '.failure .life')).toBe('absent → fresh');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await current.innerText()).toContain(steps[2]!.kind);
  });

  it('draws the machine with what was covered, failed and unseen', { tags: ['slow'] }, async () => {
    const { page } = shared;
    const { edges } = report.transitions;
    const of = (outcome: string) => edges.filter((edge) => edge.outcome === outcome).length;
    expect(await page.getByRole('group', { name: /^The life of a channel/ }).getAttribute('aria-label')).toContain(
      `The life of a channel: ${of('covered')} covered, ${of('failed')} failed, ${of('unseen')} unseen.`,
    );
    expect(await page.locator('.sign').count()).toBe(edges.filter(({ from, to }) => from === to).length);
    await page.getByText('transitions in words').click();
    expect(await page.locator('.transitions tbody tr').count()).toBe(edges.length);
  });

  it('shows choices, readings and run times', async () => {
    const { page } = shared;
    expect(await text(page, '#choices')).toMatch(/Does a reservation outlive Disable\?\s+chosen\s+reset/);
    expect(await text(page, '#choices')).toMatch(/documented not satisfied/);
    expect(await text(page, '#run .times')).toContain('boundary');
    expect(await text(page, '#run')).toContain('--target module:./acme-vmbus.ts --tier smoke --seed 1');
  });

  it('is used with the keyboard alone', { tags: ['slow'] }, async () => {
    const { page } = await opened(browser, file);
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the verdict');
    // Every control is met in turn, and the map and each timeline are one stop each.
    const stops: string[] = [];
    for (let stop = 0; stop < 200; stop += 1) {
      await page.keyboard.press('Tab');
      const name = (await page.evaluate(
        'document.activeElement.dataset.place !== undefined ? "map" : document.activeElement.tagName',
      )) as string;
      if (name === 'BODY') break;
      stops.push(name);
    }
    expect(stops.filter((name) => name === 'map')).toHaveLength(1);
    expect(stops.filter((name) => name === 'INPUT')).toHaveLength(4);
    expect(stops.filter((name) => name === 'SELECT')).toHaveLength(4);
    await page.locator('.map [tabindex="0"]').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await text(page, '.panel h3')).toBe('enabled with 0/0');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.context().close();
  });

  it('is dark where the system is, and where it is told to be', { tags: ['slow'] }, async () => {
    const background = 'getComputedStyle(document.body).backgroundColor';
    const { page } = await opened(browser, file, { colorScheme: 'dark' });
    const dark = await page.evaluate(background);
    await page.locator('.theme').click();
    expect(await text(page, '.theme')).toBe('light');
    await expect.poll(() => page.evaluate(background)).not.toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('.theme').click();
    await expect.poll(() => page.evaluate(background)).toBe(dark);
    await page.reload();
    expect(await text(page, '.theme')).toBe('dark');
    await page.context().close();
  });

  it.each([360, 768, 1600])('does not run over the side at %i pixels', { tags: ['slow'] }, async (width) => {
    const { page } = await opened(browser, file, { viewport: { width, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.context().close();
  });

  it('shows a target that conforms, and one that shows status codes alone', { tags: ['slow'] }, async () => {
    const good = await reportOn(reference(), 'reference');
    const { page } = await opened(browser, written(good));
    expect(await words(page, 'h1')).toBe(good.verdict.sentence);
    for (const { guarantee } of good.strategies) expect(await words(page, '.strength')).toContain(guarantee);
    expect(await page.locator('#failures').count()).toBe(0);
    // The command that a cell offers, in a shell, does what it says.
    await page.getByRole('button', { name: /^closed with n\/m/ }).click();
    const command = await text(page, '.panel pre');
    expect(command).toContain('guestClose 0\nsetMmioMegabytes 0 2 6\n');
    const script = command.replace(/^kmcl-conformance/, `'${process.execPath}' '${MAIN}'`);
    const { status, stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(stdout).toContain('PASS  every call was answered as permitted');
    expect(status).toBe(0);
    const mute = { ...report, target: { ...report.target, capabilities: ['guest'] } };
    const other = await opened(browser, written(mute));
    expect(await text(other.page, '#verdict .warning')).toContain('Only status codes were verified');
    await page.context().close();
    await other.page.context().close();
  });

  it('shows an inconclusive run and one that crashed', { tags: ['slow'] }, async () => {
    const crash = {
      ...report.counterexamples[0]!,
      kind: 'crash',
      clause: undefined,
      at: undefined,
      message: 'killed by SIGSEGV',
      steps: report.counterexamples[0]!.steps.map(({ call, kind, channel }) => ({ call, kind, channel })),
    } as const;
    const { page, complaints } = await opened(
      browser,
      written({
        ...report,
        verdict: {
          ...report.verdict,
          kind: 'inconclusive',
          sentence: 'INCONCLUSIVE: the run ended early: interrupted',
          reasons: ['the run ended early: interrupted'],
        },
        gate: { exitCode: 2, reasons: ['the run ended early: interrupted'] },
        extent: { kind: 'partial', why: 'interrupted' },
        counterexamples: [crash, { ...crash, kind: 'timeout', steps: [] }] as Report['counterexamples'],
        map: { ...report.map, cells: [] },
        transitions: { ...report.transitions, edges: [] },
        answered: [],
        strategies: [],
        choices: [],
      }),
    );
    expect(await words(page, 'h1')).toBe('INCONCLUSIVE: the run ended early: interrupted');
    expect(await text(page, '#verdict .warning')).toContain('interrupted');
    expect(await text(page, '.failure')).toContain('killed by SIGSEGV');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows a failure that the baseline knows as one', { tags: ['slow'] }, async () => {
    const known = JSON.parse(readFileSync(new URL('../report/sample-report.json', import.meta.url), 'utf8')) as Report;
    const { page, complaints } = await opened(browser, written(known));
    const { signature } = known.counterexamples.find(({ standing }) => standing.kind === 'waived')!;
    await page.locator('.failure-index a', { hasText: signature.clause }).click();
    await expect
      .poll(() => words(page, '.failure .warning'))
      .toBe('Known in the baseline as known-failure: The guest has no more room.');
    expect(await page.locator('.failure-index a').count()).toBe(known.counterexamples.length);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('has asked for nothing and complained of nothing', () => {
    expect(shared.requests).toEqual([]);
    expect(shared.complaints).toEqual([]);
  });
});
