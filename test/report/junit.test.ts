/**
 * `junit.xml` as those read it who show it: Jenkins by the schema of its xUnit plugin, GitLab and Azure by what they document or do of
 * elements and attributes. None of them may show less red than there is, or lose what went wrong.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { junitXml } from '../../harness/report/files/junit.ts';
import { testRows } from '../../harness/report/files/test-rows.ts';
import { requireTool } from '../require-tool.ts';
import { endedRuns } from './ended-runs.ts';

/** Jenkins' xUnit plugin, `types/model/xsd/junit-10.xsd`, under MIT, as the sources of pytest 8.3.4 have it. */
const XSD = fileURLToPath(new URL('./junit-10.xsd', import.meta.url));

/** What xmllint says of each text, or nothing where it keeps to the schema. */
function complaints(texts: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'kmcl-junit-'));
  const files = texts.map((_, index) => join(folder, `${index}.xml`));
  for (const [index, file] of files.entries()) writeFileSync(file, texts[index]!);
  const { stderr } = spawnSync('xmllint', ['--noout', '--schema', XSD, ...files], { encoding: 'utf8' });
  return files.map((file) => {
    const lines = stderr.split('\n').filter((line) => line.startsWith(file));
    return lines.length === 1 && lines[0] === `${file} validates` ? '' : lines.join('\n');
  });
}

describe.runIf(requireTool('xmllint'))('by the schema of Jenkins', () => {
  it('however a run ends it is valid', async () => {
    const runs = await endedRuns();
    const said = complaints(runs.map(({ report }) => junitXml(report)));
    expect(runs.map(({ name }, index) => [name, said[index]])).toEqual(runs.map(({ name }) => [name, '']));
  });

  it('it would not be with what other forms have', async () => {
    const text = junitXml((await endedRuns())[0]!.report);
    const others = [
      text.replace('<testsuites ', '<testsuites skipped="0" '),
      text.replace('<system-out>', '<properties/><system-out>'),
      text.replace(/ tests="\d+" failures/, ' failures').replace(/<testsuite [^>]*?tests="\d+"/, '<testsuite name="x"'),
      text.replace('</testsuites>', ''),
    ];
    for (const one of others) expect(one).not.toBe(text);
    expect(complaints(others).filter((said) => said === '')).toEqual([]);
  });
});

const ATTRIBUTES = String.raw`((?: [a-z]+="[^"]*")*)`;

/** Out of a text of ours, which has no CDATA and no comments: elements with their attributes and what is in them. */
function elements(xml: string, name: string) {
  const found = xml.matchAll(new RegExp(`<${name}${ATTRIBUTES}(?:/>|>(.*?)</${name}>)`, 'gs'));
  return [...found].map(([, attributes = '', content = '']) => ({
    content,
    attributes: Object.fromEntries(
      [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key!, plain(value!)]),
    ),
  }));
}

const plain = (text: string) => text.replace(/&#x(\w+);/g, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)));

/** One test as it is shown: `more` is what is opened. */
interface Shown {
  readonly suite: string | undefined;
  readonly name: string | undefined;
  readonly status: 'passed' | 'failed' | 'error' | 'skipped';
  readonly words: string;
  readonly more: string;
}

/** GitLab: the suite is the class; of failure, error and skipped, in that order, the text alone; the second of one name is lost. */
function inGitLab(xml: string): readonly Shown[] {
  const cases = elements(xml, 'testcase').map(({ attributes, content }): Shown => {
    const [status, element] = (['failure', 'error', 'skipped'] as const)
      .map((name) => [name === 'failure' ? 'failed' : name, elements(content, name)[0]] as const)
      .find(([, found]) => found !== undefined) ?? ['passed' as const, undefined];
    const text = plain(element?.content ?? '');
    return {
      suite: attributes['classname'],
      name: attributes['name'],
      status,
      words: text.split('\n')[0]!,
      more: text,
    };
  });
  return cases.filter(
    (one, at) => at === cases.findIndex(({ suite, name }) => suite === one.suite && name === one.name),
  );
}

/** Azure: the message is the error and the text the stack; an error is a failure; of what was skipped the message alone. */
function inAzure(xml: string): readonly Shown[] {
  return inGitLab(xml).map((one, index) => {
    const { content } = elements(xml, 'testcase')[index]!;
    const [element] = ['failure', 'error', 'skipped'].flatMap((name) => elements(content, name));
    const message = element?.attributes['message'] ?? '';
    const isSkipped = one.status === 'skipped';
    return {
      ...one,
      status: one.status === 'error' ? 'failed' : one.status,
      words: message,
      more: isSkipped ? message : plain(element?.content ?? ''),
    };
  });
}

describe.each([
  ['GitLab', inGitLab, ['error']],
  ['Azure', inAzure, ['failed']],
] as const)('in %s', (_, read, errorAs) => {
  it('each row is there with its status, what was wrong in its first line, and the program to be opened', async () => {
    for (const { name, report } of await endedRuns()) {
      const rows = testRows(report);
      const seen = read(junitXml(report));
      expect(seen, name).toHaveLength(rows.length);
      const bySuite = [...new Set(rows.map(({ suite }) => suite))].flatMap((suite) =>
        rows.filter((row) => row.suite === suite),
      );
      for (const [index, row] of bySuite.entries()) {
        const one = seen[index]!;
        expect(one).toMatchObject({ suite: `kmcl-conformance.${row.suite}`, name: row.name });
        expect(one.status, row.name).toBe(row.status === 'error' ? errorAs[0] : row.status);
        expect(one.words, row.name).toBe(row.message);
        if (row.status !== 'passed') expect(one.words, row.name).not.toBe('');
        if (one.status === 'failed' || one.status === 'error') expect(one.more).toContain(row.detail);
      }
    }
  });
});

it('GitLab finds no path of a file in what a target said, and no file is as large as it takes', async () => {
  for (const { report } of await endedRuns()) {
    const xml = junitXml(report);
    expect(Buffer.byteLength(xml)).toBeLessThan(30_000_000);
    for (const { content } of elements(xml, 'system-out')) expect(content).not.toContain('[[ATTACHMENT|');
  }
  const hostile = (await endedRuns()).find(({ name }) => name === 'crashes')!;
  expect(junitXml(hostile.report)).toContain('[[ATTACHMENT|');
});

it('Azure knows when a run began, and each suite has its own counts and what it was asked', async () => {
  for (const { report } of await endedRuns()) {
    const xml = junitXml(report);
    for (const { attributes, content } of elements(xml, 'testsuite')) {
      expect(attributes['timestamp']).toBe('2026-01-01T12:00:00');
      const cases = elements(content, 'testcase');
      expect(attributes).toMatchObject({
        tests: `${cases.length}`,
        failures: `${cases.filter((one) => one.content.includes('<failure ')).length}`,
        errors: `${cases.filter((one) => one.content.includes('<error ')).length}`,
        skipped: `${cases.filter((one) => one.content.includes('<skipped ')).length}`,
      });
      const told = elements(content, 'property').map(({ attributes: { name } }) => name);
      expect(told).toEqual(expect.arrayContaining(['verdict', 'target', 'reading', 'seed', 'tier']));
    }
    expect(elements(xml, 'testsuites')[0]!.attributes).toMatchObject({ time: '1.235' });
  }
});
