/** Serves the toy in a process of its own: `serve-toy.ts LISTEN`. */
import { serveUntilSignal } from '../../../targets/remote/serve/serve.ts';
import { toyTarget } from './toy-target.ts';

const toy = toyTarget();
const slowMs = Number(process.env['TOY_SLOW_MS'] ?? 0);
const target =
  slowMs === 0
    ? toy
    : {
        info: toy.info,
        runsMax: 4,
        run: async (program: Parameters<typeof toy.run>[0]) => {
          await new Promise((resolve) => setTimeout(resolve, slowMs));
          return toy.run(program);
        },
      };

await serveUntilSignal(target, { listen: String(process.argv[2]), deadlineMs: 2000, helloMs: 1500, connectionsMax: 8 });
