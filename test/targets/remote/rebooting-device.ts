/** A board in this process: at a crash its listener and all connections go, until somebody presses the switch, and for a while after that. */
import { statSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { responseToJson } from '../../../harness/execute/response-json.ts';
import type { Program } from '../../../harness/target.ts';
import { reference } from '../../../targets/reference/reference.ts';
import { emptyFolder } from '../../cli/kmcl.ts';

interface Request {
  id: number;
  method: string;
  params: { calls: Program };
}

export interface Board {
  readonly address: string;
  /** A shell command that presses the switch and does not wait. */
  readonly restart: string;
  readonly reboots: number;
  off(): void;
}

const POLL_MS = 10;

/** Dies of the programs for which `dies` holds; without `needsSwitch` it starts again by itself. */
export async function board(
  scheme: 'tcp' | 'http',
  { awayMs, dies, needsSwitch = true }: { awayMs: number; dies: (calls: Program) => boolean; needsSwitch?: boolean },
): Promise<Board> {
  const pressed = join(emptyFolder(), 'pressed');
  writeFileSync(pressed, '');
  const { open, info } = reference();
  const capabilities = info.capabilities.filter((name) => name !== 'threads');
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  let seen = 0;
  let reboots = 0;
  let isOff = false;

  function crash(): void {
    server?.close();
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (!needsSwitch && !isOff) setTimeout(() => void up(), awayMs);
  }

  /** Nothing where it died of it. */
  function answered(line: string): string | undefined {
    const { id, method, params } = JSON.parse(line) as Request;
    if (method === 'hello')
      return reply(id, { protocol: 1, name: 'board', version: '1', capabilities, roomMegabytes: info.roomMegabytes });
    if (dies(params.calls)) return void crash();
    const session = open!();
    return reply(id, { responses: params.calls.map((call) => responseToJson(session.perform(call))) });
  }

  function serve(socket: Socket): void {
    let held = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (held + chunk).split('\n');
      held = lines.pop() ?? '';
      for (const line of lines) if (!socket.destroyed) socket.write(answered(line) ?? '');
    });
  }

  async function up(): Promise<void> {
    if (isOff || server !== undefined) return;
    reboots += 1;
    server =
      scheme === 'tcp'
        ? createServer(serve)
        : createHttp(async (request, response) => {
            const text = answered(await bodyOf(request));
            if (text !== undefined) response.end(text);
          });
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server!.listen(port, '127.0.0.1', resolve));
  }

  await up();
  ({ port } = server!.address() as AddressInfo);
  reboots = 0;
  // It is off at first: what is switched off while somebody is connected would be a cut of its own.
  if (needsSwitch) crash();
  const timer = setInterval(() => {
    const { size } = statSync(pressed);
    if (size === seen) return;
    seen = size;
    if (server !== undefined) crash();
    setTimeout(() => void up(), awayMs);
  }, POLL_MS);
  return {
    address: `${scheme}://127.0.0.1:${port}`,
    restart: `echo >> '${pressed}'`,
    get reboots() {
      return reboots;
    },
    off() {
      isOff = true;
      clearInterval(timer);
      crash();
    },
  };
}

function reply(id: number, result: object): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
  return body;
}
