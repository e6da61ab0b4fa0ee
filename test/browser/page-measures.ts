/** What can be measured of a page as it is laid out: words cut off, targets too small, edges too faint, colours not a person's own. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}

/** Every violation of some rules, or of all that axe has, whatever the impact, each with where it is. */
export async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // As an expression of the debugger: a script element would be kept out by the page's own policy.
  await page.evaluate(AXE);
  const options = rules === undefined ? {} : { runOnly: rules };
  const results = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as AxeResults;
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** What every measure begins with: what is seen of the page, and a word for an element. */
const SEEN = `
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('.hidden, .skip') === null;
  const seen = [...document.querySelectorAll('body *')].filter(isSeen);
  const named = (element) => element.tagName.toLowerCase() + '.' + element.getAttribute('class') + ' ' + (element.textContent ?? '').slice(0, 40);
  const isScrolled = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
`;

const measured = (page: Page, expression: string) =>
  page.evaluate(`(() => { ${SEEN} return ${expression}; })()`) as Promise<readonly string[]>;

/** Text that stands outside of the window or is cut by its own box, unless it can be scrolled to. */
export function cutText(page: Page): Promise<readonly string[]> {
  return measured(
    page,
    `seen.map((element) => [element, [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== '')])
      .filter(([element, texts]) => {
        if (texts.length === 0) return false;
        for (let box = element; box !== null; box = box.parentElement) if (isScrolled(box)) return false;
        const range = document.createRange();
        range.setStartBefore(texts[0]);
        range.setEndAfter(texts.at(-1));
        const { left, right } = range.getBoundingClientRect();
        const isClipped = getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
        return left < -1 || right > document.documentElement.clientWidth + 1 || isClipped;
      }).map(([element]) => named(element))`,
  );
}

/** Controls of less than 24 by 24 pixels, links within a sentence aside (WCAG 2.2, 2.5.8). */
export function smallTargets(page: Page): Promise<readonly string[]> {
  return measured(
    page,
    `seen.filter((element) => element instanceof HTMLElement && element.matches('a[href], button, input, select, summary, [role="button"], [role="tab"], [tabindex="0"]'))
      .filter((element) => !(element.matches('a, button') && getComputedStyle(element).display === 'inline' && element.parentElement.textContent.trim() !== element.textContent.trim()))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width < 23.9 || height < 23.9;
      }).map((element) => named(element) + ' ' + JSON.stringify(element.getBoundingClientRect()))`,
  );
}

/** Controls whose border has less than 3 to 1 against what is around it or what is in it (WCAG 2.2, 1.4.11). */
export function faintEdges(page: Page): Promise<readonly string[]> {
  return measured(
    page,
    `(() => {
      const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const luminance = (colour) => channels(colour).slice(0, 3).map((value) => value / 255)
        .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
      const behind = (element) => {
        for (let box = element; box !== null; box = box.parentElement) {
          const colour = getComputedStyle(box).backgroundColor;
          if (channels(colour)[3] !== 0) return colour;
        }
        return 'rgb(255, 255, 255)';
      };
      const ratio = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
      };
      // A transparent border only keeps the place of one.
      const hasEdge = ({ borderTopWidth, borderTopColor }) => borderTopWidth !== '0px' && channels(borderTopColor)[3] !== 0;
      return seen.filter((element) => element.matches('input, select, button') && hasEdge(getComputedStyle(element)))
        .filter((element) => ratio(getComputedStyle(element).borderTopColor, behind(element.parentElement)) < 3)
        .map(named);
    })()`,
  );
}

/** The number of controls with a border, so that a measure of them is one. */
export async function edgesSeen(page: Page): Promise<number> {
  const found = await measured(
    page,
    `seen.filter((element) => element.matches('input, select, button') && getComputedStyle(element).borderTopWidth !== '0px').map(named)`,
  );
  return found.length;
}

/** What is painted in a colour that is none of the system's. */
export function ownColours(page: Page): Promise<readonly string[]> {
  return measured(
    page,
    `(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      const system = ['Canvas', 'CanvasText', 'LinkText', 'GrayText', 'Highlight', 'HighlightText', 'ButtonText', 'ButtonFace', 'ButtonBorder', 'Field', 'FieldText']
        .map((name) => { probe.setAttribute('style', ''); probe.style.color = name; return getComputedStyle(probe).color; });
      probe.remove();
      const isTheirs = (colour) => colour === 'none' || /, 0\\)$/.test(colour) || system.includes(colour);
      return seen.flatMap((element) => {
        const style = getComputedStyle(element);
        const painted = [style.color, style.backgroundColor, style.outlineStyle === 'none' ? 'none' : style.outlineColor,
          ...['Top', 'Right', 'Bottom', 'Left'].map((side) => style['border' + side + 'Width'] === '0px' ? 'none' : style['border' + side + 'Color']),
          ...(element instanceof SVGElement ? [style.fill, style.stroke] : [])];
        return painted.every(isTheirs) ? [] : [named(element) + ' ' + painted.filter((colour) => !isTheirs(colour)).join(' ')];
      });
    })()`,
  );
}

/** Bars that are drawn in the colour of what is behind them. */
export function barsLost(page: Page): Promise<readonly string[]> {
  return measured(
    page,
    `seen.filter((element) => element.matches('i') && element.textContent === '' && element.getBoundingClientRect().height > 0)
      .filter((element) => getComputedStyle(element).backgroundImage === 'none' && getComputedStyle(element).backgroundColor === getComputedStyle(document.body).backgroundColor).map(named)`,
  );
}

/** What moves, or would when it is used. */
export function moving(page: Page): Promise<readonly string[]> {
  return measured(
    page,
    `[document.documentElement, ...seen].filter((element) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
      return animationName !== 'none' || scrollBehavior !== 'auto' || transitionDuration.split(', ').some((time) => time !== '0s');
    }).map(named)`,
  );
}
