/**
 * The entry of the child process: admits one guest and runs batches of programs on it until the parent goes.
 * Its arguments are the URL of the guest's module, the guest's own argument as JSON, and the memory limit.
 */
import { Socket } from 'node:net';
import { TargetFailure } from '../../harness/target.ts';
import { Answers } from './answers.ts';
import type { EncodedProgram } from './batch.ts';
import { programsOf } from './batch.ts';
import type { Frame } from './frames.ts';
import { FRAME, FrameReader, writeFrame } from './frames.ts';
import type { Admit, Guest, RequestReply } from './guest.ts';
import { startWatchdog } from './watchdog.ts';

const PROGRAMS_FD = 3;
const LIFELINE_FD = 4;
/** Answers are sent at least this often, so that the parent knows within this time when a run began. */
const PROGRESS_INTERVAL_MS = 5;
const WATCH_INTERVAL_MS = 50;

async function serve(moduleUrl: string, argument: unknown, memoryBytesMax: number): Promise<void> {
  startWatchdog({ lifelineFd: LIFELINE_FD, memoryBytesMax, intervalMs: WATCH_INTERVAL_MS });
  const socket = new Socket({ fd: PROGRAMS_FD, readable: true, writable: true });
  let guest: Guest;
  try {
    const { admit } = (await import(moduleUrl)) as { admit: Admit };
    guest = await admit(argument as never);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    writeFrame(socket, FRAME.unusable, Buffer.from(message));
    return;
  }
  guest.flush?.();
  writeFrame(socket, FRAME.ready, Buffer.from(JSON.stringify(guest.info)));

  const server = new GuestServer(guest, socket);
  const reader = new FrameReader();
  let turn = Promise.resolve();
  socket.on('data', (piece) => {
    for (const frame of reader.push(piece)) turn = turn.then(() => server.handle(frame));
  });
  socket.on('error', () => process.exit());
}

class GuestServer {
  readonly #guest: Guest;
  readonly #socket: Socket;
  readonly #answers = new Answers();

  constructor(guest: Guest, socket: Socket) {
    this.#guest = guest;
    this.#socket = socket;
  }

  handle({ kind, payload }: Frame): Promise<void> {
    return kind === FRAME.run ? this.#runBatch(payload) : this.#doRequest(payload);
  }

  async #runBatch(payload: Buffer): Promise<void> {
    let sentAt = performance.now();
    for (const program of programsOf(payload)) {
      const answering = this.#answer(program);
      if (answering !== undefined) await answering;
      const edges = this.#guest.newEdges?.();
      if (edges !== undefined) this.#answers.addEdges(edges);
      if (performance.now() - sentAt < PROGRESS_INTERVAL_MS) continue;
      this.#send(FRAME.answers, this.#answers.take());
      sentAt = performance.now();
    }
    if (this.#answers.programs > 0) this.#send(FRAME.answers, this.#answers.take());
  }

  /** Gives a promise only where the guest does: a turn of the queue for each run would cost more than most runs. */
  #answer({ calls, count }: EncodedProgram): Promise<void> | undefined {
    const answers = this.#answers;
    answers.begin();
    try {
      const running = this.#guest.run(calls, count, answers);
      if (running !== undefined) {
        return running.then(
          () => answers.finish(),
          (error: unknown) => answers.fail(error),
        );
      }
      answers.finish();
    } catch (error) {
      answers.fail(error);
    }
    return undefined;
  }

  async #doRequest(payload: Buffer): Promise<void> {
    const { name, argument } = JSON.parse(payload.toString('utf8'));
    let reply: RequestReply;
    try {
      const request = this.#guest.requests?.[name];
      if (request === undefined) throw new TargetFailure('adapter-fault', `this kind of target has no ${name}`);
      reply = { result: await request(argument as never) };
    } catch (error) {
      reply = { error: error instanceof Error ? error.message : String(error) };
    }
    this.#send(FRAME.requestDone, Buffer.from(JSON.stringify({ ...reply, edges: this.#guest.newEdges?.() })));
  }

  /** After what the implementation has printed, so that the parent reads that first. */
  #send(kind: number, payload: Uint8Array): void {
    this.#guest.flush?.();
    writeFrame(this.#socket, kind, payload);
  }
}

const [moduleUrl = '', argument = 'null', memoryBytesMax = '0'] = process.argv.slice(-3);
await serve(moduleUrl, JSON.parse(argument), Number(memoryBytesMax));
