/**
 * `init`: a target stub in a language of one's choice, a config file and a workflow. It asks where somebody is there to answer,
 * and takes flags everywhere.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT } from '../verdict/exit-codes.ts';
import type { FlagsOf } from './flags.ts';
import type { Stub, TargetCatalog } from './target-catalog.ts';
import { UsageError } from '../usage-error.ts';

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
    ['kmcl.config.json', configText(stub)] as const,
    ...(choices.workflow ? [['.github/workflows/kmcl-conformance.yml', workflowText(stub)] as const] : []),
  ];
  const there = files.map(([name]) => name).filter((name) => existsSync(name));
  if (there.length > 0 && flags.force !== true) {
    throw new UsageError(`${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already; --force writes over`);
  }
  for (const [name, content] of files) {
    await mkdir(dirname(name), { recursive: true });
    await writeFile(name, content);
    process.stdout.write(`wrote ${name}\n`);
  }
  process.stdout.write(`\nNext:\n${stub.build ? `  ${stub.build}\n` : ''}  npx kmcl-conformance run\n`);
  return EXIT.conforms;
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
  return `${JSON.stringify({ target, tier: 'ci', out: 'kmcl-report', requirements: '2026.1' }, null, 2)}\n`;
}

function workflowText({ build, target }: Stub): string {
  return `name: kmcl-conformance
on: [push, pull_request]
permissions:
  contents: read
jobs:
  conformance:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${build ? `      - run: ${build}\n` : ''}      - run: npx kmcl-conformance run --target ${JSON.stringify(target)} --out kmcl-report
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: kmcl-report
          path: kmcl-report
`;
}
