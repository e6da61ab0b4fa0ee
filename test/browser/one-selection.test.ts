/**
 * A cell that is chosen in one part of report.html is lit in all others, and stands in the address of the page: by mouse, by keys
 * alone, back, reloaded, and read out. What the parts show is what report.json says.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../harness/report/report-schema.ts';
import { counted } from '../../harness/program/counted.ts';
import { requireTool } from '../require-tool.ts';
import { acmeBus } from './acme-bus.ts';
import { CHROMIUM, launched, opened, written } from './browser.ts';
import type { Opened } from './browser.ts';
import { endingBus } from './ending-bus.ts';
import { reportOn } from './reports.ts';

const CLASSES: Readonly<Record<string, string>> = {
  zero: '0/0',
  required: 'n/0',
  optional: '0/n',
  both: 'n/m',
  wide: 'wide',
};
const NAMES: Readonly<Record<string, string>> = {
  freed: 'stale handle',
  null: 'NULL handle',
  forged: 'forged handle',
  client: 'client endpoint',
};

describe.skipIf(!requireTool(CHROMIUM))('one selection in report.html', { tags: ['slow'] }, () => {
  let browser: Browser;
  let report: Report;
  let file: string;
  let shared: Opened;
  let page: Page;

  beforeAll(async () => {
    report = await reportOn(acmeBus(), 'module:./acme-vmbus.ts');
    file = written(report);
    browser = await launched();
    shared = await opened(browser, file);
    page = shared.page;
    await page.evaluate("document.documentElement.style.scrollBehavior = 'auto'");
  });
  beforeEach(() => go(''));
  afterEach(() => expect(shared.complaints).toEqual([]));
  afterAll(async () => {
    await browser?.close();
  });

  const go = (address: string) => page.evaluate(`location.hash = '${address}'`);
  const address = async () => decodeURIComponent(new URL(page.url()).hash);
  const cell = (name: string) => page.locator('.map').getByRole('button', { name: new RegExp(`^${name}:`) });
  const field = (name: string) => page.locator(`[name="${name}"]`);
  const lit = () => page.locator('.clauses .lit .opener').allInnerTexts();
  const chosenInMap = () =>
    page.locator('.map [aria-current="true"]').evaluateAll((cells) => cells.map((one) => one.ariaLabel));
  const chosenInMachine = () =>
    page.locator('.diagram [aria-pressed="true"]').evaluateAll((stops) => stops.map((one) => one.ariaLabel));
  const rowIsSeen = (id: string) =>
    page.evaluate<boolean>(
      `(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.getElementById('clause-${id}').getBoundingClientRect())`,
    );

  it('begins with nothing chosen, and with what went wrong beside the map', async () => {
    expect(await address()).toBe('');
    expect(await chosenInMap()).toEqual([]);
    expect(await chosenInMachine()).toEqual([]);
    expect(await lit()).toEqual([]);
    expect(await page.locator('.panel h3').innerText()).toBe('fresh with wide');
  });

  it('lights the machine, the clauses and the explorer for a cell of the map', async () => {
    await cell('open with 0/n').click();
    expect(await address()).toBe('#state=open&class=0/n');
    expect(await chosenInMap()).toEqual([expect.stringMatching(/^open with 0\/n: pass/)]);
    expect(await chosenInMachine()).toEqual([expect.stringMatching(/^setMmioMegabytes 0\/n: in open, covered/)]);
    expect(await lit()).toEqual(['refuse.open']);
    expect(await field('channel').inputValue()).toBe('open');
    expect(await page.locator('.answer h3').innerText()).toBe('0/8 on open');
    expect(await page.locator('.chosen-note').allInnerTexts()).toHaveLength(3);
    await page.locator('#clauses .chosen-note button').click();
    expect(await address()).toBe('');
    expect(await chosenInMap()).toEqual([]);
  });

  it('lights the map and the clauses for a sign of the machine, and for what is typed', async () => {
    await page
      .locator('.diagram')
      .getByRole('button', { name: /^setMmioMegabytes wide: in fresh/ })
      .click();
    expect(await chosenInMap()).toEqual([expect.stringMatching(/^fresh with wide: fail/)]);
    expect(await lit()).toEqual(['accept.unbounded', 'accept.exact-success']);
    await field('MmioMegabytes').fill('0');
    await field('MmioMegabytesOptional').fill('0x10');
    expect(await chosenInMap()).toEqual([expect.stringMatching(/^fresh with 0\/n: pass/)]);
    expect(await lit()).toEqual(['accept.optional', 'accept.exact-success']);
    await field('channel').selectOption('disabled');
    expect(await chosenInMachine()).toEqual([expect.stringMatching(/^setMmioMegabytes 0\/n: in disabled/)]);
    expect(await address()).toBe('#state=disabled&class=0/n&pair=0,0x10');
  });

  it('is the same after going back, forward, and loading again', async () => {
    await cell('open with 0/n').click();
    await cell('closed with n/m').click();
    await page.goBack();
    expect(await chosenInMap()).toEqual([expect.stringMatching(/^open with 0\/n/)]);
    await page.goForward();
    expect(await chosenInMap()).toEqual([expect.stringMatching(/^closed with n\/m/)]);
    await field('MmioMegabytes').fill('8g');
    await field('words').fill('refuse.');
    await field('outcome').selectOption('pass');
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await field('MmioMegabytes').inputValue()).toBe('8g');
    expect(await field('channel').inputValue()).toBe('closed');
    expect(await field('words').inputValue()).toBe('refuse.');
    expect(await field('outcome').inputValue()).toBe('pass');
    const passing = report.clauses.filter(
      ({ id, outcome, gist, position, source }) =>
        outcome === 'pass' && [id, gist, position, source].join(' ').includes('refuse.'),
    );
    expect(await page.locator('.clauses tr.row').count()).toBe(passing.length);
  });

  it('takes no notice of an address that names no cell', async () => {
    for (const wrong of ['state=nowhere&class=0/n', 'state=open&class=huge', 'class=0/n', 'state=open&call=enable']) {
      await cell('open with 0/n').click();
      await go(wrong);
      expect(await chosenInMap()).toEqual([]);
      expect(await chosenInMachine()).toEqual([]);
    }
  });

  it('says what the pair in the explorer has to do with the cell, of an address that was written by hand too', async () => {
    const told = () => page.locator('#explorer .chosen-note').innerText();
    await go('state=open&class=0/n&pair=0,0x10');
    expect(await told()).toContain('Chosen: open with 0/n. The pair here is one of its class.');
    await go('state=open&class=0/n&pair=8,0');
    expect(await told()).toContain('The pair here is of another class.');
    await go('state=open&class=0/n&pair=8');
    expect(await told()).toContain('What is typed here is no pair.');
    await go('state=open&call=readOffer');
    expect(await told()).toContain('It takes no amounts.');
  });

  it('leads from the id of a clause to its row, opens and marks it, and keeps the rest', async () => {
    await cell('open with 0/n').click();
    await page.locator('.panel').getByRole('link', { name: 'refuse.open' }).click();
    expect(await address()).toBe('#clause=refuse.open&state=open&class=0/n');
    const row = page.locator('[id="clause-refuse.open"]');
    expect(await row.getAttribute('aria-current')).toBe('true');
    expect(await row.getByRole('button').getAttribute('aria-expanded')).toBe('true');
    await expect.poll(() => rowIsSeen('refuse.open')).toBe(true);
    await page.evaluate('scrollTo(0, 0)');
    await page.locator('.panel').getByRole('link', { name: 'refuse.open' }).click();
    await expect.poll(() => rowIsSeen('refuse.open')).toBe(true);
  });

  it('says where a chosen clause is hidden, and where there is none of that name', async () => {
    await go('clause=held.set&outcome=fail');
    const note = page.locator('#clauses [role="status"].chosen-note');
    expect(await note.innerText()).toContain('held.set is hidden by the filter.');
    await note.getByRole('button').click();
    expect(await page.locator('[id="clause-held.set"]').getAttribute('aria-current')).toBe('true');
    await go('clause=held.never');
    expect(await note.innerText()).toContain('held.never is no clause of this run.');
  });

  it('has in every cell of the map what report.json has, by name for those who hear it', async () => {
    const shown = await page
      .locator('.map')
      .getByRole('button')
      .evaluateAll((cells) => cells.map((one) => one.ariaLabel));
    expect(shown).toEqual(
      report.map.cells.map(
        ({ state, arguments: shape, outcome, calls }) =>
          `${NAMES[state] ?? state} with ${CLASSES[shape]}: ${outcome}, ${counted(calls, 'call')}`,
      ),
    );
    expect(report.map.states.at(-1)).toBe('client');
  });

  it('goes through the whole machine by keys alone, and tells of each call what report.json says', async () => {
    const { edges } = report.transitions;
    const names = new Set<string>();
    await page.locator('.diagram [tabindex="0"]').focus();
    await page.keyboard.press('Home');
    for (let stop = 0; stop < edges.length + 2; stop += 1) {
      for (const name of (await page.evaluate<string>('document.activeElement.ariaLabel')).split('; ')) names.add(name);
      await page.keyboard.press('ArrowRight');
    }
    const told = edges.map(({ from, to, call, outcome, calls }) => {
      const [kind, shape] = call.split(' ');
      const words = kind === 'setMmioMegabytes' ? `${kind} ${CLASSES[shape!]}` : call;
      return `${words}: ${from === to ? `in ${from}` : `${from} to ${to}`}, ${outcome}, ${counted(calls, 'call')}`;
    });
    expect([...names].toSorted()).toEqual(told.toSorted());
    await page.keyboard.press('Home');
    expect(await address()).toBe('#state=absent&call=allocate+server');
    await page
      .locator('.diagram')
      .getByRole('button', { name: /^readReservation: in open, failed/ })
      .focus();
    await page.keyboard.press('Enter');
    expect(await address()).toBe('#state=open&call=readReservation');
    const details = page.locator('.transition-details');
    expect(await details.innerText()).toMatch(/held\.refused\s*broken/);
    await page.keyboard.press('ArrowUp');
    expect(await address()).toMatch(/^#state=open&class=/);
    // However many keys it took, it is one step back to what was chosen before.
    await page.goBack();
    expect(await address()).toBe('#state=absent&call=allocate+server');
  });

  it('leads from a cell and from an edge to the failure that shows there', async () => {
    const failure = report.counterexamples.find(({ clause }) => clause === 'held.refused')!;
    expect(failure.cell).toEqual({ state: 'open', call: 'readReservation' });
    await go('state=open&call=readReservation');
    const own = report.counterexamples.filter(({ cell: at }) => at?.state === 'open' && at.call === 'readReservation');
    const lines = await page.locator('.failure-index a.lit .name').allInnerTexts();
    expect(lines.map((line) => line.replaceAll(/\s+/g, ' '))).toEqual(
      own.map(({ clause }) => `${clause} shows on open, readReservation`),
    );
    await page.locator('.transition-details').getByRole('link', { name: failure.signature.id }).click();
    expect(await address()).toBe(`#f=${failure.signature.id}&state=open&call=readReservation`);
  });

  it('takes amounts in decimal and in hexadecimal, and says which field is wrong and why', async () => {
    const told = (name: string) => page.locator(`[id="${name}-told"]`).innerText();
    await field('MmioMegabytes').fill('0xFFFF');
    await field('MmioMegabytesOptional').fill(' 16 ');
    expect(await page.locator('.answer h3').innerText()).toBe('65535/16 on fresh');
    expect(await told('MmioMegabytes')).toBe('65535');
    expect(await told('MmioMegabytesOptional')).toBe('0x10');
    for (const [typed, why] of [
      ['65536', 'MmioMegabytesOptional is above 65535'],
      ['0x10000', 'MmioMegabytesOptional is above 65535'],
      ['-1', 'MmioMegabytesOptional is no whole number'],
      ['1,000', 'MmioMegabytesOptional is no whole number'],
      ['0x', 'MmioMegabytesOptional is no whole number'],
      ['1e3', 'MmioMegabytesOptional is no whole number'],
      ['', 'MmioMegabytesOptional is empty'],
    ]) {
      await field('MmioMegabytesOptional').fill(typed!);
      expect(await told('MmioMegabytesOptional')).toContain(why);
      expect(await field('MmioMegabytesOptional').getAttribute('aria-invalid')).toBe('true');
      expect(await field('MmioMegabytesOptional').inputValue()).toBe(typed);
      expect(await field('MmioMegabytes').getAttribute('aria-invalid')).toBe('false');
      expect(await page.locator('.answer').count()).toBe(0);
      expect(await chosenInMap()).toEqual([]);
    }
    await field('MmioMegabytes').fill('x,%');
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await field('MmioMegabytes').inputValue()).toBe('x,%');
  });

  it('shades the plane by the oracle, and marks the pairs whose status report.json knows', async () => {
    const known = (state: string) =>
      new Set(
        [...report.answered, ...report.sampled!]
          .filter((row) => row.state === state)
          .map(({ mmioMegabytes, mmioMegabytesOptional }) => `${mmioMegabytes}/${mmioMegabytesOptional}`),
      ).size;
    await field('channel').selectOption('open');
    const label = () => page.locator('.plane svg[role="img"]').getAttribute('aria-label');
    expect(await label()).toBe(
      'All pairs on open: STATUS_INVALID_PARAMETER_1; STATUS_INVALID_PARAMETER_1 or STATUS_INVALID_PARAMETER. ' +
        `The status of ${known('open')} pairs is known: ${known('open')} pass.`,
    );
    await field('channel').selectOption('fresh');
    expect(await label()).toMatch(/^All pairs on fresh: STATUS_SUCCESS; STATUS_INVALID_PARAMETER\./);
    const [, pass, fail] = /: (\d+) pass, (\d+) fail/.exec((await label())!)!;
    expect(Number(pass) + Number(fail)).toBeGreaterThanOrEqual(known('fresh'));
    // Smoke runs no lines, and the lines of this target end early.
    expect(await page.locator('.tried-lines').count()).toBe(0);
  });

  it('takes a pair from a click on the plane, at its corners and on the bands of the zeros', async () => {
    const plane = page.locator('.plane .pick');
    const click = async (x: number, y: number) => {
      const { width, height } = (await plane.boundingBox())!;
      // Without force: it waits until the page stands still, or a click hits what has moved below it.
      await plane.click({ position: { x: x * width, y: y * height } });
    };
    await click(0.001, 0.999);
    expect(await page.locator('.answer h3').innerText()).toBe('0/0 on fresh');
    await click(0.999, 0.001);
    expect(await page.locator('.answer h3').innerText()).toMatch(/^6\d{4}\/6\d{4} on fresh/);
    await click(0.03, 0.5);
    expect(await chosenInMap()).toEqual([expect.stringMatching(/^fresh with 0\/n/)]);
  });

  it('draws the nine lines where every value on them was tried, and not for less', { tags: ['slow'] }, async () => {
    const lines = { name: 'lines', guarantee: '', programs: 36_864, calls: 1, endedEarly: false };
    const drawn = async (strategy: Partial<Report['strategies'][number]>, extent: Report['extent']) => {
      const other = { ...report, extent, strategies: [{ ...lines, ...strategy }] };
      const { page: own } = await opened(browser, written(other));
      const count = await own.locator('.tried-lines').count();
      await own.context().close();
      return count;
    };
    expect(await drawn({}, { kind: 'whole' })).toBe(1);
    expect(await drawn({}, { kind: 'shard', index: 0, count: 2 })).toBe(0);
    expect(await drawn({ endedEarly: true }, { kind: 'whole' })).toBe(0);
  });

  it('shows a crash, a hang and a broken contract where they happened, by words and by a sign', async () => {
    const ended = await reportOn(endingBus({ 'open optional': 'crash' }), 'any');
    const { page: own, complaints } = await opened(browser, written(ended));
    expect(await own.locator('.panel h3').innerText()).toBe('open with 0/n');
    expect(await own.locator('.panel').innerText()).toContain('no answer: the target crashed');
    expect(await own.locator('.panel .wrong').allInnerTexts()).toEqual(['no answer: the target crashed']);
    expect(await own.getByRole('button', { name: 'open with 0/n: crash, 0 calls' }).count()).toBe(1);
    const label = await own.locator('.diagram svg').getAttribute('aria-label');
    expect(label).toContain('1 crash');
    const shapes = await own
      .locator('.map .mark path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
    const crash = await own.getByRole('button', { name: 'open with 0/n: crash' }).locator('path').getAttribute('d');
    expect(shapes.filter((shape) => shape === crash)).toHaveLength(1);
    // Any failure will do there, and what was seen is one.
    await own.getByRole('button', { name: /^client endpoint with n\/0: pass/ }).click();
    expect(await own.locator('.panel .facts').first().innerText()).toMatch(
      /any failure status\s+seen\s+STATUS_INVALID/,
    );
    expect(await own.locator('.panel .wrong').count()).toBe(0);
    expect(complaints).toEqual([]);
    await own.context().close();
  });

  it('marks what is chosen by more than colour, forced colours included', { tags: ['slow'] }, async () => {
    const { page: own } = await opened(browser, file, { forcedColors: 'active' });
    await own.evaluate("location.hash = 'state=open&class=0/n&clause=refuse.open'");
    const style = (selector: string, of: string, pseudo = '') =>
      own.evaluate<string>(`getComputedStyle(document.querySelector('${selector}'), '${pseudo}').${of}`);
    expect(await style('.cell.chosen', 'borderTopStyle')).toBe('double');
    expect(await style('.cell:not(.chosen)', 'borderTopStyle')).toBe('solid');
    expect(await style('.clauses .lit th', 'borderLeftWidth', '::before')).toBe('4px');
    expect(await style('.sign.chosen .plate', 'strokeWidth')).toBe('4px');
    await own.context().close();
  });
});
