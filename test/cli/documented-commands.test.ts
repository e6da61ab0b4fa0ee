/** Every command that a page shows is one: it is there, takes the flags that stand with it, and the values where they are of a few. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../harness/cli/command-line.ts';
import { REMOTE } from '../../harness/cli/reach-flags.ts';
import { catalog } from '../../targets/catalog.ts';
import { commandsOf, documentedCommands, PAGES, ROOT, TABLE, textOf, wordsOf } from './documented-commands.ts';

const program = commandLine(catalog, () => undefined);
const commands = new Map(
  program.commands.flatMap((command) => [command.name(), ...command.aliases()].map((name) => [name, command] as const)),
);

/** What is wrong with a command; nothing where it could be given as it stands. */
function wrongWith(line: string): string | undefined {
  const [first = '', ...rest] = wordsOf(line);
  const isRun = first.startsWith('--');
  const named = isRun ? commands.get('run') : commands.get(first);
  if (first === 'help') return undefined;
  if (named === undefined) return `no command ${first}`;
  const words = isRun ? [first, ...rest] : rest;
  const inner = named.commands.find((command) => command.name() === words[0]);
  const options = [...(inner ?? named).options, ...program.options];
  for (const [at, word] of words.entries()) {
    if (!word.startsWith('--') || word === '--') continue;
    const [flag, given] = word.split('=', 2);
    const option = options.find(({ long }) => long === flag);
    if (option === undefined && flag !== '--help') return `${named.name()} takes no ${flag}`;
    const value = given ?? words[at + 1];
    const isLiteral = value !== undefined && /^[a-z][\w.-]*$/.test(value);
    if (option?.argChoices && isLiteral && !option.argChoices.includes(value)) return `${flag} is never ${value}`;
  }
  return undefined;
}

/** In prose a command stands without the name of the package too; it is looked at where a flag stands with it. */
function alsoNamed(text: string): readonly string[] {
  const inline = [...text.matchAll(/`([a-z]+ [^`\n]*--[^`\n]*)`/g)].map(([, code]) => code!);
  return inline.filter((code) => commands.has(code.split(' ')[0]!));
}

const SHOWN = PAGES.map((name) => [name, [...commandsOf(textOf(name)), ...alsoNamed(textOf(name))]] as const);

it('finds the commands of the pages', () => {
  expect(SHOWN.flatMap(([, lines]) => lines).length).toBeGreaterThan(60);
  expect(wrongWith('fly')).toBe('no command fly');
  expect(wrongWith('run --tire ci')).toBe('run takes no --tire');
  expect(wrongWith('run --tier quick')).toBe('--tier is never quick');
});

describe.each(SHOWN.filter(([, lines]) => lines.length > 0))('%s', (_, lines) => {
  it('shows commands that there are', () => {
    expect(lines.map((line) => [line, wrongWith(line)]).filter(([, wrong]) => wrong !== undefined)).toEqual([]);
  });
});

it('docs/adapters.md has every flag that says how a peer is reached, or served', () => {
  const page = readFileSync(join(ROOT, 'docs/adapters.md'), 'utf8');
  const flagsOf = (name: string) => commands.get(name)!.options.map(({ long }) => long!);
  const reach = Object.keys(REMOTE).map(
    (flag) => `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
  const isOfLibraries = (flag: string) => ['--sanitizer', '--unsafe-in-process', '--config', '--target'].includes(flag);
  const all = [...reach, ...flagsOf('serve').filter((flag) => !isOfLibraries(flag))];
  expect(all.length).toBeGreaterThan(15);
  expect(all.filter((flag) => !page.includes(`\`${flag}`))).toEqual([]);
});

/** What stands for something else, as a page writes it: `<file>`, `[word]`, T, PATH, `$out`, or an example of a name. */
const PLACEHOLDER = /[<[$}]|matrix\.part|^\/reports$|\b[A-Z]{2,}\b|^T$|CI_|^auto|\d\/8$/;

describe('the table of what runs each command', () => {
  const shown = documentedCommands();

  it('has every command of the documents, and none that they no longer show', () => {
    const known = new Set(TABLE.map(({ command }) => command));
    expect([...shown.keys()].filter((command) => !known.has(command))).toEqual([]);
    expect([...known].filter((command) => !shown.has(command))).toEqual([]);
    expect(shown.size).toBeGreaterThan(100);
  });

  it('says one thing of each: an exit code, a test or a reason, of which there are few', () => {
    for (const row of TABLE) {
      expect(
        ['exit', 'by', 'not'].filter((key) => key in row),
        row.command,
      ).toHaveLength(1);
      expect('words' in row, row.command).toBe('by' in row);
      if (row.exit === undefined)
        expect(Object.keys(row).filter((key) => ['as', 'in', 'says', 'fill'].includes(key))).toEqual([]);
    }
    expect(TABLE.filter(({ not }) => not !== undefined).length).toBeLessThan(30);
  });

  it('runs a command as it stands, or with other words for what is a placeholder or too much', () => {
    for (const { command, as = command } of TABLE) {
      const given = wordsOf(as);
      const kept = wordsOf(command).filter((word) => !PLACEHOLDER.test(word));
      // A command that says more than the page is still that one.
      expect(
        kept.filter((word) => !given.includes(word) && !word.startsWith('parts')),
        command,
      ).toEqual([]);
    }
  });

  it.each(TABLE.filter(({ by }) => by !== undefined))('$command: $by', ({ by, words }) => {
    const [file, name] = by!.split(' > ');
    expect(existsSync(join(ROOT, file!))).toBe(true);
    const source = readFileSync(join(ROOT, file!), 'utf8');
    if (file!.endsWith('.test.ts')) expect(source.includes(name!), 'its name').toBe(true);
    const escaped = words!.map((word) => word.replaceAll(/[^\w\s]/g, '\\$&'));
    expect(new RegExp(escaped.join('[^]{0,160}?')).test(source), 'its words').toBe(true);
  });
});
