/**
 * What the doctor asks of a remote target beside the general questions: whether it can be reached, and whether it keeps the
 * wire contract also where a run would not show it.
 */
import { notTried, ok, warning } from '../../../harness/doctor/check-result.ts';
import type { CheckResult } from '../../../harness/doctor/check-result.ts';
import type { Examination, Question } from '../../../harness/doctor/question.ts';
import { durationWords } from '../../../harness/program/duration-words.ts';
import { type OpenOptions, type Program, TargetFailure } from '../../../harness/target.ts';
import type { Call } from '../../../spec/call.ts';
import { parseAddress } from '../transports/address.ts';
import { openTransport } from '../transports/open-transport.ts';
import type { RemoteOptions } from '../transports/remote-options.ts';
import { decodeHello } from '../wire/decode.ts';
import { INVALID_PARAMS, METHOD_NOT_FOUND, type Reply } from '../wire/protocol.ts';
import { quote } from '../wire/recognise.ts';
import { RemoteSession, responsesOf } from './remote-session.ts';

/** A channel made, set and let go: what every target can do, whatever it claims. */
const PLAIN: Program = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 8, mmioMegabytesOptional: 4 },
  { kind: 'enable', channel: 0 },
  { kind: 'disable', channel: 0 },
  { kind: 'cleanup', channel: 0 },
];

/** Calls of a tier on a target that claims everything, without lines, which leave themselves out where they take long. */
const SMOKE_CALLS = 29_000;
const CI_CALLS = 780_000;

const HELLO = '{"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":...,"version":...,"capabilities":[...]}}';

export function remoteExamination(spec: string, options: OpenOptions & RemoteOptions): Examination<RemoteSession> {
  const own = new RemoteSession(spec, options);
  return {
    open: async () => own.target,
    own,
    before: BEFORE,
    after: AFTER,
    cures: {
      crash: 'stay, whatever the calls are; what it says on standard error stands here',
      timeout: `give one response a call and flush it; where that takes longer than ${options.deadlineMs} ms, --deadline-ms`,
      'adapter-fault': 'give one response a call, in order; a VOID call has {}',
    },
    said: () => own.stderrTail,
    reset: () => own.leave(),
  };
}

const BEFORE: readonly Question<RemoteSession>[] = [
  {
    name: 'the address can be read',
    gate: true,
    cure: 'spell it as stdio:COMMAND, tcp://HOST:PORT, tls://HOST:PORT, unix:PATH or http(s)://HOST:PORT/PATH',
    look(_, own) {
      own.address = parseAddress(own.spec);
      own.transport = openTransport(own.spec, own.options);
      return ok(own.transport.title);
    },
  },
  {
    name: 'the target can be reached',
    gate: true,
    cure: '',
    async look(_, own) {
      await own.conversation();
      const { scheme } = own.address;
      if (scheme === 'stdio') return ok('the command was started');
      return ok(scheme.startsWith('http') ? 'the first request will tell' : 'connected');
    },
  },
  {
    name: 'hello is answered in time, by one line of JSON',
    gate: true,
    cure: {
      crash: 'start it by hand, and look whether it stays',
      timeout: `flush each answer: ${HELLO}`,
      'adapter-fault': `answer ${HELLO}`,
      unusable: `answer ${HELLO}`,
    },
    async look(_, own) {
      const began = performance.now();
      const hello = decodeHello(await own.sayHello(await own.conversation()));
      if (hello instanceof TargetFailure) throw hello;
      own.hello = hello;
      return ok(`${hello.name} ${hello.version}, after ${msSince(began)} ms`);
    },
  },
  {
    name: 'the certificate is trusted',
    cure: 'give the CA with --ca, and --server-name where the certificate is for another name',
    look(_, { address: { scheme } }) {
      return scheme === 'tls' || scheme === 'https' ? ok('verified') : notTried('no TLS in this address');
    },
  },
];

