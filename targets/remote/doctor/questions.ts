/** What the doctor asks of a remote target, in the order in which one question needs the one before. */
import { CAPABILITY_GISTS, type Program, TargetFailure } from '../../../harness/target.ts';
import type { Call, CallKind, Response } from '../../../spec/call.ts';
import { parseAddress } from '../transports/address.ts';
import { decodeHello } from '../wire/decode.ts';
import { openTransport } from '../transports/open-transport.ts';
import { type DoctorSession, responsesOf } from './doctor-session.ts';
import { INVALID_PARAMS, METHOD_NOT_FOUND, type Reply } from '../wire/protocol.ts';
import { Problem, type Question, Skipped } from './question.ts';
import { quote } from '../wire/recognise.ts';

/** A channel made, set and let go: what every target can do, whatever it claims. */
const PLAIN: Program = [
  { kind: 'allocate', channel: 0, endpoint: 'server' },
  { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 8, mmioMegabytesOptional: 4 },
  { kind: 'enable', channel: 0 },
  { kind: 'disable', channel: 0 },
  { kind: 'cleanup', channel: 0 },
];
const ALLOCATE = PLAIN[0] as Call;

/** The kind of response that is due to each kind of call. */
function dueTo(kind: CallKind): readonly Response['kind'][] {
  switch (kind) {
    case 'allocate':
    case 'setMmioMegabytes':
    case 'enable':
      return ['status'];
    case 'readReservation':
      return ['reservation'];
    case 'readOffer':
      return ['offer', 'no-offer'];
    case 'getMmioSpace':
      return ['space'];
    default:
      return ['nothing'];
  }
}

function expectKinds(program: Program, responses: readonly Response[]): void {
  for (const [index, { kind }] of program.entries()) {
    const found = responses[index]?.kind ?? 'nothing';
    const due = dueTo(kind);
    if (due.includes(found)) continue;
    const spelled = { status: '{"status":"0x..."}', reservation: '{"reservation":{...}}', nothing: '{}' };
    const cure = `answer ${kind} with ${new Map(Object.entries(spelled)).get(due[0] ?? '') ?? due.join(' or ')}`;
    throw new Problem(`${kind} was answered with ${found}`, cure);
  }
}

async function expectError(patient: DoctorSession, method: string, params: unknown, code: number): Promise<string> {
  const { error } = await patient.exchange(method, params);
  if (error?.code === code) return `${code}, ${quote(error.message)}`;
  const said = error == null ? 'with a result' : `with ${error.code}`;
  throw new Problem(`it was answered ${said}`, `answer with {"error":{"code":${code},"message":...}} and go on`);
}

async function survives(patient: DoctorSession, capability: string, program: Program): Promise<string> {
  if (!patient.claims(capability)) throw new Skipped(`${capability} is not claimed`);
  expectKinds(program, await patient.run(program));
  return 'answered with a status';
}

const set = (channel: number | 'null' | 'forged'): Call => ({
  kind: 'setMmioMegabytes',
  channel,
  mmioMegabytes: 1,
  mmioMegabytesOptional: 0,
});

