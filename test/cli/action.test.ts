/**
 * The GitHub Action: its inputs against the table of flags, and its steps as a runner takes them, from a checkout and from a packed copy.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FLAGS, spelled } from '../../harness/cli/flags.ts';
import type { Flag } from '../../harness/cli/flag.ts';
import { compiled } from '../run-script.ts';
import { emptyFolder } from './kmcl.ts';

const SLOW = { tags: ['slow'] };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Step {
  readonly run?: string;
  readonly shell?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly [Step, Step, Step] };
};
const [suite, run, upload] = action.runs.steps;

it('has an input for each flag that makes sense there, in the words of the help', () => {
  const { artifact: _, ...inputs } = action.inputs;
  const rows = Object.entries<Flag>(FLAGS.run).filter(([, { notIn }]) => notIn?.includes('action') !== true);
  const expected = rows.map(([name, { value, gist }]) => [
    spelled(name).slice(2),
    {
      description: value.kind === 'texts' ? `${gist}, separated by spaces` : gist,
      default: name === 'out' ? 'kmcl-report' : '',
    },
  ]);
  expect(Object.entries(inputs)).toEqual(expected);
});

it('uploads what was written, takes no input for a command, and runs nothing by a name that a registry would be asked for', () => {
  expect(action.runs.using).toBe('composite');
  expect(upload.uses).toMatch(/^actions\/upload-artifact@[0-9a-f]{40}$/);
  for (const step of [suite, run]) {
    expect(step.shell).toBe('bash');
    expect(step.run).not.toContain('${{');
    expect(step.run).not.toMatch(/\bnpx\b|\bnpm (exec|x|i|install)\b/);
  }
  for (const flag of Object.keys(action.inputs).filter((name) => name !== 'artifact')) {
    const variable = `KMCL_${flag.toUpperCase().replaceAll('-', '_')}`;
    expect(run.run).toMatch(new RegExp(`--${flag} "\\$(${variable}|glob)"`));
    expect(run.env?.[variable]).toBe(`\${{ inputs.${flag} }}`);
  }
});

/** The package as it lies in node_modules: what is packed of it, and what it depends on by links. */
function packedCopy(): string {
  const copy = emptyFolder();
  for (const name of ['action.yml', 'package.json', 'dist', 'spec/requirements', 'targets/examples', 'targets/native'])
    cpSync(join(ROOT, name), join(copy, name), {
      recursive: true,
      filter: (path) => !/\/dist\/test\/(?!vitest)/.test(path),
    });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
const PACKED = packedCopy();

/** The steps as a runner takes them, up to the first that fails; `inputs` as a workflow has them. */
function runAction(inputs: Readonly<Record<string, string>>, from = PACKED, more: NodeJS.ProcessEnv = {}) {
  const cwd = emptyFolder();
  const valueOf = (text: string) =>
    text.replace(
      /\$\{\{ inputs\.([\w-]+) \}\}/g,
      (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '',
    );
  const told = { stdout: '', stderr: '' };
  let status: number | null = 0;
  for (const { run: script, env = {} } of [suite, run]) {
    const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, valueOf(value)]));
    // As GitHub's runner starts a step with `shell: bash`.
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script!], {
      cwd,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...variables,
        GITHUB_ACTION_PATH: from,
        GITHUB_OUTPUT: join(cwd, 'output'),
        GITHUB_STEP_SUMMARY: join(cwd, 'summary'),
        GITHUB_ACTIONS: 'true',
        ...more,
      },
    });
    told.stdout += ended.stdout;
    told.stderr += ended.stderr;
    status = ended.status;
    if (status !== 0) break;
  }
  const wrote = (name: string) => (existsSync(join(cwd, name)) ? readFileSync(join(cwd, name), 'utf8') : undefined);
  return { cwd, status, ...told, output: wrote('output'), summary: wrote('summary') };
}

describe('on a packed copy', () => {
  it('runs what it was asked for, and ends as it does', SLOW, () => {
    const inputs = {
      target: 'reference:fault=sum-wraps',
      tier: 'smoke',
      clause: 'accept.* held.*',
      out: 'report here',
    };
    const { cwd, status, output, summary, stderr } = runAction(inputs);
    expect(status).toBe(1);
    expect(output).toBe('exit-code=1\n');
    expect(summary).toContain('DOES NOT CONFORM');
    expect(stderr).toMatch(/^::error file=kmcl-corpus\/accept\.unbounded-[0-9a-f]{8}\.kmcl,title=accept\.unbounded::/m);
    expect(existsSync(join(cwd, 'report here', 'report.json'))).toBe(true);
  });

  it('is bad usage where no target is named', () => {
    const { status, output, stderr } = runAction({});
    expect(stderr).toContain('no target is named');
    expect([status, output]).toEqual([4, 'exit-code=4\n']);
  });

  it.each([
    ['target', 'reference; touch pwned'],
    ['target', '`touch pwned`'],
    ['target', '--version'],
    ['tier', "smoke' || touch pwned"],
    ['clause', '$(touch pwned) *;touch pwned'],
    ['seed', '1\nexit-code=0'],
  ])('takes no command out of %s: %j', SLOW, (name, value) => {
    const { cwd, status, output } = runAction({ target: 'reference', tier: 'smoke', [name]: value });
    expect([status, output]).toEqual([4, 'exit-code=4\n']);
    expect(readdirSync(cwd)).not.toContain('pwned');
  });
});

describe('on a checkout', () => {
  /** What npm is asked for, in a folder with a space, with nothing built yet. */
  function checkout(npm: string) {
    const [folder, bin] = [join(emptyFolder(), 'the action'), emptyFolder()];
    mkdirSync(folder);
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "$(basename "$PWD"): $*" >> '${bin}/asked'\n${npm}\n`, {
      mode: 0o755,
    });
    const ended = runAction({ target: 'reference', tier: 'smoke' }, folder, { PATH: `${bin}:${process.env['PATH']}` });
    return { ...ended, asked: readFileSync(join(bin, 'asked'), 'utf8') };
  }

  it('installs what the lock file has, without its scripts, builds, and runs what was built there', SLOW, () => {
    const main = compiled('targets/main.ts');
    const build = `[ "$1" = ci ] || { mkdir -p dist/targets; echo 'import ${JSON.stringify(main)}' > dist/targets/main.js; }`;
    const { status, output, asked, stderr } = checkout(build);
    expect(asked).toBe('the action: ci --ignore-scripts --include=dev --no-audit --no-fund\nthe action: run build\n');
    expect([status, output], stderr).toEqual([0, 'exit-code=0\n']);
  });

  it('fails where it cannot be installed, and tells no exit code of a run that never was', () => {
    const { status, output, asked } = checkout('exit 1');
    expect(asked).toMatch(/^the action: ci .*\n$/);
    expect([status, output]).toEqual([1, undefined]);
  });
});
