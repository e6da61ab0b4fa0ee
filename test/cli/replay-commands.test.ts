/**
 * Every command that a run prints to show a failure again is run in the folder where that run was started, and shows it: out of the
 * terminal, the report, its page, and what lies beside it, with names that a shell would take apart.
 */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replayCommand, replayOfLines, runCommandAgain } from '../../harness/report/replay-command.ts';
import { replayLines } from '../../harness/report/report.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { ownCommand } from '../../harness/cli/own-command.ts';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

const SLOW = { tags: ['slow'] };

const TARGET_TS = join(import.meta.dirname, '../../harness/target.ts');

/** Answers as it should but at a slot's second set, where it follows a pointer that is not there. */
const CRASHING = `import { fromSession } from ${JSON.stringify(TARGET_TS)};

export default fromSession({ name: 'crashing', version: '1', capabilities: [] }, () => {
  const channels = new Map<unknown, { sets: number }>();
  return {
    perform(call) {
      if (call.kind === 'allocate') channels.set(call.channel, { sets: 0 });
      if (call.kind === 'enable') channels.delete(call.channel);
      if (call.kind !== 'setMmioMegabytes') return call.kind === 'allocate' || call.kind === 'enable' ? { kind: 'status', status: 0 } : { kind: 'nothing' };
      channels.get(call.channel)!.sets += 1;
      return { kind: 'status', status: call.mmioMegabytes + call.mmioMegabytesOptional === 0 ? 0xc000000d : 0 };
    },
  };
});
`;

interface Started {
  readonly cwd: string;
  readonly stdout: string;
  readonly report: Report;
  /** The files that the run left, by their names. */
  file(name: string): string;
}

async function started(target: string, words: readonly string[]): Promise<Started> {
  const cwd = join(emptyFolder(), "it's a $folder");
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'crashing.ts'), CRASHING);
  const usual = ['--tier', 'smoke', '--programs', '0', '--seed', '1', '--out', 'a report'];
  const { stdout } = await kmcl(['run', '--target', target, ...usual, ...words], { cwd });
  const file = (name: string) => readFileSync(join(cwd, 'a report', name), 'utf8');
  return { cwd, stdout, report: JSON.parse(file('report.json')), file };
}

const FAULTY = 'reference:fault=both-zero-accepted';
const runs: Readonly<Record<string, () => Promise<Started>>> = {
  [FAULTY]: once(() => started(FAULTY, ['--reading', 'state-model', '--clause', 'refuse.*', '--level', 'must'])),
  'module:./crashing.ts': once(() => started('module:./crashing.ts', ['--deadline-ms', '20000'])),
};

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** What a shell makes of a command that stands in a report, with `kmcl-conformance` on its path. */
function inShell(command: string, cwd: string): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  const bin = emptyFolder();
  writeFileSync(join(bin, 'kmcl-conformance'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  chmodSync(join(bin, 'kmcl-conformance'), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, FORCE_COLOR: undefined };
  return new Promise((done) => {
    execFile('sh', ['-c', command], { cwd, env }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : Number(error.code), stdout: `${stdout}${stderr}` }),
    );
  });
}

/** The replay commands of a text, each behind its label. */
function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/^ *replay {4}(.*?)(?:<\/\w+>)?$/gm)].map(([, command]) => command!);
}

it.each([
  [FAULTY, /FAIL {2}refuse\.both-zero/],
  ['module:./crashing.ts', /1 {2}allocate ch0 server.*-> STATUS_SUCCESS[^]*CRASH {2}TypeError/],
] as const)('a failure of %s is shown again by each command of the run', SLOW, async (target, shown) => {
  const { cwd, stdout, report, file } = await runs[target]!();
  const [one] = report.counterexamples;
  const texts = ['summary.md', 'junit.xml', `${one!.folder}/explain.md`].map((name) => commandsIn(file(name)));
  for (const commands of texts) expect(commands).toContain(one!.replay);
  expect(file('report.html')).toContain(JSON.stringify(one!.replay).slice(1, -1).replaceAll('<', '\\u003c'));
  const beside = /```sh\n(cd [^]*?)\n```/.exec(file(`${one!.folder}/explain.md`))![1]!;

  const [saved] = commandsIn(stdout);
  const commands: readonly (readonly [command: string, cwd: string])[] = [
    [saved!, cwd],
    [one!.replay, cwd],
    [beside, join(cwd, 'a report', one!.folder)],
    [replayOfLines(replayLines(one!), report.reading, report.asked), cwd],
  ];
  const ended = await Promise.all(commands.map(([command, from]) => inShell(command, from)));
  for (const { exitCode, stdout: told } of ended) {
    expect(told).toMatch(shown);
    expect(exitCode).toBe(1);
  }
  expect(readdirSync(cwd).toSorted()).toEqual(['a report', 'crashing.ts', 'kmcl-corpus']);

  const next = [...stdout.matchAll(/^ {2}(?:explain|baseline) +(kmcl-conformance .*)$/gm)].map(
    ([, command]) => command!,
  );
  expect(next.length).toBeGreaterThan(0);
  for (const { exitCode } of await Promise.all(next.map((command) => inShell(command, cwd)))) expect(exitCode).toBe(0);
});

it('a crash is told with the file and line that threw, and the calls before it with their answers', SLOW, async () => {
  const { stdout, report } = await runs['module:./crashing.ts']!();
  const line = CRASHING.split('.sets += 1')[0]!.split('\n').length;
  const told = /^CRASH[^]*?\n\n[^]*?\n\n/m.exec(stdout)![0].replace(/ +$/gm, '');
  expect(told).toContain("TypeError: Cannot read properties of undefined (reading 'sets')");
  expect(told).toContain(`at Object.perform (crashing.ts:${line}:`);
  expect(told.match(/^ +at /gm)).toHaveLength(1);
  const { steps, at } = report.counterexamples.find(({ kind }) => kind === 'crash')!;
  expect(at).toBe(steps.length - 1);
  expect(steps.slice(0, at).every(({ answer }) => answer !== undefined)).toBe(true);
});

it('a run is told again with all that was asked of it', SLOW, async () => {
  const { cwd, report } = await runs[FAULTY]!();
  const again = await inShell(runCommandAgain(report), cwd);
  expect(again.stdout).toContain(report.verdict.sentence);
  expect(again.exitCode).toBe(report.gate.exitCode);
});

it.each([
  [
    'a name that begins like a flag',
    '-out/a.kmcl',
    "kmcl-conformance replay ./-out/a.kmcl --target 'module:./a b.ts' --ca x",
  ],
  ['a quote', "it's.kmcl", "kmcl-conformance replay 'it'\\''s.kmcl' --target 'module:./a b.ts' --ca x"],
])('%s is given to the shell as it is', (_, file, command) => {
  expect(replayCommand(file, 'documented', { target: 'module:./a b.ts', reach: ['--ca', 'x'] })).toBe(command);
});

/** A test runs in the folder of this very package, so that its name is ours there. */
it.each([
  ['a script of our own is npx', '/project/dist/targets/main.js', '/usr/bin', 'npx kmcl-conformance'],
  ['what npx starts', '/p/node_modules/.bin/kmcl-conformance', '/p/node_modules/.bin', 'npx kmcl-conformance'],
  ['a command on the path', '/usr/bin/kmcl-conformance', '/bin:/usr/bin', 'kmcl-conformance'],
  ['a program of somebody else', '/usr/bin/vitest', '/usr/bin', 'kmcl-conformance'],
])('%s: lines to copy begin so', (_, script, path, command) => {
  expect(ownCommand(script, path)).toBe(command);
});
