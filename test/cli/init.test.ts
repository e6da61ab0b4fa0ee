/**
 * `init` followed to the letter, in an empty folder and with an empty home: its stubs fail until they are filled in, and conform when
 * they are, with what the suite cannot know left to the user.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { catalog } from '../../targets/catalog.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, kmcl, kmclProcess, MAIN } from './kmcl.ts';
import type { Ended } from './kmcl.ts';
import { filled, FILLINGS } from './stub-fillings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TODO = 'TODO: call your function here';

/** A tool chain may lie in somebody's home; what it builds for us does not. */
const HOME = emptyFolder();
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  HOME,
  RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
  GOCACHE: join(ROOT, 'node_modules/.cache/go'),
};

function shell(line: string, cwd: string, more: Record<string, string> = {}): Promise<Ended> {
  return new Promise((done) => {
    execFile('sh', ['-c', line], { cwd, env: { ...ENVIRONMENT, ...more } }, (error, stdout, stderr) => {
      done({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A folder that init has written to, and the commands that it says come next. */
async function started(language: string) {
  const cwd = emptyFolder();
  const { exitCode, stdout } = await kmclProcess(['init', '--language', language], { cwd, env: { HOME } });
  expect(exitCode).toBe(0);
  const [, ...commands] = stdout.split('Next:\n')[1]!.trimEnd().split('\n');
  return { cwd, commands: commands.map((line) => line.trim()) };
}

/** The build line, and what comes after it: the doctor, or a run. */
async function follow(commands: readonly string[], cwd: string, verb: 'doctor' | 'run'): Promise<Ended> {
  const [run, doctor, build = ':'] = commands.toReversed();
  const built = await shell(build, cwd);
  expect([built.stderr, built.exitCode]).toEqual(['', 0]);
  return shell(verb === 'run' ? `${run} --tier smoke` : doctor!, cwd);
}

/** One for each way in which a stub says that it is not filled in; the others share theirs with one of these. */
const ASKED_BY_DOCTOR = ['ts', 'python', 'java', 'rust'];
const ALLOCATE = `1  allocate ch0 server  <- here\n      ${TODO}\n`;

describe.each(Object.entries(FILLINGS))(
  'a stub in %s, followed to the letter',
  { tags: ['slow'] },
  (language, filling) => {
    const { file, tool, implementation, guard } = filling;
    const isHere = requireTool(tool, tool === 'go' ? 'version' : '--version');

    it.runIf(isHere)('is unusable until it is filled in, and then conforms; no bug is hidden', async () => {
      const { cwd, commands } = await started(language);
      const stub = readFileSync(join(cwd, file), 'utf8');
      const fillIn = (text: string) => writeFileSync(join(cwd, file), text);
      if (ASKED_BY_DOCTOR.includes(language)) {
        const empty = await follow(commands, cwd, 'run');
        expect(empty.stdout).toContain(ALLOCATE);
        expect(empty.stdout).toMatch(/^TARGET UNUSABLE/m);
        expect(empty.exitCode).toBe(5);
      }

      fillIn(filled(stub, filling));
      const honest = await follow(commands, cwd, 'run');
      expect(honest.stdout).toMatch(/^CONFORMS in status, reservation: /m);
      expect(honest.exitCode).toBe(0);

      expect(implementation).toContain(guard);
      if (!ASKED_BY_DOCTOR.includes(language)) return;
      fillIn(filled(stub, { ...filling, implementation: implementation.replace(guard, '') }));
      const broken = await follow(commands, cwd, 'run');
      expect(broken.stdout).toMatch(/^FAIL {2}refuse\.both-zero/m);
      expect(broken.exitCode).toBe(1);
    });

    it.runIf(isHere && ASKED_BY_DOCTOR.includes(language))(
      'says so to the doctor, and blames the place that is not filled in',
      async () => {
        const { cwd, commands } = await started(language);
        const stub = readFileSync(join(cwd, file), 'utf8');
        const fillIn = (text: string) => writeFileSync(join(cwd, file), text);
        fillIn(filled(stub, filling, (place) => place !== 1));
        const withoutOne = await follow(commands, cwd, 'run');
        expect(withoutOne.stdout).toMatch(new RegExp(`2  setMmioMegabytes .*  <- here\n      ${TODO}\n`));
        expect(withoutOne.exitCode).toBe(5);
        const asked = await shell(commands.at(-2)!, cwd);
        expect([asked.stdout, asked.exitCode]).toEqual([expect.stringContaining(TODO), 5]);

        fillIn(filled(stub, filling));
        const honest = await follow(commands, cwd, 'doctor');
        expect([honest.stdout, honest.exitCode]).toEqual([expect.stringContaining(' 0 problems, '), 0]);
      },
    );
  },
);

describe('a stub', () => {
  it('is there for every language', () => expect(Object.keys(FILLINGS)).toEqual(catalog.stubs));

  it.runIf(requireTool('cc')).each([
    [0, 'allocate'],
    [2, 'enable'],
    [3, 'disable'],
    [4, 'cleanup'],
    [5, 'readReservation'],
  ])('blames the one place that is not filled in: %i, %s', { tags: ['slow'] }, async (missing, call) => {
    const { cwd, commands } = await started('c');
    const filling = FILLINGS['c']!;
    const file = join(cwd, filling.file);
    writeFileSync(
      file,
      filled(readFileSync(file, 'utf8'), filling, (place) => place !== missing),
    );
    const run = await follow(commands, cwd, 'run');
    expect(run.stdout).toMatch(new RegExp(`\\d  ${call} .*  <- here\n      ${TODO}\n`));
    expect(run.exitCode).toBe(5);
  });
});

describe('what init writes beside the stub', () => {
  it('goes to .gitignore once, and leaves what is there as it is', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, '.gitignore'), 'build\n/kmcl-corpus');
    const init = () => kmcl(['init', '--language', 'node', '--force'], { cwd });
    await init();
    await init();
    expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe('build\n/kmcl-corpus\nkmcl-report/\n');
  });

  it('writes over nothing, and asks nothing where nobody is there', async () => {
    const cwd = emptyFolder();
    const init = (...words: readonly string[]) => kmcl(['init', ...words], { cwd });
    await init('--language', 'python');
    const again = await init('--language', 'python');
    expect([again.stderr, again.exitCode]).toEqual([expect.stringContaining('--force'), 4]);
    expect((await init()).exitCode).toBe(4);
  });

  it('stands beside no config file that would win over it', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'kmcl.config.ts'), 'export default {};');
    const { exitCode, stderr } = await kmcl(['init', '--language', 'python', '--force'], { cwd });
    expect([stderr, exitCode]).toEqual([expect.stringContaining('kmcl.config.ts is there'), 4]);
  });

  it('says npx where that is this package, and its own path elsewhere', { tags: ['slow'] }, async () => {
    expect((await started('python')).commands.at(-1)).toBe(`node ${MAIN} run`);
    const { stdout } = await kmclProcess(['init', '--language', 'python'], { cwd: installed() });
    expect(stdout).toContain('\n  npx kmcl-conformance run\n');
  });
});

/** A folder in which the package is installed. */
function installed(): string {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true });
  symlinkSync(ROOT, join(cwd, 'node_modules/kmcl-conformance'));
  symlinkSync(MAIN, join(cwd, 'node_modules/.bin/kmcl-conformance'));
  return cwd;
}

