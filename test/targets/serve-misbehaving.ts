/** Serves the misbehaving module on standard input and output, in a process of its own that its misdeeds can end. */
import { serveUntilSignal } from '../../targets/remote/serve/serve.ts';
import { target } from './module/modules/misbehaving.ts';

await serveUntilSignal({ ...(await target()), runsMax: 16 }, { listen: 'stdio:' });
