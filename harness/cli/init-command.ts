/**
 * `init`: a target stub in a language of one's choice, a config file and a workflow. It asks where somebody is there to answer,
 * and takes flags everywhere.
 */
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT } from '../verdict/exit-codes.ts';
import { SUITE_VERSION } from '../version.ts';
import { CONFIG_NAMES } from './config-file.ts';
import type { FlagsOf } from './flags.ts';
import type { Stub, TargetCatalog } from './target-catalog.ts';
import { ownCommand } from './own-command.ts';
import { UsageError } from '../usage-error.ts';

const CONFIG = 'kmcl.config.json';
const PACKED = `kmcl-conformance-${SUITE_VERSION}.tgz`;
/** Actions of GitHub's own by commit, since a tag can be moved. */
const ACTIONS = {
  checkout: 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
  setupNode: 'actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0',
  cacheRestore: 'actions/cache/restore@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3',
  cacheSave: 'actions/cache/save@5a3ec84eff668545956fd18022155c47e93e2684 # v4.2.3',
  uploadArtifact: 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2',
} as const;
const HOW_TO_PIN = `npm install --save-dev ./${PACKED}, which npm pack makes in the suite's folder; commit it with package-lock.json`;

interface InitChoices {
  readonly language: string;
  readonly workflow: boolean;
}

export async function initCommand(flags: FlagsOf<'init'>, catalog: TargetCatalog): Promise<number> {
  const choices = await choicesOf(flags, catalog);
  if (choices === undefined) return EXIT.badUsage;
  const stub = await catalog.stub(choices.language);
  const files = [
    ...stub.files,
    [CONFIG, configText(stub)] as const,
    ...(choices.workflow ? [['.github/workflows/kmcl-conformance.yml', workflowText(stub)] as const] : []),
  ];
  refuseToWriteOver(
    files.map(([name]) => name),
    flags.force === true,
  );
  for (const [name, content] of files) {
    await mkdir(dirname(name), { recursive: true });
    await writeFile(name, content);
    process.stdout.write(`wrote ${name}\n`);
  }
  await ignoreInGit(['kmcl-report/', 'kmcl-corpus/']);
  process.stdout.write(nextSteps(stub, choices));
  return EXIT.conforms;
}

function refuseToWriteOver(names: readonly string[], force: boolean): void {
  const stronger = CONFIG_NAMES.find((name) => name !== CONFIG && existsSync(name));
  if (stronger !== undefined) throw new UsageError(`${stronger} is there, and one folder has one config file`);
  const there = names.filter((name) => existsSync(name));
  if (there.length === 0 || force) return;
  throw new UsageError(`${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already; --force writes over`);
}

/** Adds what is not there yet, however it is spelled. */
async function ignoreInGit(folders: readonly string[]): Promise<void> {
  const text = existsSync('.gitignore') ? readFileSync('.gitignore', 'utf8') : '';
  const bare = (line: string) => line.trim().replaceAll(/^\/|\/$/g, '');
  const ignored = new Set(text.split('\n').map(bare));
  const missing = folders.filter((folder) => !ignored.has(bare(folder)));
  if (missing.length === 0) return;
  await appendFile(
    '.gitignore',
    [text === '' || text.endsWith('\n') ? '' : '\n', ...missing.map((line) => `${line}\n`)].join(''),
  );
  process.stdout.write(`.gitignore: ${missing.join(', ')}\n`);
}

function nextSteps({ files, build }: Stub, { workflow }: InitChoices): string {
  const command = ownCommand();
  return [
    '',
    'Next:',
    `  call your functions where ${files[0]![0]} says TODO; until then a run ends with 5`,
    ...(build === undefined ? [] : [`  ${build}`]),
    `  ${command} doctor`,
    `  ${command} run`,
    ...(workflow ? [`For the workflow: ${HOW_TO_PIN}`] : []),
    '',
  ].join('\n');
}

async function choicesOf(flags: FlagsOf<'init'>, catalog: TargetCatalog): Promise<InitChoices | undefined> {
  const { language, workflow = false } = flags;
  if (language !== undefined) return { language, workflow };
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(`which language? --language ${catalog.stubs.join(' | ')}`);
  }
  const { confirm, isCancel, select } = await import('@clack/prompts');
  const chosen = await select({
    message: 'In which language is your implementation?',
    options: catalog.stubs.map((value) => ({ value, label: value })),
  });
  if (isCancel(chosen)) return undefined;
  const wanted = workflow || (await confirm({ message: 'Write a GitHub workflow too?' }));
  return isCancel(wanted) ? undefined : { language: chosen, workflow: wanted };
}

function configText({ target }: Stub): string {
  return `${JSON.stringify({ target, tier: 'ci', out: 'kmcl-report', requirements: '2026.3' }, null, 2)}\n`;
}

/** The cache of a job that fails is not kept by itself, and the corpus of such a job is the one that matters. */
function workflowText({ build }: Stub): string {
  return `name: kmcl-conformance
on: [push, pull_request]
permissions:
  contents: read
jobs:
  conformance:
    runs-on: ubuntu-latest
    steps:
      - uses: ${ACTIONS.checkout}
      - uses: ${ACTIONS.setupNode}
        with:
          node-version: 22
          cache: npm
      # What package-lock.json pins, the suite too. To pin it there:
      # ${HOW_TO_PIN}
      - run: npm ci
      - uses: ${ACTIONS.cacheRestore}
        with:
          path: kmcl-corpus
          key: kmcl-corpus-\${{ github.run_id }}-\${{ github.run_attempt }}
          restore-keys: kmcl-corpus-
${build ? `      - run: ${build}\n` : ''}      # What is tried, and what is asked for, stands in ${CONFIG}. No registry is asked here.
      - run: node_modules/.bin/kmcl-conformance run
      - uses: ${ACTIONS.cacheSave}
        if: always() && hashFiles('kmcl-corpus/**') != ''
        with:
          path: kmcl-corpus
          key: kmcl-corpus-\${{ github.run_id }}-\${{ github.run_attempt }}
      - uses: ${ACTIONS.uploadArtifact}
        if: always()
        with:
          name: kmcl-report
          path: kmcl-report
`;
}