describe('the workflow', () => {
  const steps = async (cwd: string) => {
    await kmcl(['init', '--language', 'python', '--workflow'], { cwd });
    const { jobs } = parse(readFileSync(join(cwd, '.github/workflows/kmcl-conformance.yml'), 'utf8')) as {
      jobs: { conformance: { steps: readonly { run?: string; uses?: string; with?: Record<string, unknown> }[] } };
    };
    return jobs.conformance.steps;
  };

  it(
    'installs what is pinned, tries what the config names, and keeps corpus and report',
    { tags: ['slow'] },
    async () => {
      const cwd = installed();
      const all = await steps(cwd);
      const filling = FILLINGS['python']!;
      const file = join(cwd, filling.file);
      writeFileSync(file, filled(readFileSync(file, 'utf8'), filling));
      const [install, run, ...rest] = all.flatMap(({ run: line }) => line ?? []);
      expect([install, rest]).toEqual(['npm ci', []]);
      expect(run).not.toContain('--target');
      const { exitCode, stdout, stderr } = await shell(run!, cwd);
      expect(stdout + stderr).toMatch(/^CONFORMS/m);
      expect(exitCode).toBe(0);
      const kept = all.flatMap(({ with: inputs }) => inputs?.['path'] ?? []);
      expect(kept).toEqual(['kmcl-corpus', 'kmcl-corpus', 'kmcl-report']);
      for (const { uses } of all)
        expect(uses ?? `actions/none@${'0'.repeat(40)}`).toMatch(/^actions\/[\w/-]+@[0-9a-f]{40}$/);
    },
  );

  it('runs nothing by our name that npm ci has not installed', async () => {
    const cwd = emptyFolder();
    const lines = (await steps(cwd)).flatMap((step) => step.run ?? []);
    expect(lines).toEqual(['npm ci', 'node_modules/.bin/kmcl-conformance run']);
    expect((await shell(lines[1]!, cwd)).exitCode).toBe(127);
  });
});
