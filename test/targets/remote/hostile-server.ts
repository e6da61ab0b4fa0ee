/** Plays a hostile peer on every connection to a port of its own. */
import { type AddressInfo, createServer, type Server } from 'node:net';
import { play } from './hostile-peer.mjs';

export async function hostileServer(peer: string): Promise<{ address: string; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    play(peer, socket, socket, {
      exit: () => socket.end(),
      reset: () => socket.resetAndDestroy(),
      aside: () => undefined,
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
