/**
 * Completions: of everything that the tables, the catalog and the folder know, and as real shells show them.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completions } from '../../harness/cli/completion.ts';
import { completionScript } from '../../harness/cli/completion-script.ts';
import { COMMANDS } from '../../harness/cli/commands.ts';
import { FLAGS, spelled } from '../../harness/cli/flags.ts';
import type { FlagTable } from '../../harness/cli/flag.ts';
import { FAULTS } from '../../targets/reference/faults/shelf.ts';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import { catalog } from '../../targets/catalog.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

const cwdBefore = process.cwd();
const folder = emptyFolder();
beforeAll(() => {
  process.chdir(folder);
  for (const name of ['channel.so', 'my file.kmcl', '.hidden']) writeFileSync(name, '');
  mkdirSync('sub');
  writeFileSync('sub/report.json', '');
});
afterAll(() => process.chdir(cwdBefore));

const offered = async (...words: readonly string[]) => (await completions(words, catalog)).map(([text]) => text);

it('knows every command and its alias', async () => {
  const names = Object.keys(COMMANDS).map((name) => name.split(' ')[0]!);
  expect((await offered('')).toSorted()).toEqual([...new Set([...names, 'report', 'complete', 'help'])].toSorted());
  expect(await offered('baseline', '')).toEqual(['add', 'prune', 'check']);
  expect(await offered('help', 'ma')).toEqual(['matrix']);
});

it.each(Object.entries<FlagTable>(FLAGS))('knows every flag of %s', async (name, table) => {
  expect(await offered(...name.split(' '), '--')).toEqual([...Object.keys(table).map(spelled), '--help']);
});

it('knows everything that a choice can be', async () => {
  const choices = Object.entries<FlagTable>(FLAGS).flatMap(([name, table]) =>
    Object.entries(table).flatMap(([flag, { value }]) =>
      value.kind === 'choice' ? [{ name, flag, of: value.of }] : [],
    ),
  );
  expect(choices.length).toBeGreaterThan(10);
  for (const { name, flag, of } of choices) expect(await offered(...name.split(' '), spelled(flag), '')).toEqual(of);
});

it.each([
  ['a flag of run without its name', ['--tie'], ['--tier']],
  ['a value behind an equals sign', ['run', '--tier=s'], ['--tier=smoke']],
  ['a flag that is given already', ['run', '--tier', 'ci', '--tie'], []],
  ['one of several names', ['run', '--require', 'status,o'], ['status,offer']],
  ['a revision', ['run', '--requirements', '2026.1'], ['2026.1']],
  ['a language', ['init', '--language', 'py'], ['python']],
  ['a list', ['list', 'f'], ['faults']],
  ['a shell', ['complete', 'z'], ['zsh']],
  ['a way to reach a target', ['doctor', '--target', 'ht'], ['http://', 'https://']],
  ['the reference', ['run', '--target', 'ref'], ['reference', 'reference:fault=']],
  ['a library', ['sweep', '--target', 'native:ch'], ['native:channel.so']],
  ['a folder on the way to a module', ['run', '--target', 'module:./s'], ['module:./sub/']],
  ['an address', ['run', '--target', 'tcp://l'], []],
  ['a saved program', ['replay', 'm'], ['my file.kmcl']],
  ['a report behind flags', ['rerun', '--deadline-ms', '9', '--failed', 'sub/'], ['sub/report.json']],
  ['one of many reports', ['matrix', 'sub/report.json', 'su'], ['sub/']],
  ['a folder', ['run', '--out', ''], ['sub/']],
  ['a file that is hidden', ['run', '--config', '.h'], ['.hidden']],
  ['a number', ['run', '--seed', ''], []],
  ['a folder that is not there', ['replay', 'none/'], []],
])('%s', async (_, words, expected) => {
  expect(await offered(...words)).toEqual(expected);
});

it('knows every clause and every planted fault', async () => {
  expect(await offered('run', '--clause', '')).toEqual(CLAUSE_IDS);
  expect(await offered('run', '--target', 'reference:fault=')).toEqual(
    FAULTS.map(({ name }) => `reference:fault=${name}`),
  );
});

it('comes a line each, and prints a script for each shell', async () => {
  const { exitCode, stdout } = await kmcl(['complete', '--', 'ma']);
  expect(stdout).toBe(`matrix\t${COMMANDS.matrix.gist}\n`);
  expect(exitCode).toBe(0);
  const script = await kmcl(['complete', 'powershell']);
  expect(script.stdout).toBe(completionScript('powershell'));
  expect(script.exitCode).toBe(0);
});

/** What is typed, a tab for each key of that name, and what the command is then given. */
const TYPED: readonly (readonly [keys: string, given: string])[] = [
  ['mat\t', 'matrix'],
  ['run --target reference:fault=swapped-p\t', 'run|--target|reference:fault=swapped-pair-refused'],
  ['run --target referenc\t:f\tboth-zero-accepted-to\t', 'run|--target|reference:fault=both-zero-accepted-to-clear'],
  ['run --target native:./ch\t', 'run|--target|native:./channel.so'],
  ['run --tie\tsmo\t', 'run|--tier|smoke'],
  ['run --tier=sm\t', 'run|--tier=smoke'],
  ['replay my\t', 'replay|my file.kmcl'],
  ['rerun su\tre\t', 'rerun|sub/report.json'],
  ['baseline pr\t', 'baseline|prune'],
  ['run --clause refuse.both\t', 'run|--clause|refuse.both-zero'],
];

const SHELLS = [
  ['bash', 'bash --norc --noprofile -i'],
  ['zsh', 'zsh -f -i'],
  ['fish', 'fish --no-config -i'],
] as const;

describe.concurrent('in a real shell, with nothing but itself', () => {
  for (const [shell, command] of SHELLS)
    it.runIf(requireTool('script') && requireTool(shell))(shell, { tags: ['slow'] }, async () => {
      const bin = emptyFolder();
      writeFileSync(
        join(bin, 'kmcl-conformance'),
        `#!/bin/sh\n[ "$1" = complete ] && { '${process.execPath}' '${MAIN}' "$@"; echo >>'${join(bin, 'completed')}'; exit; }\nprintf '|%s' RAN "$@"; echo '|END'\n`,
        { mode: 0o755 },
      );
      writeFileSync(join(bin, 'setup'), completionScript(shell));
      const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, TERM: 'dumb' };
      const terminal = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env });
      let shown = '';
      terminal.stdout.on('data', (piece: Buffer) => (shown += piece));
      const type = (text: string) => terminal.stdin.write(text);
      const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
      /** What came of a key: the shell then has a moment to show it. */
      const answered = async (count: () => number, key: string) => {
        const before = count();
        type(key);
        for (let ms = 0; count() === before && ms < 30_000; ms += 100) await pause(100);
        await pause(700);
      };
      const ran = () => shown.split('|END').length;
      const completed = () => (existsSync(join(bin, 'completed')) ? statSync(join(bin, 'completed')).size : 0);
      await pause(2_000);
      await answered(ran, `source '${join(bin, 'setup')}'; echo '|E'ND\n`);
      for (const [keys] of TYPED) {
        for (const part of `kmcl-conformance ${keys}`.split('\t').slice(0, -1)) {
          type(part);
          await answered(completed, '\t');
        }
        await answered(ran, '\n');
      }
      type('exit\n');
      await new Promise((done) => terminal.on('close', done));
      const given = [...shown.matchAll(/\|RAN\|(.*)\|END/g)].map(([, words]) => words);
      expect(given).toEqual(TYPED.map(([, words]) => words));
    });
});
