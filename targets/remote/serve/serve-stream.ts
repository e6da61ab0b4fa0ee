/** One client on a stream: its requests in, its replies out, and never more held for it than the limits say. */
import type { Readable, Writable } from 'node:stream';
import { type Answerer, refusal } from './answerer.ts';
import { LineSplitter } from '../wire/line-splitter.ts';
import { Outbox } from '../transports/outbox.ts';
import { INVALID_REQUEST } from '../wire/protocol.ts';

/** A client that asks faster than it is answered, or does not read what it asked for, is not read from meanwhile. */
const UNDER_WAY_MAX = 256;
const UNREAD_BYTES_MAX = 1 << 20;

export interface ServedStream {
  /** Reads no more, answers what was read, and settles when that has left. */
  drain(): Promise<void>;
}

export function serveStream(
  input: Readable,
  output: Writable,
  answerer: Answerer,
  limits: { readonly lineBytesMax: number; readonly helloMs: number; readonly idleMs: number },
): ServedStream {
  const splitter = new LineSplitter(limits.lineBytesMax);
  const outbox = new Outbox(output);
  let underWay = 0;
  let reading = true;
  let settle: () => void;
  const drained = new Promise<void>((resolve) => (settle = resolve));
  const bearSilence = silenceEnds(input);
  bearSilence(limits.helloMs);

  function finish(): void {
    reading = false;
    bearSilence(undefined);
    input.pause();
    if (underWay > 0) return;
    outbox.flush();
    output.end(() => settle());
    if (output.destroyed || output.writableFinished) settle();
  }

  async function take(line: string): Promise<void> {
    underWay += 1;
    const reply = await answerer.answer(line);
    underWay -= 1;
    outbox.send(reply);
    if (!reading) return finish();
    if (underWay === 0) bearSilence(limits.idleMs);
    if (input.isPaused() && !crowded()) input.resume();
  }

  function crowded(): boolean {
    return underWay >= UNDER_WAY_MAX || output.writableLength > UNREAD_BYTES_MAX;
  }

  input.on('data', (chunk: Buffer) => {
    if (!reading) return;
    const lines = splitter.push(chunk);
    if (lines.length > 0) bearSilence(undefined);
    for (const line of lines) void take(line);
    if (splitter.fault !== undefined) {
      outbox.send(refusal(INVALID_REQUEST, splitter.fault));
      finish();
    } else if (crowded()) input.pause();
  });
  output.on('drain', () => {
    if (reading && !crowded()) input.resume();
  });
  // A client that is gone needs no answer; what it asked for is still run to its end.
  input.on('end', finish).on('error', finish);
  input.on('close', () => settle());
  output.on('error', () => input.destroy());

  return { drain: () => (finish(), drained) };
}

/** What is told how long silence is borne from now on, in milliseconds, before it ends the stream. Half a line is silence. */
function silenceEnds(input: Readable): (ms: number | undefined) => void {
  let timer: NodeJS.Timeout | undefined;
  input.on('close', () => clearTimeout(timer));
  return (ms) => {
    clearTimeout(timer);
    timer = ms === undefined ? undefined : setTimeout(() => input.destroy(), ms);
  };
}
