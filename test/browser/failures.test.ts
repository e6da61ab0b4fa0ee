/** The first screen and the failures behind it, as somebody finds them who opens a report for the first time. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kernelCalls } from '../../harness/report/files/kernel-calls.ts';
import { traceJson } from '../../harness/report/files/trace-json.ts';
import { vitestReproduction } from '../../harness/report/files/vitest-reproduction.ts';
import { visible } from '../../harness/program/visible.ts';
import { nextStep } from '../../harness/report/next-step.ts';
import type { Report, ReportCounterexample } from '../../harness/report/report-schema.ts';
import { requireTool } from '../require-tool.ts';
import { acmeBus } from './acme-bus.ts';
import { CHROMIUM, launched, opened, written } from './browser.ts';
import type { Opened } from './browser.ts';
import { withFailures } from './many-failures.ts';
import { reportOn } from './reports.ts';

const SCREEN = { width: 1440, height: 900 };

describe.skipIf(!requireTool(CHROMIUM))('a reader of report.html', { tags: ['slow'] }, () => {
  let browser: Browser;
  let report: Report;
  let shared: Opened;

  beforeAll(async () => {
    const ran = await reportOn(acmeBus(), 'module:./acme-vmbus.ts');
    report = { ...ran, asked: { ...ran.asked, out: 'out' } };
    browser = await launched();
    shared = await opened(browser, written(report), { viewport: SCREEN });
  });
  afterAll(async () => {
    await browser?.close();
  });

  const text = (page: Page, selector: string) => page.locator(selector).innerText();
  const failureOf = (clause: string) => report.counterexamples.find((one) => one.clause === clause)!;
  const go = async (page: Page, hash: string) => {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  };
  /** Where the address names a failure, its card is the one that is shown. */
  const shows = async (page: Page, { signature }: Pick<ReportCounterexample, 'signature'>) => {
    await expect.poll(() => text(page, '.failure .signature')).toBe(signature.id);
  };

  it('has four answers on the first screen, with the numbers of report.json', async () => {
    const { page } = shared;
    await go(page, '#verdict');
    const { verdict, clauses } = report;
    expect(await page.locator('#verdict h1').textContent()).toBe(verdict.sentence);
    const headings = page.locator('#verdict h2');
    expect(await headings.allInnerTexts()).toEqual(['What is wrong', 'What next', 'How sure is that']);
    for (const heading of await headings.all()) {
      const { y, height } = (await heading.boundingBox())!;
      expect(y + height).toBeLessThan(SCREEN.height);
    }
    const causes = await page.locator('.causes .failure-link').allInnerTexts();
    expect(causes).toEqual(['accept.unbounded', ...causes.slice(1)]);
    expect(causes.toSorted()).toEqual(report.counterexamples.map(({ clause }) => clause).toSorted());
    expect(await text(page, '.next pre')).toBe(nextStep(report)!.command);
    expect(await text(page, '.next pre')).toBe(
      'kmcl-conformance rerun out/report.json --failed --target module:./acme-vmbus.ts',
    );
    const legend = await page.locator('.legend button').allInnerTexts();
    const told = legend.map((words) => words.split(/\s+/)).map(([count, outcome]) => [outcome, Number(count)]);
    for (const [outcome, count] of told)
      expect(clauses.filter((clause) => clause.outcome === outcome)).toHaveLength(count as number);
    expect(told.reduce((sum, [, count]) => sum + (count as number), 0)).toBe(clauses.length);
    expect(await page.locator('.strip i').count()).toBe(clauses.length);
    expect(await text(page, '.strength')).toContain(
      `${verdict.scope.verified.length + verdict.scope.broken.length} of ${verdict.scope.clausesTotal} clauses decided`,
    );
  });

  it.each([
    ['conforms', 'CONFORMS in status: 3 of 37 clauses verified', 0, 'Nothing was found wrong.'],
    ['inconclusive', 'INCONCLUSIVE: the run ended early: interrupted', 2, 'could not be verified'],
    ['target unusable', 'TARGET UNUSABLE: it cannot be used: gone', 5, 'Nothing is known of the implementation'],
    [
      'part',
      'PART 1 of 2: no verdict before the parts are merged',
      2,
      'there is no verdict before the parts are merged',
    ],
  ] as const)('has them of a verdict that is %s', { tags: ['slow'] }, async (kind, sentence, exitCode, words) => {
    const scope = { ...report.verdict.scope, broken: [], ...(kind === 'part' ? { part: { number: 1, of: 2 } } : {}) };
    const reason = 'held.set was not tried, and \u202ethis is turned';
    const other: Report = {
      ...report,
      verdict: { kind, sentence, reasons: [], scope },
      gate: { exitCode, reasons: exitCode === 0 ? [] : [reason] },
      clauses: report.clauses.map((clause) => ({ ...clause, outcome: 'not-verified' as const })),
      counterexamples: [],
      ...(kind === 'target unusable' ? { programs: 0, calls: 0 } : {}),
    };
    const { page, complaints } = await opened(browser, written(other), { viewport: SCREEN });
    expect(await page.locator('#verdict h1').textContent()).toBe(sentence);
    expect(await text(page, '#verdict')).toContain(words);
    const isSilent = kind === 'target unusable';
    expect((await text(page, '.strength')).includes('Nothing was run, so nothing is known.')).toBe(isSilent);
    expect((await text(page, '.strength')).includes('Only status codes were verified')).toBe(false);
    expect(await text(page, '.next pre')).toBe(nextStep(other)!.command);
    if (exitCode !== 0) {
      expect(await text(page, '.reasons')).toBe(visible(reason));
      expect(await page.locator('.reasons a').getAttribute('href')).toBe('#clause=held.set');
    }
    expect(await page.locator('#failures').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['what broke', '.failure .title', 'held.refused'],
    ['where', '.parted-first .call', 'readReservation ch0'],
    ['how it is replayed', '.failure .copyable pre', 'kmcl-conformance replay'],
    ['whether it is new', '.failure .standing', 'New'],
  ])('learns %s with one click', async (_, selector, words) => {
    const { page } = shared;
    await go(page, '#verdict');
    await page.locator('.causes').getByRole('link', { name: 'held.refused' }).click();
    await shows(page, failureOf('held.refused'));
    expect(await page.locator(selector).first().innerText()).toContain(words);
    expect(await page.locator(selector).first().isVisible()).toBe(true);
  });

  it('learns what the page says with two clicks, and has a link to it', async () => {
    const { page } = shared;
    await go(page, '#verdict');
    await page.locator('.causes').getByRole('link', { name: 'held.refused' }).click();
    await page.getByRole('tab', { name: 'What the page says' }).click();
    const { source } = report.clauses.find(({ id }) => id === 'held.refused')!;
    expect(await text(page, '[role="tabpanel"]')).toContain(source);
    expect(await page.locator('[role="tabpanel"] a').getAttribute('href')).toMatch(
      /^https:\/\/learn\.microsoft\.com\/.*set_mmio_megabytes$/,
    );
  });

  it('sees two lanes that part at one call, and the answer field by field', async () => {
    const { page } = shared;
    for (const other of report.counterexamples) {
      await go(page, `#f=${other.signature.id}`);
      await shows(page, other);
      expect(await text(page, '.parted-first .promised')).toContain(other.permitted!.join(' or '));
      expect(await text(page, '.parted-first .ordinal')).toBe(String(other.at! + 1));
    }
    const one = failureOf('held.refused');
    await go(page, `#f=${one.signature.id}`);
    await shows(page, one);
    expect(await page.locator('.lanes li').count()).toBe(one.program.length);
    expect(await page.locator('.parted-first').count()).toBe(1);
    expect(await text(page, '.parted-first .promised')).toContain(one.permitted!.join(' or '));
    expect(await text(page, '.parted-first .observed')).toContain(one.saw!);
    // Up to there what was observed is what was promised.
    for (const step of (await page.locator('.lanes li').all()).slice(0, one.at)) {
      const [promised, observed] = [step.locator('.promised'), step.locator('.observed')];
      const [due, seen] = [await promised.innerText(), await observed.innerText()].map((words) =>
        words.replace(/^, \w+\s/, ''),
      );
      expect(due === 'any status' || due === seen).toBe(true);
    }
    expect(await page.locator('.wrong-field').count()).toBeGreaterThan(0);
    expect(await text(page, '.wrong-field td:last-child')).toMatch(/\d+ = 0x[0-9a-f]+/);
    // The channel is told as it was promised, and not as it was seen.
    const { before } = one.steps[one.at!]!;
    expect(await page.locator('.reservation .pair').first().innerText()).toContain(
      `${before!.held.mmioMegabytes}/${before!.held.mmioMegabytesOptional}`,
    );
  });

  it('goes from failure to failure with j and k, but not while typing', async () => {
    const { page } = shared;
    const [first, second] = report.counterexamples;
    await go(page, `#f=${first!.signature.id}`);
    await shows(page, first!);
    await page.keyboard.press('j');
    await shows(page, second!);
    await page.keyboard.press('k');
    await shows(page, first!);
    await page.locator('#find-failure').focus();
    await page.keyboard.type('kj');
    await expect.poll(() => page.evaluate('location.hash')).toContain('find=kj');
    await shows(page, first!);
    expect(await text(page, '.failure-index')).toContain('No failure has these words');
    await page.locator('#find-failure').fill('REFUSED open');
    await expect.poll(() => page.locator('.failure-index a').allInnerTexts()).toHaveLength(1);
    expect(await text(page, '.failure-index a .name')).toBe('held.refused');
    expect(await text(page, '.failure-steps')).toContain('not among the 1 found, of 3');
    await page.locator('#find-failure').fill('');
  });

  it('finds failure and step again by the address, after a reload and by going back', async () => {
    const { page } = await opened(browser, written(report), { viewport: SCREEN });
    const one = failureOf('held.refused');
    await go(page, `#f=${one.signature.id}&step=2`);
    const current = () => text(page, '.lanes [aria-current="step"] .ordinal');
    await shows(page, one);
    await expect.poll(current).toBe('2');
    await page.reload();
    await shows(page, one);
    expect(await current()).toBe('2');
    await page.locator('.lanes [tabindex="0"]').focus();
    await page.keyboard.press('End');
    expect(await current()).toBe(String(one.program.length));
    expect(await page.evaluate('location.hash')).toContain(`step=${one.program.length}`);
    await page.locator('.failure-index a').first().click();
    await shows(page, report.counterexamples[0]!);
    await page.goBack();
    await shows(page, one);
    await go(page, '#f=KM-00000000');
    await expect.poll(() => text(page, '.failure-steps')).toContain('KM-00000000 is not in this report');
    await go(page, '#failure-2');
    await shows(page, report.counterexamples[1]!);
    await page.context().close();
  });

  it('has the texts of the failure’s folder in tabs, with the arrow keys', async () => {
    const { page } = shared;
    const one = failureOf('held.refused');
    await go(page, `#f=${one.signature.id}`);
    await shows(page, one);
    await page.locator('[role="tab"][aria-selected="true"]').focus();
    await page.keyboard.press('Home');
    const panel = () => page.locator('[role="tabpanel"] pre').textContent();
    for (const [name, content] of [
      ['C calls', kernelCalls(one).join('\n')],
      ['Vitest test', vitestReproduction(one, report)],
      ['Trace', traceJson(one, report)],
    ] as const) {
      while ((await page.evaluate('document.activeElement.textContent')) !== name)
        await page.keyboard.press('ArrowRight');
      expect(await page.locator('[role="tab"][aria-selected="true"]').innerText()).toBe(name);
      expect(await panel()).toBe(content);
    }
  });

  it.each([1, 10, 36])('with %i failing clauses reaches the map within one screen and by one key', async (count) => {
    const { page } = await opened(browser, written(withFailures(report, count)), { viewport: SCREEN });
    expect(await page.locator('.failure').count()).toBe(1);
    expect(await page.locator('.failure-index a').count()).toBe(count);
    expect(await page.locator('.causes li').count()).toBe(Math.min(count, 10));
    expect(await page.getByRole('link', { name: `${count - 10} more` }).count()).toBe(count > 10 ? 1 : 0);
    // A report with few failures has nothing folded away.
    if (count > 6)
      expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(4 * SCREEN.height);
    await page.evaluate("document.documentElement.style.scrollBehavior = 'auto'");
    const far =
      '(document.getElementById("map").getBoundingClientRect().top - document.querySelector(".failure-shown").getBoundingClientRect().top) / innerHeight';
    for (const key of ['', 'j', 'j']) {
      if (key !== '') await page.keyboard.press(key);
      expect(await page.evaluate(far)).toBeLessThan(1.05);
      await page.keyboard.press('m');
      await expect
        .poll(() => page.evaluate('document.getElementById("map").getBoundingClientRect().top < innerHeight / 2'))
        .toBe(true);
      expect(await page.evaluate('document.activeElement.closest("#map") !== null')).toBe(true);
    }
    if (count === 36) {
      // What is folded away comes where it is asked for.
      expect(await page.locator('.clauses').isVisible()).toBe(false);
      await page.locator('.legend button').first().click();
      await page.locator('.clauses').waitFor();
      await page.getByRole('link', { name: 'Run', exact: true }).click();
      await page.locator('#run .times').waitFor();
    }
    await page.context().close();
  });

  it('reads of a crash, a hang and a broken contract in words of their own', { tags: ['slow'] }, async () => {
    const [one] = report.counterexamples;
    const { clause: _, saw: _saw, permitted: _permitted, ...bare } = one!;
    const kinds = ['crash', 'timeout', 'adapter-fault'] as const;
    const ended = kinds.map((kind, index) => ({
      ...bare,
      kind,
      message: `the last words of ${kind}\n  at line 2`,
      at: 1,
      responses: one!.responses.slice(0, 1),
      signature: { ...one!.signature, id: `KM-0000000${index}`, clause: kind },
    }));
    const elsewhere = { ...ended[0]!, signature: { ...ended[0]!.signature, id: 'KM-00000009' } };
    const { at: _at, ...nowhere } = elsewhere;
    const { page, complaints } = await opened(browser, written({ ...report, counterexamples: [...ended, nowhere] }), {
      viewport: SCREEN,
    });
    expect(await text(page, '.failure-index h3')).toBe('Ended instead of answering 4');
    for (const [index, [words, lane]] of [
      ['The target crashed at call 2 of 2.', 'crashed here'],
      ['The target hung at call 2 of 2: it did not answer in time.', 'hung here'],
      ['What came back at call 2 of 2 is no answer at all.', 'answered nothing that is an answer'],
    ].entries()) {
      await go(page, `#f=${ended[index]!.signature.id}`);
      await shows(page, ended[index]!);
      expect(await text(page, '.failure .gist')).toBe(words);
      expect(await text(page, '.parted-first .observed')).toContain(lane);
      expect(await text(page, '.failure .message')).toContain('at line 2');
      expect(await text(page, '.comparison')).toContain('Promised was STATUS_SUCCESS');
    }
    await go(page, '#f=KM-00000009');
    await shows(page, nowhere);
    expect(await text(page, '.failure .gist')).toBe('The target crashed at a call that is not known.');
    expect(await page.locator('.parted-first').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it(
    'is told what the baseline knows, what does not count, and what is broken without a program',
    { tags: ['slow'] },
    async () => {
      const [first, second, third] = report.counterexamples;
      const waived = { kind: 'waived', as: 'known-failure', reason: 'next release', expires: '2026-12-31' } as const;
      const some = {
        ...report,
        asked: { ...report.asked, baseline: true },
        counterexamples: [
          first!,
          { ...second!, standing: waived },
          { ...third!, standing: { kind: 'informational', why: 'optional by 2026.1' } as const },
        ],
        clauses: report.clauses.map((clause) =>
          clause.id === 'held.set' ? { ...clause, outcome: 'fail' as const } : clause,
        ),
      };
      const { page } = await opened(browser, written(some), { viewport: SCREEN });
      expect(await page.locator('.failure-index h3').allInnerTexts()).toEqual([
        'New, MUST 1',
        'Known in the baseline 1',
        'Not counted 1',
      ]);
      expect(await text(page, '.failure .standing')).toContain('The baseline does not know it');
      expect(await page.locator('.causes li').last().innerText()).toBe(
        'held.set broken, with no program of its own in this report',
      );
      await go(page, `#f=${second!.signature.id}`);
      await expect
        .poll(() => text(page, '.failure .warning'))
        .toBe('Known in the baseline as known-failure: next release, until 2026-12-31');
      await go(page, `#f=${third!.signature.id}`);
      await expect.poll(() => text(page, '.failure .warning')).toBe('Does not count: optional by 2026.1.');
      await page.context().close();
    },
  );

  it('has asked for nothing and complained of nothing', () => {
    expect(shared.requests).toEqual([]);
    expect(shared.complaints).toEqual([]);
  });
});
