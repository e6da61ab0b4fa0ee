#!/usr/bin/env node
/**
 * The command. What an older Node cannot even link is loaded after its version was looked at.
 */
import { tooOldNode } from '../harness/cli/node-version.ts';

const refusal = tooOldNode(process.versions.node);
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 4;
} else {
  const { endWith } = await import('../harness/cli/exit-guard.ts');
  await endWith(async () => {
    const [{ main }, { catalog }] = await Promise.all([import('../harness/cli/main.ts'), import('./catalog.ts')]);
    return main(process.argv.slice(2), catalog);
  });
}