const AFTER: readonly Question<RemoteSession>[] = [
  {
    name: 'the offer can be read, and its absence too',
    needs: ['offer'],
    cure: 'answer readOffer with {"offer":{...}} while an offer is live, and with {"offer":null} else',
    async look(session) {
      const read: Call = { kind: 'readOffer', channel: 0 };
      const [, before, , , after] = await session.run([PLAIN[0]!, read, PLAIN[1]!, PLAIN[2]!, read]);
      if (before?.kind !== 'offer') return ok(`${before?.kind} before Enable, ${after?.kind} after`);
      return warning('an offer before Enable', 'answer {"offer":null} until the channel is enabled');
    },
  },
  {
    name: 'several runs under way are told apart by their ids',
    cure: 'answer each request with the id that it had; do not wait for one answer to be read before the next',
    async look(_, own) {
      const conversation = await own.conversation();
      const ids = Array.from({ length: 8 }, () => conversation.ask('run', { calls: PLAIN }));
      const answered: Reply['id'][] = [];
      for (const _id of ids) answered.push((await conversation.hear(own.options.deadlineMs)).id);
      if (ids.every((id) => answered.includes(id))) return ok('8 asked at once, 8 answered');
      throw new TargetFailure('adapter-fault', `ids ${ids.join()} were answered with ${answered.join()}`);
    },
  },
  {
    name: 'a long program is answered in time',
    cure: 'read lines of up to 1 MiB; answer a whole program at once',
    async look(session) {
      const program = Array.from({ length: 200 }, () => PLAIN).flat();
      const began = performance.now();
      await session.run(program);
      const ms = Math.max(1, msSince(began));
      const takes = (calls: number) => durationWords((ms / program.length) * (calls / 1_000));
      const tiers = `at that speed tier smoke takes ${takes(SMOKE_CALLS)} at most, ci ${takes(CI_CALLS)}`;
      return ok(`${program.length} calls in ${ms} ms; ${tiers}`);
    },
  },
  {
    name: 'nothing but the protocol is on the wire',
    cure: 'print to standard error, or nowhere',
    async look(_, own) {
      const { unread, stderrTail } = await own.conversation();
      if (unread.length > 0) throw new TargetFailure('adapter-fault', `it also said ${quote(unread[0]!)}`);
      return ok(stderrTail === '' ? 'nothing' : `nothing; on standard error ${quote(stderrTail)}`);
    },
  },
  {
    name: 'a large id comes back as it was sent',
    isExtra: true,
    cure: 'keep the id as it is; a 32-bit integer is too small for it',
    look: async (_, own) => ok(String((await own.exchange('run', { calls: [] }, 2 ** 31 + 7)).id)),
  },
  {
    name: 'unknown fields are ignored',
    isExtra: true,
    cure: 'read the fields that you know, and no others',
    async look(_, own) {
      const calls = PLAIN.map((call) => ({ ...call, note: 'to be ignored' }));
      responsesOf(await own.exchange('run', { calls, later: {} }), PLAIN);
      return ok('answered as without them');
    },
  },
  {
    name: 'an unknown method is refused, and the adapter goes on',
    isExtra: true,
    cure: `answer with the error ${METHOD_NOT_FOUND} and go on`,
    look: (_, own) => expectError(own, 'no-such-method', {}, METHOD_NOT_FOUND),
  },
  {
    name: 'calls that cannot be decoded are refused, and the adapter goes on',
    isExtra: true,
    cure: `answer with the error ${INVALID_PARAMS} and go on`,
    look: (_, own) => expectError(own, 'run', { calls: 5 }, INVALID_PARAMS),
  },
  {
    name: 'it can be reached a second time',
    isExtra: true,
    cure: 'accept the next connection when one ends; without that, nothing can be tried again after a failure',
    async look(session, own) {
      await own.leave();
      await session.run(PLAIN);
      return ok('and answers as before');
    },
  },
  {
    name: 'the command ends when its input does',
    isExtra: true,
    cure: 'leave the loop at the end of standard input',
    async look(_, own) {
      if (own.address.scheme !== 'stdio') return notTried('no command was started');
      const began = performance.now();
      await (await own.conversation()).close();
      const ms = msSince(began);
      await own.leave();
      if (ms >= 500) throw new TargetFailure('timeout', `it had to be ended after ${ms} ms`);
      return ok(`after ${ms} ms`);
    },
  },
];

async function expectError(own: RemoteSession, method: string, params: unknown, code: number): Promise<CheckResult> {
  const { error } = await own.exchange(method, params);
  if (error?.code === code) return ok(`${code}, ${quote(error.message)}`);
  const said = error == null ? 'with a result' : `with ${error.code}`;
  return warning(`it was answered ${said}`, `answer with {"error":{"code":${code},"message":...}} and go on`);
}

function msSince(began: number): number {
  return Math.round(performance.now() - began);
}
