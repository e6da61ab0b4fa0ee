/**
 * What somebody does who follows README, docs/site/start.md and the five minutes of docs/native.md: their commands as they stand there, in
 * order, with what the pages say to put into files in between.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filled, FILLINGS } from './cli/stub-fillings.ts';

const ROOT = join(import.meta.dirname, '..');
const pageText = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const [README, START, NATIVE] = ['README.md', 'docs/site/start.md', 'docs/native.md'].map(pageText) as [
  string,
  string,
  string,
];
const [, FIVE_MINUTES = ''] = NATIVE.split(/^## Try your C implementation.*$/m);
const python = FILLINGS['python']!;

export interface Step {
  readonly line: string;
  /** Below the folder of a Node: `clone`, or a folder of the project that has the package installed. */
  readonly in: string;
  readonly exit: number;
  readonly says: string;
  /** What the page says to do before. */
  before?(cwd: string): void;
}

/** The commands of a page's blocks, a line each. */
function linesOf(page: string): readonly string[] {
  const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block]) => block!.trim().split('\n'));
  return blocks.map((line) => line.split(/\s+#\s/)[0]!.trim());
}

/** Every line that these pages show, and that a step or a reason has to stand for. */
export const SHOWN: ReadonlySet<string> = new Set([
  ...linesOf(README),
  ...linesOf(START),
  ...linesOf(FIVE_MINUTES.split(/^## /m)[0]!),
]);

export const LEFT_OUT: Readonly<Record<string, string>> = { 'npm test': 'the tests of the suite, which .ci/run runs' };

const FAULTY = 'npx kmcl-conformance run --target reference:fault=both-zero-accepted --tier smoke';
const [, SAMPLE] = /```text\n([^]*?)```/.exec(README)!;
const nextOf = (label: string) => new RegExp(`^ +${label} +(npx .*)$`, 'm').exec(SAMPLE!)![1]!;

const inClone: readonly Omit<Step, 'in'>[] = [
  { line: 'npm ci && npm run conformance', exit: 0, says: 'CONFORMS in status, reservation, offer, space' },
  { line: 'npm pack', exit: 0, says: /kmcl-conformance-.*\.tgz/.exec(README)![0] },
  { line: `${FAULTY} --seed 1`, exit: 1, says: SAMPLE!.trimEnd() },
  { line: nextOf('replay'), exit: 1, says: 'refuse.both-zero' },
  { line: nextOf('explain'), exit: 0, says: 'refuse.both-zero  MUST' },
  { line: FAULTY, exit: 1, says: 'DOES NOT CONFORM: refuse.both-zero (MUST)' },
];

function implemented(cwd: string, filling = python): void {
  const file = join(cwd, filling.file);
  writeFileSync(file, filled(readFileSync(file, 'utf8'), filling));
}

function broken(cwd: string): void {
  implemented(cwd, { ...python, implementation: python.implementation.replace(python.guard, '') });
}

const [, MY_TARGET] = /saved as `my-target\.ts`[^]*?```ts\n([^]*?)```/.exec(README)!;
const [, CHANNEL] = /take these for a start:\n\n```c\n([^]*?)```/.exec(NATIVE)!;
const TODO = 'TODO: call your function here';
const [DOCTOR, RUN, PYTHON] = ['doctor', 'run', 'init --language python'].map(
  (words) => `npx kmcl-conformance ${words}`,
) as [string, string, string];

const inProject: readonly Step[] = [
  { in: 'python', line: PYTHON, exit: 0, says: 'Next:' },
  { in: 'python', line: DOCTOR, exit: 5, says: TODO },
  { in: 'python', line: RUN, exit: 5, says: TODO },
  { in: 'python', line: DOCTOR, exit: 0, says: ' 0 problems', before: implemented },
  { in: 'python', line: RUN, exit: 0, says: 'CONFORMS in status, reservation' },
  {
    in: 'ts',
    line: /`(npx kmcl-conformance run --target module:\S+)`/.exec(README)![1]!,
    exit: 0,
    says: 'CONFORMS in status, reservation',
    before: (cwd) => writeFileSync(join(cwd, 'my-target.ts'), MY_TARGET!),
  },
  { in: 'c', line: 'npx kmcl-conformance init --language c', exit: 0, says: 'Next:' },
  {
    in: 'c',
    line: linesOf(README).find((line) => line.startsWith('cc '))!,
    exit: 0,
    says: 'CONFORMS in status, reservation',
    before: (cwd) => writeFileSync(join(cwd, 'channel.c'), CHANNEL!),
  },
  { in: 'c', line: 'cc -O2 -shared -fPIC channel.c -o channel.so', exit: 0, says: '' },
  { in: 'c', line: DOCTOR, exit: 0, says: ' 0 problems' },
  { in: 'any', line: PYTHON, exit: 0, says: 'Next:' },
  {
    in: 'any',
    line: /^ {4}(npx kmcl-conformance doctor .*)$/m.exec(README)![1]!,
    exit: 0,
    says: ' 0 problems',
    before: implemented,
  },
  { in: 'ci', line: `${PYTHON} --workflow`, exit: 0, says: 'kmcl-conformance.yml' },
  { in: 'ci', line: RUN, exit: 1, says: 'DOES NOT CONFORM: refuse.both-zero (MUST)', before: broken },
  {
    in: 'ci',
    line: linesOf(README).find((line) => line.includes(' baseline add '))!,
    exit: 0,
    says: 'kmcl-baseline.yaml',
  },
  { in: 'ci', line: `${RUN} --baseline kmcl-baseline.yaml`, exit: 0, says: 'the gate passes' },
];

export const STEPS: readonly Step[] = [
  ...inClone.map((step) => ({ ...step, in: 'clone' })),
  ...inProject.map((step) => ({ ...step, in: `project/${step.in}` })),
];
