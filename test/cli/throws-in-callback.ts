/** `run` on a target of which a callback throws at the 50th run, where nobody can catch it. `stays`: that run is never answered. */
import { endWith } from '../../harness/cli/exit-guard.ts';
import { main } from '../../harness/cli/main.ts';
import type { Program } from '../../harness/target.ts';
import { catalog } from '../../targets/catalog.ts';
import { reference } from '../../targets/reference/reference.ts';

const [how, ...words] = process.argv.slice(2);
const { info, run } = reference();
let runs = 0;
const target = {
  info,
  async run(program: Program) {
    runs += 1;
    if (runs === 50) setTimeout(() => JSON.parse('{'));
    if (runs === 50) await new Promise((resolve) => how === 'stays' || setTimeout(resolve, 10));
    return run(program);
  },
};
await endWith(() => main(words, { ...catalog, open: () => Promise.resolve(target) }));
