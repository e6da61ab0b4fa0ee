/** The emulator behind the way of being reached that is to be measured: `bench-server.ts ADDRESS`, as `serve` takes it. */
import { reference } from '../../targets/reference/reference.ts';
import { serveUntilSignal } from '../../targets/remote/serve/serve.ts';

await serveUntilSignal(reference(), { listen: String(process.argv[2]) });
