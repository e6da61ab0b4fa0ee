/** The files of docs/ci are what their systems read, and what they call is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../harness/cli/commands.ts';
import { FLAGS, spelled } from '../harness/cli/flags.ts';
import { EXIT } from '../harness/verdict/exit-codes.ts';

const FOLDER = new URL('../docs/ci/', import.meta.url);
const textOf = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
const files = readdirSync(FOLDER);

/** Every line of our command in a text: the command, and its flags. */
function calls(text: string): readonly (readonly [command: string, flags: readonly string[]])[] {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  return [...lines.join('\n').matchAll(/npx kmcl-conformance (\w+)([^;|\n]*)/g)].map(([, command, rest]) => [
    command!,
    [...rest!.matchAll(/--[\w-]+/g)].map(([flag]) => flag),
  ]);
}

describe.each(files)('%s', (name) => {
  it('is YAML without a key that stands twice', () => {
    expect(() => parse(textOf(name), { uniqueKeys: true })).not.toThrow();
  });

  it('calls commands with flags that they have', () => {
    const all = calls(textOf(name));
    expect(all.map(([command]) => command)).toContain('run');
    for (const [command, flags] of all) {
      expect(Object.keys(COMMANDS)).toContain(command);
      const known = Object.keys(FLAGS[command as keyof typeof FLAGS]).map(spelled);
      for (const flag of flags) expect(known).toContain(flag);
    }
  });

  it('has one seed for all parts', () => {
    expect(textOf(name)).toContain('KMCL_SEED');
  });
});

it('has as many parts as it says, on GitHub and on Kubernetes', () => {
  const github = parse(textOf('github-matrix.yml'));
  const { part } = github.jobs.part.strategy.matrix;
  expect(textOf('github-matrix.yml')).toContain(`--shard \${{ matrix.part }}/${part.length} `);
  expect(part).toEqual(Array.from({ length: part.length }, (_, index) => index + 1));
  const { spec } = parse(textOf('kubernetes-indexed-job.yml'));
  expect(textOf('kubernetes-indexed-job.yml')).toContain(`--shard auto/${spec.completions} `);
  expect(spec.completionMode).toBe('Indexed');
  expect(spec.backoffLimitPerIndex).toBeGreaterThan(0);
});

it('tries a part again for what may be otherwise then, and never for a verdict', () => {
  const { podFailurePolicy } = parse(textOf('kubernetes-indexed-job.yml')).spec;
  const codes = (action: string) =>
    podFailurePolicy.rules.flatMap((rule: { action: string; onExitCodes?: { values: number[] } }) =>
      rule.action === action ? (rule.onExitCodes?.values ?? []) : [],
    );
  expect(codes('FailJob')).toEqual([EXIT.badUsage, EXIT.suiteFault]);
  expect(codes('Count')).toEqual([EXIT.targetUnusable]);
});
