/**
 * The entry of the child process: admits one guest and runs batches of programs on it until the parent goes.
 * Its arguments are the URL of the guest's module and the guest's own argument as JSON.
 */
import { Socket } from 'node:net';
import { TargetFailure } from '../../harness/target.ts';
import { CALL_BYTES } from '../abi/layout.ts';
import { Answers } from './answers.ts';
import type { Frame } from './frames.ts';
import { FRAME, FrameReader, readBatchHeader, writeFrame } from './frames.ts';
import type { Admit, Guest } from './guest.ts';
import { startWatchdog } from './watchdog.ts';

export const PROGRAMS_FD = 3;
export const LIFELINE_FD = 4;
/** Answers are sent at least this often, so that the parent knows within this time when a run began. */
const PROGRESS_INTERVAL_MS = 5;
const WATCH_INTERVAL_MS = 50;

/** One program and where it lies. */
interface Run {
  readonly calls: Uint8Array;
  readonly count: number;
}

async function serve(moduleUrl: string, argument: unknown, memoryBytesMax: number): Promise<void> {
  startWatchdog({ lifelineFd: LIFELINE_FD, memoryBytesMax, intervalMs: WATCH_INTERVAL_MS });
  const socket = new Socket({ fd: PROGRAMS_FD, readable: true, writable: true });
  const answers = new Answers();
  let sentAt = 0;
  let next: (() => void) | undefined;

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
  const { requests = {} } = guest;
  writeFrame(socket, FRAME.ready, Buffer.from(JSON.stringify(guest.info)));

  function send(): void {
    guest.flush?.();
    writeFrame(socket, FRAME.answers, answers.take());
    sentAt = performance.now();
  }

  /** Gives a promise only where the guest does: a turn of the queue for each run would cost more than most runs. */
  function answer({ calls, count }: Run): Promise<void> | undefined {
    answers.begin();
    try {
      const running = guest.run(calls, count, answers);
      if (running === undefined) answers.finish();
      else {
        return running.then(
          () => answers.finish(),
          (error: unknown) => answers.fail(error),
        );
      }
    } catch (error) {
      answers.fail(error);
    }
    return undefined;
  }

  async function runBatch(payload: Buffer): Promise<void> {
    sentAt = performance.now();
    for (const run of runsOf(payload)) {
      const answering = answer(run);
      if (answering !== undefined) await answering;
      if (performance.now() - sentAt >= PROGRESS_INTERVAL_MS) send();
    }
    if (answers.programs > 0) send();
  }

  /** One program as often as it has calls, each time one call further; only the last time are its answers sent. */
  async function runStepwise(payload: Buffer): Promise<void> {
    for (const { calls, count } of runsOf(payload)) {
      for (let length = 1; length < count; length += 1) {
        await answer({ calls: calls.subarray(0, length * CALL_BYTES), count: length });
        answers.take();
        guest.flush?.();
        writeFrame(socket, FRAME.prefix, Buffer.from(Uint32Array.of(length).buffer));
        await new Promise<void>((resolve) => {
          next = resolve;
        });
      }
      await answer({ calls, count });
      send();
    }
  }

  async function runErrand(payload: Buffer): Promise<void> {
    const { name, argument: errandArgument } = JSON.parse(payload.toString('utf8'));
    let reply: unknown;
    try {
      const errand = requests[name];
      if (errand === undefined) throw new TargetFailure('adapter-fault', `this kind of target has no ${name}`);
      reply = { result: await errand(errandArgument as never) };
    } catch (error) {
      reply = { error: error instanceof Error ? error.message : String(error) };
    }
    guest.flush?.();
    writeFrame(socket, FRAME.errandDone, Buffer.from(JSON.stringify(reply)));
  }

  function handle({ kind, payload }: Frame): Promise<void> {
    if (kind === FRAME.run) return runBatch(payload);
    return kind === FRAME.stepwise ? runStepwise(payload) : runErrand(payload);
  }

  const reader = new FrameReader();
  let turn = Promise.resolve();
  socket.on('data', (piece) => {
    for (const frame of reader.push(piece)) {
      if (frame.kind === FRAME.nextPrefix) next?.();
      else turn = turn.then(() => handle(frame));
    }
  });
  socket.on('error', () => process.exit());
}

function* runsOf(payload: Buffer): Generator<Run> {
  const { counts, callsAt } = readBatchHeader(payload);
  let at = callsAt;
  for (const count of counts) {
    yield { calls: payload.subarray(at, at + count * CALL_BYTES), count };
    at += count * CALL_BYTES;
  }
}

const [moduleUrl = '', argument = 'null', memoryBytesMax = '0'] = process.argv.slice(-3);
await serve(moduleUrl, JSON.parse(argument), Number(memoryBytesMax));
