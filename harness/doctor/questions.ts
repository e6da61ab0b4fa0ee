/**
 * What every target is asked, however it is reached: whether it opens, says what it is, and answers every call in its shape
 * and the same way twice. A kind of target adds its own questions in front of these and behind them.
 */
import { describeResponse } from '../../spec/answer.ts';
import type { Call, Response } from '../../spec/call.ts';
import { printCall } from '../program/program.ts';
import { CAPABILITIES } from '../target.ts';
import type { Capability, Program, TargetInfo } from '../target.ts';
import { ok, problem, warning } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { DoctorSession, Question } from './question.ts';
import { lookAtTwoInstances } from './two-instances.ts';
import { WHOLE_ANSWERS } from './whole-answers.ts';

const OBSERVATIONS: readonly Capability[] = ['reservation', 'offer', 'mmio-space'];

export const QUESTIONS: readonly Question[] = [
  { name: 'opens', gate: true, cure: '', look: lookAtOpening },
  { name: 'name and version', look: async (session) => lookAtNames((await session.target()).info) },
  { name: 'capabilities', look: async (session) => lookAtCapabilities((await session.target()).info) },
  { name: 'something to observe', look: async (session) => lookAtObservable((await session.target()).info) },
  { name: 'every call answered in its shape', look: lookAtShapes },
  { name: 'the same program twice', look: lookAtRerun },
  { name: 'two instances at once', isExtra: true, look: lookAtTwoInstances },
  { name: 'an empty program', cure: { 'adapter-fault': 'answer it with no responses' }, look: lookAtEmptyProgram },
  {
    name: 'a NULL handle is survived',
    needs: ['null-handle'],
    cure: { crash: 'check the handle before it is used, or do not claim null-handle' },
    look: (session) => lookAtHandle(session, [set('null')]),
  },
  {
    name: 'a stale handle is survived',
    needs: ['stale-handle'],
    cure: { crash: 'remember which channels were cleaned up, or do not claim stale-handle' },
    look: (session) =>
      lookAtHandle(session, [
        { kind: 'allocate', channel: 0, endpoint: 'server' },
        { kind: 'cleanup', channel: 0 },
        set(0),
      ]),
  },
  {
    name: 'a forged handle is survived',
    needs: ['forged-handle'],
    cure: { crash: 'know your own handles, or do not claim forged-handle' },
    look: (session) => lookAtHandle(session, [set('forged')]),
  },
  ...WHOLE_ANSWERS,
];

async function lookAtOpening(session: DoctorSession): Promise<CheckResult> {
  await session.target();
  return ok('and says what it is');
}

function lookAtNames({ name, version }: TargetInfo): CheckResult {
  if (name.trim() === '') return warning('it has no name', 'give info.name');
  return version.trim() === '' ? warning('it has no version', 'give info.version') : ok(`${name} ${version}`);
}

function lookAtCapabilities({ capabilities }: TargetInfo): CheckResult {
  const unknown = capabilities.find((name) => !CAPABILITIES.includes(name));
  if (unknown !== undefined)
    return problem(`no capability is called ${unknown}`, `claim of ${CAPABILITIES.join(', ')}`);
  if (new Set(capabilities).size < capabilities.length)
    return warning('a capability is claimed twice', 'list each once');
  if (capabilities.includes('mmio-space') && !capabilities.includes('guest'))
    return warning(
      'mmio-space is claimed, and guest is not: no channel is ever opened',
      'answer guestOpen, and claim guest',
    );
  return ok(capabilities.length === 0 ? 'none is claimed' : capabilities.join(', '));
}

function lookAtObservable({ capabilities }: TargetInfo): CheckResult {
  const observable = capabilities.filter((name) => OBSERVATIONS.includes(name));
  if (observable.length > 0) return ok(observable.join(', '));
  return warning(
    'it claims neither reservation nor offer nor mmio-space, so that nothing but its status codes can be verified',
    'answer readReservation, readOffer or getMmioSpace, and claim it; --require status says that status codes are enough',
  );
}

async function lookAtShapes(session: DoctorSession): Promise<CheckResult> {
  const program = oneOfEach((await session.target()).info);
  const responses = await session.run(program);
  const at = responses.findIndex(({ kind }, index) => {
    const call = program[index]!.kind;
    return kind === 'nothing' && (call.startsWith('read') || call === 'getMmioSpace');
  });
  if (at < 0) return ok(`${program.length} calls, each answered in its shape`);
  return warning(`${printCall(program[at]!)} was answered with nothing`, 'answer it, or do not claim it');
}

async function lookAtRerun(session: DoctorSession): Promise<CheckResult> {
  // The last channel is not cleaned up: the next run must not find it.
  const program: Program = [
    ...oneOfEach((await session.target()).info),
    { kind: 'allocate', channel: 0, endpoint: 'server' },
  ];
  const [first, second] = [await session.run(program), await session.run(program)];
  const at = first.findIndex((response, index) => repeatable(response) !== repeatable(second[index]!));
  if (at < 0) return ok(`${program.length} calls answered the same both times`);
  const [was, is] = [first, second].map((responses) => describeResponse(responses[at]!));
  return warning(
    `call ${at + 1}, ${printCall(program[at]!)}, gave ${was} and then ${is}`,
    'let every run start from a fresh instance that knows nothing of earlier ones',
  );
}

/** What two runs must agree in: a space may lie anywhere. */
function repeatable(response: Response): string {
  return describeResponse(response.kind === 'space' ? { ...response, address: 0n } : response);
}

async function lookAtEmptyProgram(session: DoctorSession): Promise<CheckResult> {
  await session.run([]);
  return ok('no calls, no responses');
}

async function lookAtHandle(session: DoctorSession, program: Program): Promise<CheckResult> {
  const responses = await session.run(program);
  return ok(`answered with ${describeResponse(responses.at(-1)!)}`);
}

function set(channel: Call['channel']): Call {
  return { kind: 'setMmioMegabytes', channel: channel as 0, mmioMegabytes: 8, mmioMegabytesOptional: 4 };
}

/** One call of each kind that the target claims to take, on handles that are good. */
function oneOfEach({ capabilities }: TargetInfo): Program {
  const where = (needs: readonly Capability[], calls: readonly Call[]) =>
    needs.every((need) => capabilities.includes(need)) ? calls : [];
  const channel = 0;
  return [
    { kind: 'allocate', channel, endpoint: 'server' },
    set(channel),
    ...where(['reservation'], [{ kind: 'readReservation', channel }]),
    ...where(['offer'], [{ kind: 'readOffer', channel }]),
    { kind: 'enable', channel },
    ...where(['start-pause'], [{ kind: 'start', channel }]),
    ...where(['offer'], [{ kind: 'readOffer', channel }]),
    ...where(['guest'], [{ kind: 'guestOpen', channel }]),
    ...where(['guest', 'mmio-space'], [{ kind: 'getMmioSpace', channel }]),
    ...where(['guest'], [{ kind: 'guestClose', channel }]),
    ...where(['start-pause'], [{ kind: 'pause', channel }]),
    { kind: 'disable', channel },
    ...where(
      ['client-endpoint'],
      [{ kind: 'allocate', channel: 1, endpoint: 'client' }, set(1), { kind: 'cleanup', channel: 1 }],
    ),
    { kind: 'cleanup', channel },
  ];
}
