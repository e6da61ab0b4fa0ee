/**
 * `junit.xml`: a test a clause, in the form that Jenkins' xUnit plugin publishes (`junit-10.xsd`), which knows no properties of a
 * test. A crash is an error, as is what could not be verified; a deviation is a failure of its own type, and a waived failure is
 * skipped. Jenkins and Azure show the message, GitLab the text alone, so the text begins with it.
 */
import { unrepeatedLine } from '../../verdict/unrepeated-words.ts';
import type { Report } from '../report-schema.ts';
import { testRows } from './test-rows.ts';
import type { TestRow } from './test-rows.ts';
import { visible } from '../../program/visible.ts';

export function junitXml(report: Report): string {
  const rows = testRows(report);
  const { reading, seed, tier, target } = report;
  const { unrepeated } = report.verdict.scope;
  const about = properties({
    verdict: visible(report.verdict.sentence),
    target: visible(`${target.name} ${target.version}`),
    reading,
    seed: `${seed}`,
    tier,
    ...(unrepeated.length > 0 ? { unrepeated: visible(unrepeated.map(unrepeatedLine).join('; ')) } : {}),
  });
  const suites = [...new Set(rows.map(({ suite }) => suite))].map((name) => {
    const own = rows.filter(({ suite }) => suite === name);
    const timestamp = report.times.startedAt.replace(/\.\d+Z$/, '');
    return element('testsuite', { name: `kmcl-conformance.${name}`, timestamp, ...countsOf(own) }, [
      about,
      ...own.map(testcase),
    ]);
  });
  const { skipped: _, ...counts } = countsOf(rows);
  const all = element('testsuites', { ...counts, time: (report.times.durationMs / 1_000).toFixed(3) }, suites);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`;
}

function countsOf(rows: readonly TestRow[]) {
  const count = (status: TestRow['status']) => `${rows.filter((row) => row.status === status).length}`;
  return { tests: `${rows.length}`, failures: count('failed'), errors: count('error'), skipped: count('skipped') };
}

const ELEMENTS = { failed: 'failure', error: 'error', skipped: 'skipped' } as const;

/** The output holds words of ours alone: GitLab takes `[[ATTACHMENT|...]]` in it for the path of a file. */
function testcase({ suite, name, status, outcome: type, message, detail, properties: facts }: TestRow): string {
  const text = [message, detail].filter((part) => part !== '').join('\n\n');
  const output = Object.entries(facts).map(([key, value]) => `${key}: ${value}`);
  return element('testcase', { classname: `kmcl-conformance.${suite}`, name, time: '0' }, [
    ...(status === 'passed' ? [] : [element(ELEMENTS[status], { message, type }, escaped(text))]),
    element('system-out', {}, escaped(output.join('\n'))),
  ]);
}

function properties(named: Readonly<Record<string, string>>): string {
  return element(
    'properties',
    {},
    Object.entries(named).map(([name, value]) => element('property', { name, value }, '')),
  );
}

/** Elements within stand on lines of their own; text is written as it is. */
function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly string[],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value, /[&<"\t\n\r]/g)}"`);
  const start = `${name}${written.join('')}`;
  if (content.length === 0) return `<${start}/>`;
  if (typeof content === 'string') return `<${start}>${content}</${name}>`;
  return `<${start}>\n${content.map((child) => `${child}\n`).join('')}</${name}>`;
}

/** Markup as references, and what XML 1.0 cannot hold, such as control characters and lone surrogates, as `\x1b`. */
function escaped(text: string, markup = /[&<>\r]/g): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, (bad) => `\\x${hex(bad)}`)
    .replace(markup, (character) => `&#x${hex(character)};`);
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).padStart(2, '0');
}
