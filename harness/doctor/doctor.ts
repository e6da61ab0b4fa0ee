/**
 * What `doctor` looks at where a target is reached by no wire and no C: whether it opens, says what it is, and answers
 * every call in the right shape and the same way twice.
 */
import { describeResponse } from '../../spec/answer.ts';
import type { Call } from '../../spec/call.ts';
import { notTried, ok, problem } from './check-result.ts';
import type { Check, CheckResult } from './check-result.ts';
import { execute } from '../execute/execute.ts';
import { printCall } from '../program/program.ts';
import { CAPABILITIES, TargetFailure } from '../target.ts';
import type { Capability, OpenOptions, Program, Target } from '../target.ts';
import type { Trace } from '../execute/trace.ts';

const OBSERVATIONS: readonly Capability[] = ['reservation', 'offer', 'mmio-space'];

/** Every look at a target that is open, in order. */
const LOOKS: readonly (readonly [
  name: string,
  look: (target: Target, options: OpenOptions) => Promise<CheckResult>,
])[] = [
  ['name and version', async ({ info }) => lookAtNames(info.name, info.version)],
  ['capabilities', async ({ info }) => lookAtCapabilities(info.capabilities)],
  ['something to observe', async ({ info }) => lookAtObservable(info.capabilities)],
  ['every call answered in its shape', lookAtShapes],
  ['the same program twice', lookAtRerun],
  ['an empty program', lookAtEmptyProgram],
];

/** Never rejects with `TargetFailure`: what goes wrong is a check. */
export async function doctorTarget(open: () => Promise<Target>, options: OpenOptions): Promise<readonly Check[]> {
  let target: Target;
  try {
    target = await open();
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    const opens = { name: 'opens', ...problem(error.message, 'mend that first: nothing else can be looked at') };
    return [opens, ...LOOKS.map(([name]) => ({ name, ...notTried('it does not open') }))];
  }
  try {
    const checks: Check[] = [{ name: 'opens', ...ok('and says what it is') }];
    for (const [name, look] of LOOKS) checks.push({ name, ...(await attempt(() => look(target, options))) });
    return checks;
  } finally {
    await target.close?.();
  }
}

async function attempt(look: () => Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    return problem(error.message, 'it cannot be used any more: start it by hand and look at its own words');
  }
}

function lookAtNames(name: string, version: string): CheckResult {
  if (name.trim() === '') return problem('it has no name', 'give info.name');
  return version.trim() === '' ? problem('it has no version', 'give info.version') : ok(`${name} ${version}`);
}

function lookAtCapabilities(claimed: readonly Capability[]): CheckResult {
  const unknown = claimed.find((name) => !CAPABILITIES.includes(name));
  if (unknown !== undefined)
    return problem(`no capability is called ${unknown}`, `claim of ${CAPABILITIES.join(', ')}`);
  return ok(claimed.length === 0 ? 'none is claimed' : claimed.join(', '));
}

function lookAtObservable(claimed: readonly Capability[]): CheckResult {
  const observable = claimed.filter((name) => OBSERVATIONS.includes(name));
  if (observable.length > 0) return ok(observable.join(', '));
  return problem(
    'it claims neither reservation nor offer nor mmio-space, so that nothing but its status codes can be verified',
    'answer readReservation, readOffer or getMmioSpace, and claim it',
  );
}

async function lookAtShapes(target: Target, options: OpenOptions): Promise<CheckResult> {
  const trace = await execute(target, oneOfEach(target.info.capabilities), options);
  const ended = endOf(trace);
  if (ended !== undefined) return ended;
  const at = trace.responses.findIndex((response, index) => {
    const { kind } = trace.program[index]!;
    return response.kind === 'nothing' && (kind.startsWith('read') || kind === 'getMmioSpace');
  });
  if (at < 0) return ok(`${trace.program.length} calls, each answered in its shape`);
  return problem(`${printCall(trace.program[at]!)} was answered with nothing`, 'answer it, or do not claim it');
}

async function lookAtRerun(target: Target, options: OpenOptions): Promise<CheckResult> {
  const program = oneOfEach(target.info.capabilities);
  const [first, second] = [await execute(target, program, options), await execute(target, program, options)];
  const ended = endOf(first) ?? endOf(second);
  if (ended !== undefined) return ended;
  const at = first.responses.findIndex(
    (one, index) => describeResponse(one) !== describeResponse(second.responses[index]!),
  );
  if (at < 0) return ok(`${program.length} calls answered the same both times`);
  const [was, is] = [first, second].map(({ responses }) => describeResponse(responses[at]!));
  return problem(
    `call ${at + 1}, ${printCall(program[at]!)}, gave ${was} and then ${is}`,
    'let every run start from a fresh instance that knows nothing of earlier ones',
  );
}

async function lookAtEmptyProgram(target: Target, options: OpenOptions): Promise<CheckResult> {
  return endOf(await execute(target, [], options)) ?? ok('no calls, no responses');
}

function endOf({ program, end }: Trace): CheckResult | undefined {
  if (end.kind === 'complete') return undefined;
  const call = end.at === undefined ? undefined : program[end.at];
  const where = call === undefined ? '' : ` at call ${(end.at ?? 0) + 1}, ${printCall(call)}`;
  const cure = end.kind === 'adapter-fault' ? 'give one response a call, in its shape' : 'try that call in a debugger';
  return problem(`${end.kind}${where}: ${end.message}`, cure);
}

/** One call of each kind that the target claims to take. */
function oneOfEach(claimed: readonly Capability[]): Program {
  const where = (needs: readonly Capability[], calls: readonly Call[]) =>
    needs.every((need) => claimed.includes(need)) ? calls : [];
  const channel = 0;
  const set = (handle: Call['channel']): Call => ({
    kind: 'setMmioMegabytes',
    channel: handle as 0,
    mmioMegabytes: 8,
    mmioMegabytesOptional: 4,
  });
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
    ...where(['stale-handle'], [set(channel)]),
    ...where(['null-handle'], [set('null')]),
    ...where(['forged-handle'], [set('forged')]),
  ];
}
