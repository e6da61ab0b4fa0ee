/** From a line to what it says. Whatever is broken comes back as words, never as an exception of a library. */
import { CAPABILITIES, type Capability, TargetFailure } from '../../../harness/target.ts';
import type { Response } from '../../../spec/call.ts';
import {
  endedData,
  explain,
  type HelloResult,
  helloResult,
  INVALID_PARAMS,
  METHOD_NOT_FOUND,
  PROTOCOL_VERSION,
  type Reply,
  reply,
  runResult,
  TARGET_ENDED,
} from './protocol.ts';
import { parseLine, TOO_DEEP } from './parse-line.ts';
import { quote, recognise } from './recognise.ts';

const OWN_METHODS: readonly unknown[] = ['hello', 'run'];
const ECHO = 'is a terminal echoing? raw,echo=0 for socat, ssh -T for ssh, stty raw -echo on the device';

export function decodeReply(line: string): Reply | Error {
  let message: unknown;
  try {
    message = parseLine(line);
  } catch (error) {
    const { message: why } = error as Error;
    return new Error(why === TOO_DEEP ? `${why} (it said ${quote(line)})` : recognise(line));
  }
  if (Array.isArray(message)) return new Error(recognise(line));
  const parsed = reply.safeParse(message);
  if (!parsed.success) return new Error(`not an answer: ${explain(parsed.error, message)} in ${quote(line)}`);
  if (parsed.data.result == null && parsed.data.error == null) {
    const method = (message as Record<string, unknown>)['method'];
    if (method === undefined) return new Error(`an answer with neither result nor error: ${quote(line)}`);
    return new Error(
      OWN_METHODS.includes(method)
        ? `our own request came back (${quote(String(method))}): ${ECHO}`
        : `a request of the peer's own (${quote(String(method))}); it only answers`,
    );
  }
  if (parsed.data.result != null && parsed.data.error != null)
    return new Error(`an answer with both result and error: ${quote(line)}`);
  return parsed.data;
}

export function decodeHello({ result, error }: Reply): HelloResult | TargetFailure {
  if (error != null) {
    const cure = error.code === METHOD_NOT_FOUND ? '; an adapter has the two methods hello and run' : '';
    return new TargetFailure('unusable', `hello was refused: ${error.message} (${error.code})${cure}`);
  }
  const parsed = helloResult.safeParse(result);
  if (!parsed.success) return new TargetFailure('adapter-fault', `hello: ${explain(parsed.error, result, 'result')}`);
  if (parsed.data.protocol !== PROTOCOL_VERSION) {
    const words = `the peer speaks protocol ${parsed.data.protocol}, this suite ${PROTOCOL_VERSION}; one of them is too old`;
    return new TargetFailure('unusable', words);
  }
  const unknown = parsed.data.capabilities.filter((name) => !isCapability(name));
  if (unknown.length === 0) return parsed.data;
  const words = `hello: no such capability: ${unknown.map(quote).join(', ')}; known are ${CAPABILITIES.join(', ')}`;
  return new TargetFailure('adapter-fault', words);
}

export function isCapability(name: string): name is Capability {
  return CAPABILITIES.some((capability) => capability === name);
}

/** What came is only decoded: whether it answers the program is looked at where its trace is made. */
export function decodeRun({ result, error }: Reply): readonly Response[] | TargetFailure {
  if (error != null) return decodeError(error);
  const parsed = runResult.safeParse(result);
  if (parsed.success) return parsed.data.responses;
  const index = parsed.error.issues[0]?.path[1];
  const options = typeof index === 'number' ? { answered: index } : {};
  return new TargetFailure('adapter-fault', `run: ${explain(parsed.error, result, 'result')}`, options);
}

function decodeError({ code, message, data }: NonNullable<Reply['error']>): TargetFailure {
  const ended = endedData.safeParse(data);
  if (code === TARGET_ENDED && ended.success) {
    const { kind, answered } = ended.data;
    return new TargetFailure(kind, message, answered == null ? {} : { answered });
  }
  const cures = new Map([
    [METHOD_NOT_FOUND, 'an adapter has the two methods hello and run'],
    [INVALID_PARAMS, 'the adapter could not decode the calls; the doctor shows which'],
  ]);
  const cure = cures.get(code) ?? 'every NTSTATUS is a result; an error is for plumbing only';
  return new TargetFailure('adapter-fault', `run was refused: ${message} (${code}); ${cure}`);
}
