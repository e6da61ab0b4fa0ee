/** The emulator behind the way of being reached that is to be measured: `bench-server.ts grpc` or an address for `serve`. */
import { reference } from '../../targets/reference/reference.ts';
import { serveUntilSignal } from '../../targets/remote/serve/serve.ts';
import { grpcServer } from './grpc-unary.ts';

const mode = String(process.argv[2]);
if (mode === 'grpc') console.log(`gRPC on ${await grpcServer(reference())}`);
else await serveUntilSignal(reference(), { listen: mode });
