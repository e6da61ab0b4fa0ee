/** A gRPC unary server of any target, and its client: what the remote contract is measured beside. */
import { fileURLToPath } from 'node:url';
import { Client, credentials, loadPackageDefinition, Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServiceClientConstructor, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { Program, Target } from '../../harness/target.ts';

const PROTO = fileURLToPath(new URL('../../../test/bench/kmcl.proto', import.meta.url));

function service(): ServiceClientConstructor {
  return loadPackageDefinition(loadSync(PROTO))['Kmcl'] as ServiceClientConstructor;
}

/** The address on which it listens. */
export async function grpcServer(target: Target): Promise<string> {
  const server = new Server();
  server.addService(service().service, {
    async run({ request }: ServerUnaryCall<{ calls: Program }, unknown>, reply: sendUnaryData<unknown>) {
      reply(null, { responses: await target.run(request.calls) });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return `127.0.0.1:${port}`;
}

export async function grpcClient(address: string) {
  const client = new (service())(address, credentials.createInsecure());
  const run = (calls: Program) =>
    new Promise<unknown>((resolve, reject) => {
      client['run']!({ calls }, (error: Error | null, reply: unknown) =>
        error === null ? resolve(reply) : reject(error),
      );
    });
  return {
    run,
    close: () => Client.prototype.close.call(client),
  };
}
