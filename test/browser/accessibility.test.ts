/**
 * The page for everybody: with a screen reader, in colours of one's own, at twice the size, on a telephone, without motion. Measured
 * over all that is on it, so that a new part is held to it as well.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endedRuns } from '../report/ended-runs.ts';
import { requireTool } from '../require-tool.ts';
import { acmeBus } from './acme-bus.ts';
import { CHROMIUM, launched, opened, written } from './browser.ts';
import {
  barsLost,
  cutText,
  edgesSeen,
  faintEdges,
  moving,
  ownColours,
  smallTargets,
  violations,
} from './page-measures.ts';
import { reportOn } from './reports.ts';

describe.skipIf(!requireTool(CHROMIUM))('report.html', () => {
  let browser: Browser;
  /** One with three failures and all that there is to see, and two of a target with names and last words that fit nowhere. */
  let pages: readonly Page[];

  beforeAll(async () => {
    browser = await launched();
    const strange = (await endedRuns()).filter(({ name }) => name === 'crashes' || name === 'cannot be used');
    const reports = [await reportOn(acmeBus(), 'module:./acme-vmbus.ts'), ...strange.map(({ report }) => report)];
    pages = await Promise.all(
      reports.map(async (report) => {
        const { page } = await opened(browser, written(report));
        await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        await page.evaluate("document.querySelector('.opener')?.click()");
        return page;
      }),
    );
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** Measures every page as it is in one manner, and puts the manner back. */
  async function inEach(
    media: Parameters<Page['emulateMedia']>[0],
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    for (const page of pages) {
      await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null, ...media });
      await look(page);
    }
  }

  it.each(['light', 'dark'] as const)(
    'in the %s has no fault of accessibility that axe knows, and no control with a faint edge',
    { tags: ['slow'] },
    async (colorScheme) => {
      await inEach({ colorScheme }, async (page) => {
        expect(await edgesSeen(page)).toBeGreaterThan(3);
        expect(await faintEdges(page)).toEqual([]);
        // The dark differs in nothing but its colours.
        expect(await violations(page, colorScheme === 'dark' ? ['color-contrast'] : undefined)).toEqual([]);
      });
    },
  );

  it(
    "in forced colours has none that is not the person's, and its bars are still there",
    { tags: ['slow'] },
    async () => {
      await inEach({ forcedColors: 'active' }, async (page) => {
        expect(await ownColours(page)).toEqual([]);
        expect(await barsLost(page)).toEqual([]);
      });
    },
  );

  it.each([
    ['a telephone', 320, 640],
    ['a larger one', 390, 844],
    ['a window at twice the size', 720, 480],
    ['a wide window', 1440, 960],
  ])('on %s cuts no word, runs over no side, and can be hit', { tags: ['slow'] }, async (_, width, height) => {
    await inEach({}, async (page) => {
      await page.setViewportSize({ width, height });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await cutText(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
    });
  });

  it('moves only where motion is welcome', { tags: ['slow'] }, async () => {
    await inEach({ reducedMotion: 'no-preference' }, async (page) => expect(await moving(page)).not.toEqual([]));
    await inEach({ reducedMotion: 'reduce' }, async (page) => expect(await moving(page)).toEqual([]));
  });

  it('a measure finds what it is for', { tags: ['slow'] }, async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 400 }, forcedColors: 'active' });
    await page.setContent(`<title>x</title><div style="width: 99px; overflow: hidden; white-space: nowrap">a sentence that is cut by its box</div>
      <p style="white-space: nowrap">a sentence that is wider than the window, and goes on behind its end</p>
      <button style="height: 20px; padding: 0">b</button><p>in a sentence <a href="#x">a link</a> is free</p>
      <input style="forced-color-adjust: none; border: 1px solid #ccc; background: white; animation: x 1s" />`);
    expect(await cutText(page)).toHaveLength(2);
    expect(await smallTargets(page)).toEqual([expect.stringMatching(/^button/), expect.stringMatching(/^input/)]);
    expect(await faintEdges(page)).toHaveLength(1);
    expect(await ownColours(page)).toHaveLength(1);
    expect(await moving(page)).toHaveLength(1);
    expect((await violations(page)).join(' ')).toMatch(/label|landmark/);
    await page.close();
  });
});
