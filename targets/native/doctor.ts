/**
 * What `doctor --target native:PATH` looks at before anybody wonders about a verdict: whether the library loads and
 * keeps the contract, from the outside in. The first check that fails hides those behind it.
 */
import { resolve } from 'node:path';
import type { Call, Response } from '../../spec/call.ts';
import { isSuccess, statusName } from '../../spec/status.ts';
import { notTried, ok, problem } from '../../harness/doctor/check-result.ts';
import type { Check, CheckResult } from '../../harness/doctor/check-result.ts';
import type { Capability, Program, Target } from '../../harness/target.ts';
import { TargetFailure } from '../../harness/target.ts';
import { neighbour } from '../isolated/entry.ts';
import type { GuestSpec } from '../isolated/guest.ts';
import { IsolatedChild } from '../isolated/child-process.ts';
import { MEMORY_BYTES_MAX } from '../isolated/isolate.ts';
import type { BadCallReply } from './bad-calls.ts';
import { obstacleTo } from '../abi/binary-format.ts';
import type { Examined } from './examiner-guest.ts';
import type { LoadingStage } from './library.ts';
import { ABI, LOADING_STAGES } from './library.ts';
import type { NativeOptions } from './native.ts';
import { nativeGuestSpec, openNative } from './native.ts';

/** Loading a library is no run, and may take longer than one. */
const LOADING_MS = 10_000;
const OBSERVATIONS: readonly Capability[] = ['reservation', 'offer', 'mmio-space'];
const ALLOCATE: Call = { kind: 'allocate', channel: 0, endpoint: 'server' };
const CLEANUP: Call = { kind: 'cleanup', channel: 0 };
const HIGHEST_SLOT: Program = [
  { ...ALLOCATE, channel: 15 },
  { kind: 'cleanup', channel: 15 },
];

function set(mmioMegabytes: number, mmioMegabytesOptional: number): Call {
  return { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes, mmioMegabytesOptional };
}

/** Looks at one library. Never rejects: what goes wrong is a finding. */
export async function doctorNative(path: string, options: NativeOptions): Promise<readonly Check[]> {
  const obstacle = obstacleTo(resolve(path));
  if (obstacle !== undefined) return [{ name: 'the file', ...problem(obstacle.cause, obstacle.cure) }];
  const file: Check = { name: 'the file', ...ok('a library for this system and this architecture') };

  const loading = await checkLoading(path, options);
  if (loading.some(({ kind }) => kind === 'problem')) return [file, ...loading];
  const target = await openNative(path, options);
  try {
    const checks: Check[] = [file, ...loading, { name: 'something to observe', ...checkObservable(target) }];
    for (const [name, check] of PROGRAM_CHECKS) checks.push({ name, ...(await attempt(check, target)) });
    checks.push({ name: 'calls that no program makes', ...(await checkBadCalls(path, options)) });
    return checks;
  } finally {
    await target.close?.();
  }
}

/** A check a stage: those before the one that fails have held, those after it were not reached. */
async function checkLoading(path: string, options: NativeOptions): Promise<readonly Check[]> {
  let examined: Examined;
  try {
    examined = (await errand(examinerSpec(path, options), options, 'examine')) as Examined;
  } catch (error) {
    const { message } = error as TargetFailure;
    return [{ name: 'loads', ...problem(message, 'look at what runs when it is loaded, and in kmcl_describe') }];
  }
  if (examined.kind === 'usable') {
    const { name, version, capabilities } = examined.info;
    const claims = capabilities.length === 0 ? 'none is claimed' : capabilities.join(', ');
    const saw: Partial<Record<LoadingStage, string>> = {
      'ABI version': String(ABI),
      'name and version': `${name} ${version}`,
      capabilities: claims,
    };
    return LOADING_STAGES.map((stage) => ({ name: stage, ...ok(saw[stage] ?? 'as the contract has it') }));
  }
  const { stage, cause, cure } = examined;
  const at = LOADING_STAGES.indexOf(stage);
  return LOADING_STAGES.map((name, index) => {
    if (index < at) return { name, ...ok('as the contract has it') };
    return { name, ...(index === at ? problem(cause, cure) : notTried(`because of: ${stage}`)) };
  });
}

/** Has one thing done by a guest in a process of its own. */
async function errand(
  spec: GuestSpec,
  { deadlineMs, memoryBytesMax = MEMORY_BYTES_MAX }: NativeOptions,
  name: string,
): Promise<unknown> {
  const host = new IsolatedChild(spec, { deadlineMs, memoryBytesMax });
  try {
    await host.ready();
    return await host.errand(name, null, Math.max(deadlineMs, LOADING_MS));
  } finally {
    host.kill();
    await host.ended;
  }
}

function examinerSpec(path: string, { sanitizer }: NativeOptions): GuestSpec {
  const spec = nativeGuestSpec(path, sanitizer);
  return { ...spec, moduleUrl: neighbour('examiner-guest', import.meta.url) };
}

async function attempt(check: (target: Target) => Promise<CheckResult>, target: Target): Promise<CheckResult> {
  try {
    return await check(target);
  } catch (error) {
    if (!(error instanceof TargetFailure)) throw error;
    const at = error.answered === undefined ? '' : ` at call ${error.answered}`;
    return problem(
      `${error.kind}${at}: ${error.message}`,
      'try that call alone, in a debugger or under --sanitizer asan',
    );
  }
}

