/**
 * `complete`: a completion script for a shell, and the completions that it then asks for.
 */
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { CLAUSE_IDS } from '../../spec/clauses.ts';
import type { TargetCatalog } from './target-catalog.ts';

export async function addCompletion(program: Command, catalog: TargetCatalog): Promise<void> {
  const faults = await catalog.faults();
  for (const { options } of tab(program).commands.values()) {
    const target = options.get('target');
    const clause = options.get('clause');
    if (target !== undefined) {
      target.handler = (complete) => {
        for (const spelling of catalog.spellings) complete(/^[a-z]+:?/.exec(spelling)![0], spelling);
        for (const { name: fault, gist } of faults) complete(`reference:fault=${fault}`, gist);
      };
    }
    if (clause !== undefined) clause.handler = (complete) => CLAUSE_IDS.forEach((id) => complete(id, ''));
  }
}
