/** Who is let in: so many of one address and no more, so that nobody takes the places of all others. */
import type { Server, Socket } from 'node:net';

/** A server on a socket of the file system knows no addresses, and lets everybody in. */
export function limitPerAddress(server: Server, connectionsMax: number): void {
  const connections = new Map<string, number>();
  server.prependListener('connection', (socket: Socket) => {
    const from = socket.remoteAddress;
    if (from === undefined) return;
    const count = (connections.get(from) ?? 0) + 1;
    if (count > connectionsMax) {
      socket.destroy();
      return;
    }
    connections.set(from, count);
    socket.once('close', () => {
      const left = connections.get(from)! - 1;
      if (left > 0) connections.set(from, left);
      else connections.delete(from);
    });
  });
}