function checkObservable({ info: { capabilities } }: Target): CheckResult {
  const observable = capabilities.filter((name) => OBSERVATIONS.includes(name));
  if (observable.length > 0) return ok(observable.join(', '));
  return problem(
    'it claims neither reservation nor offer nor mmio-space, so that nothing but its status codes can be verified',
    'answer readReservation, readOffer or getMmioSpace, and claim it',
  );
}

const PROGRAM_CHECKS: readonly (readonly [name: string, check: (target: Target) => Promise<CheckResult>])[] = [
  ['the highest slot', checkHighestSlot],
  ['the same program twice', checkRerun],
  ['a status with its high bit set', checkHighStatus],
  ['amounts of 0xFFFF', checkAmounts],
  ['a size past 32 bits', checkSize],
  ['an empty program', checkEmptyProgram],
];

async function checkHighestSlot(target: Target): Promise<CheckResult> {
  const [allocated] = await target.run(HIGHEST_SLOT);
  if (allocated?.kind === 'status' && isSuccess(allocated.status)) return ok('slot 15 holds a channel');
  return problem(`allocate in slot 15 was refused: ${words(allocated)}`, 'make room for 16 channels, slots 0 to 15');
}

async function checkRerun(target: Target): Promise<CheckResult> {
  const program = [ALLOCATE, set(0x0102, 0x0304), ...reads(target), CLEANUP, ALLOCATE, ...reads(target), CLEANUP];
  const [first, second] = [await target.run(program), await target.run(program)];
  const at = first.findIndex((response, index) => words(response) !== words(second[index]));
  if (at < 0) return ok(`${program.length} calls answered the same both times`);
  return problem(
    `call ${at}, ${program[at]?.kind}, gave ${words(first[at])} and then ${words(second[at])}`,
    'make kmcl_open give an instance that knows nothing of earlier ones',
  );
}

function reads(target: Target): readonly Call[] {
  return target.info.capabilities.includes('reservation') ? [{ kind: 'readReservation', channel: 0 }] : [];
}

async function checkHighStatus(target: Target): Promise<CheckResult> {
  const [, refused] = await target.run([ALLOCATE, set(0, 0), CLEANUP]);
  if (refused?.kind !== 'status') return problem(`setMmioMegabytes gave ${words(refused)}`, 'answer it with a status');
  const { status } = refused;
  if (!isSuccess(status)) return ok(`${statusName(status)} for (0, 0)`);
  const cause = `(0, 0) gave ${words(refused)}, which is no refusal`;
  const narrow = status !== 0 && status <= 0xffff;
  return problem(
    cause,
    narrow ? 'keep all 32 bits of an NTSTATUS' : 'a verdict will tell; no status here had its high bit set',
  );
}

async function checkAmounts(target: Target): Promise<CheckResult> {
  if (!target.info.capabilities.includes('reservation')) return notTried('reservation is not claimed');
  const responses = await target.run([ALLOCATE, set(0xffff, 0xfffe), { kind: 'readReservation', channel: 0 }, CLEANUP]);
  const held = responses[2];
  if (held?.kind === 'reservation' && held.mmioMegabytes === 0xffff && held.mmioMegabytesOptional === 0xfffe) {
    return ok('(65535, 65534) comes back as it was');
  }
  return problem(
    `(65535, 65534) came back as ${words(held)}`,
    'pass both amounts on as unsigned 16-bit numbers, in that order',
  );
}

async function checkSize(target: Target): Promise<CheckResult> {
  const { capabilities } = target.info;
  if (!capabilities.includes('mmio-space') || !capabilities.includes('guest')) {
    return notTried('mmio-space and guest are not both claimed');
  }
  const channel = 0;
  const responses = await target.run([
    ALLOCATE,
    set(0xffff, 0),
    { kind: 'enable', channel },
    { kind: 'guestOpen', channel },
    { kind: 'getMmioSpace', channel },
    { kind: 'disable', channel },
    CLEANUP,
  ]);
  const space = responses[4];
  if (space?.kind === 'space' && space.size > 0xffff_ffffn) return ok(`${words(space)} for 65535 MB`);
  return problem(`65535 MB came back as ${words(space)}`, 'give the size in bytes, shifted as a 64-bit number');
}

async function checkEmptyProgram(target: Target): Promise<CheckResult> {
  return (await target.run([])).length === 0
    ? ok('no calls, no responses')
    : problem('it answered no calls', 'answer none');
}

/** Calls that the suite never makes, since an adapter that takes them may hide that it was given the wrong layout. */
async function checkBadCalls(path: string, options: NativeOptions): Promise<CheckResult> {
  try {
    const spec = nativeGuestSpec(path, options.sanitizer);
    const replies = (await errand(spec, options, 'badCalls')) as readonly BadCallReply[];
    const taken = replies.find(({ result }) => result >= 0);
    if (taken === undefined)
      return ok(`${replies.map(({ name }) => name).join(', ')}: each is the adapter's own fault`);
    return problem(`${taken.name} was taken, with ${taken.result}`, 'return a negative number from kmcl_perform');
  } catch (error) {
    const { message } = error as TargetFailure;
    if (message.includes('this kind of target has no')) return notTried('an addon is given programs, and not calls');
    return problem(message, 'look at kind and channel before using them, and return a negative number');
  }
}

function words(response: Response | undefined): string {
  if (response === undefined) return 'nothing at all';
  switch (response.kind) {
    case 'status':
      return statusName(response.status);
    case 'reservation':
      return `(${response.mmioMegabytes}, ${response.mmioMegabytesOptional})`;
    case 'space':
      return `0x${response.size.toString(16)} bytes`;
    default:
      return response.kind;
  }
}