export const QUESTIONS: readonly Question[] = [
  {
    name: 'the address can be read',
    gate: true,
    cure: 'spell it as stdio:COMMAND, tcp://HOST:PORT, tls://HOST:PORT, unix:PATH or http(s)://HOST:PORT/PATH',
    async ask(patient) {
      patient.address = parseAddress(patient.spec);
      patient.transport = openTransport(patient.spec, patient.options);
      return patient.transport.title;
    },
  },
  {
    name: 'the target can be reached',
    gate: true,
    cure: 'start the adapter by hand first, and look whether it stays',
    async ask(patient) {
      await patient.conversation();
      return patient.address.scheme === 'stdio' ? 'the command was started' : 'connected';
    },
  },
  {
    name: 'hello is answered in time, by one line of JSON',
    gate: true,
    cure: 'answer {"jsonrpc":"2.0","id":1,"result":{"protocol":1,"name":...,"version":...,"capabilities":[...]}} and flush',
    async ask(patient) {
      const began = performance.now();
      const reply = await patient.sayHello(await patient.conversation());
      const hello = decodeHello(reply);
      if (hello instanceof TargetFailure) throw hello;
      patient.hello = hello;
      return `${hello.name} ${hello.version}, after ${Math.round(performance.now() - began)} ms`;
    },
  },
  {
    name: 'the certificate is trusted',
    cure: 'give the CA file, and the server name where the address has another one',
    async ask({ address }) {
      if (address.scheme !== 'tls' && address.scheme !== 'https') throw new Skipped('no TLS in this address');
      return 'verified';
    },
  },
  {
    name: 'the capabilities are known, and enough to see what happens',
    cure: 'claim what the target can do',
    async ask({ hello }) {
      const { capabilities } = hello;
      if (new Set(capabilities).size < capabilities.length)
        throw new Problem('a capability is claimed twice', 'list each once');
      const observable = ['reservation', 'offer', 'mmio-space'];
      if (capabilities.some((name) => observable.includes(name))) return capabilities.join(' ');
      throw new Problem(
        'only status codes can be verified',
        `claim one of ${observable.join(', ')}: ${CAPABILITY_GISTS.reservation}`,
      );
    },
  },
  {
    name: 'an empty program has an empty answer',
    cure: 'answer {"responses":[]} where calls is empty',
    ask: async (patient) => `${(await patient.run([])).length} responses`,
  },
  {
    name: 'each call has one response of its kind',
    cure: 'append one response a call, in order; a VOID call has {}',
    async ask(patient) {
      expectKinds(PLAIN, await patient.run(PLAIN));
      return `${PLAIN.length} responses to ${PLAIN.length} calls`;
    },
  },
  {
    name: 'the reservation can be read',
    cure: 'answer readReservation with {"reservation":{"mmioMegabytes":8,"mmioMegabytesOptional":4}}',
    async ask(patient) {
      const program: Program = [...PLAIN.slice(0, 2), { kind: 'readReservation', channel: 0 }];
      if (!patient.claims('reservation')) throw new Skipped('reservation is not claimed');
      const responses = await patient.run(program);
      expectKinds(program, responses);
      return JSON.stringify(responses[2]);
    },
  },
  {
    name: 'the offer can be read, and its absence too',
    cure: 'answer readOffer with {"offer":{...}} while an offer is live, and with {"offer":null} else',
    async ask(patient) {
      if (!patient.claims('offer')) throw new Skipped('offer is not claimed');
      const read: Call = { kind: 'readOffer', channel: 0 };
      const program: Program = [ALLOCATE, read, set(0), { kind: 'enable', channel: 0 }, read];
      const responses = await patient.run(program);
      expectKinds(program, responses);
      if (responses[1]?.kind === 'offer')
        throw new Problem('an offer before Enable', 'answer {"offer":null} until the channel is enabled');
      return `${responses[1]?.kind} before Enable, ${responses[4]?.kind} after`;
    },
  },
  {
    name: 'every run starts afresh',
    cure: 'make a new instance for each run; keep nothing from the one before',
    async ask(patient) {
      const left = await patient.run(PLAIN.slice(0, 3));
      const again = await patient.run(PLAIN.slice(0, 3));
      const text = JSON.stringify(again);
      if (JSON.stringify(left) === text) return 'the same program has the same answers';
      throw new Problem(`the same program was answered ${JSON.stringify(left)}, then ${text}`, this.cure);
    },
  },
  {
    name: 'several runs under way are told apart by their ids',
    cure: 'answer each request with the id that it had; do not wait for one answer to be read before the next',
    async ask(patient) {
      const conversation = await patient.conversation();
      const ids = Array.from({ length: 8 }, () => conversation.ask('run', { calls: PLAIN }));
      const answered: Reply['id'][] = [];
      for (const _ of ids) answered.push((await conversation.hear(patient.options.deadlineMs)).id);
      if (ids.every((id) => answered.includes(id))) return '8 asked at once, 8 answered';
      throw new Problem(`ids ${ids.join()} were answered with ${answered.join()}`, this.cure);
    },
  },
  {
    name: 'a large id comes back as it was sent',
    cure: 'keep the id as it is; a 32-bit integer is too small for it',
    async ask(patient) {
      const { id } = await patient.exchange('run', { calls: [] }, 2 ** 31 + 7);
      return String(id);
    },
  },
  {
    name: 'unknown fields are ignored',
    cure: 'read the fields that you know, and no others',
    async ask(patient) {
      const calls = PLAIN.map((call) => ({ ...call, note: 'to be ignored' }));
      const reply = await patient.exchange('run', { calls, later: {} });
      expectKinds(PLAIN, responsesOf(reply, PLAIN));
      return 'answered as without them';
    },
  },
  {
    name: 'an unknown method is refused, and the adapter goes on',
    cure: `answer with the error ${METHOD_NOT_FOUND} and go on`,
    ask: (patient) => expectError(patient, 'no-such-method', {}, METHOD_NOT_FOUND),
  },
  {
    name: 'calls that cannot be decoded are refused, and the adapter goes on',
    cure: `answer with the error ${INVALID_PARAMS} and go on`,
    ask: (patient) => expectError(patient, 'run', { calls: 5 }, INVALID_PARAMS),
  },
  {
    name: 'a NULL handle is survived',
    cure: 'check the handle before it is used, or do not claim null-handle',
    ask: (patient) => survives(patient, 'null-handle', [set('null')]),
  },
  {
    name: 'a stale handle is survived',
    cure: 'remember which channels were cleaned up, or do not claim stale-handle',
    ask: (patient) => survives(patient, 'stale-handle', [ALLOCATE, { kind: 'cleanup', channel: 0 }, set(0)]),
  },
  {
    name: 'a forged handle is survived',
    cure: 'know your own handles, or do not claim forged-handle',
    ask: (patient) => survives(patient, 'forged-handle', [set('forged')]),
  },
  {
    name: 'a long program is answered in time',
    cure: 'read lines of up to 1 MiB; answer a whole program at once',
    async ask(patient) {
      const program = Array.from({ length: 200 }, () => PLAIN).flat();
      const began = performance.now();
      await patient.run(program);
      return `${program.length} calls in ${Math.round(performance.now() - began)} ms`;
    },
  },
  {
    name: 'it can be reached a second time',
    cure: 'accept the next connection when one ends; without that, nothing can be tried again after a failure',
    async ask(patient) {
      await patient.leave();
      expectKinds(PLAIN, await patient.run(PLAIN));
      return 'and answers as before';
    },
  },
  {
    name: 'nothing but the protocol is on the wire',
    cure: 'print to standard error, or nowhere',
    async ask(patient) {
      const { unread, stderrTail } = await patient.conversation();
      if (unread.length > 0) throw new Problem(`it also said ${quote(unread[0] ?? '')}`, this.cure);
      return stderrTail === '' ? 'nothing' : `nothing; on standard error ${quote(stderrTail)}`;
    },
  },
  {
    name: 'the command ends when its input does',
    cure: 'leave the loop at the end of standard input',
    async ask(patient) {
      if (patient.address.scheme !== 'stdio') throw new Skipped('no command was started');
      const began = performance.now();
      await (await patient.conversation()).close();
      const ms = Math.round(performance.now() - began);
      await patient.leave();
      if (ms >= 500) throw new Problem(`it had to be ended after ${ms} ms`, this.cure);
      return `after ${ms} ms`;
    },
  },
];
