/**
 * A counterexample as the KMCL calls that a driver would make, for those who look at it in C. The guest's moves and what is only
 * looked at have no call, and stand there as comments.
 */
import type { Call } from '../../../spec/call.ts';
import { parseProgram } from '../../program/program.ts';
import { shellCommand } from '../replay-command.ts';
import type { Report, ReportCounterexample } from '../report-schema.ts';
import { knownClaims } from '../stored/known-names.ts';
import { counterexampleOf } from '../stored/stored-failure.ts';
import { cDriver } from './c-driver.ts';
import { oneLine } from './test-rows.ts';

/** `file`: what it will be called, seen from where the run was started. */
export function cReproduction(one: ReportCounterexample, { asked, reading, target }: Report, file: string): string {
  const title = oneLine(one).replaceAll('*/', '* /');
  const library = /^native:(.*)$/s.exec(asked.target)?.[1];
  const options = { reading, ...knownClaims(target) };
  const driver = library === undefined ? undefined : cDriver(counterexampleOf(one, options), library);
  if (driver === undefined) return [`/* ${title} */`, ...kernelCalls(one), ''].join('\n');
  const sanitizer = asked.reach?.includes('--sanitizer') === true ? ['-fsanitize=address'] : [];
  const compile = shellCommand(['cc', ...sanitizer, file, '-ldl', '-o', 'reproduce']);
  return [
    `/* ${title}`,
    ' *',
    ' * In a driver, Reproduce below. As a program on the library, where the run was started; exit code 0 once it is mended, 1 until then:',
    ' *',
    ` *     ${compile} && ./reproduce`.replaceAll('*/', '*\\/'),
    ' */',
    '#ifdef _KERNEL_MODE',
    ...kernelCalls(one),
    '#else',
    ...driver,
    '#endif',
    '',
  ].join('\n');
}

function kernelCalls(one: ReportCounterexample): readonly string[] {
  const program = parseProgram(one.program.join('\n'));
  const slots = [...new Set(program.map(({ channel }) => channel))].filter((channel) => typeof channel === 'number');
  const has = (kind: Call['kind']) => program.some((call) => call.kind === kind);
  const usesStatus = has('allocate') || has('setMmioMegabytes') || has('enable');
  return [
    '#include <ntddk.h>',
    '#include <VmbusKernelModeClientLibApi.h>',
    '',
    'VOID Reproduce(PDEVICE_OBJECT ParentDevice)',
    '{',
    ...slots.map((slot) => `    VMBCHANNEL channel${slot} = NULL;`),
    ...(has('getMmioSpace') ? ['    UINT64 address = 0;', '    UINT64 size = 0;'] : []),
    ...(usesStatus ? ['    NTSTATUS status;'] : []),
    '',
    ...program.flatMap((call, index) => statementsOf(call, one, index)),
    ...(usesStatus ? ['    UNREFERENCED_PARAMETER(status);'] : []),
    '    UNREFERENCED_PARAMETER(ParentDevice);',
    '}',
  ];
}

function statementsOf(call: Call, one: ReportCounterexample, index: number): readonly string[] {
  const answer = one.steps[index]?.answer;
  const statement = statementOf(call);
  // Comments do not nest.
  const seen = answer === undefined || answer.startsWith('nothing') ? '' : ` /* ${answer} */`;
  const wrong = index === one.at && one.permitted ? [`    /* permitted: ${one.permitted.join(', or ')} */`] : [];
  return [`    ${statement}${seen}`, ...wrong];
}

function statementOf(call: Call): string {
  const channel = handleOf(call.channel);
  switch (call.kind) {
    case 'allocate':
      return `status = VmbChannelAllocate(ParentDevice, ${call.endpoint === 'server' ? 'TRUE' : 'FALSE'}, &${channel});`;
    case 'setMmioMegabytes':
      return `status = VmbServerChannelInitSetMmioMegabytes(${channel}, ${call.mmioMegabytes}, ${call.mmioMegabytesOptional});`;
    case 'enable':
      return `status = VmbChannelEnable(${channel});`;
    case 'disable':
      return `VmbChannelDisable(${channel});`;
    case 'cleanup':
      return `VmbChannelCleanup(${channel});`;
    case 'start':
      return `VmbChannelStart(${channel});`;
    case 'pause':
      return `VmbChannelPause(${channel});`;
    case 'getMmioSpace':
      return `VmbChannelGetMmioSpace(${channel}, &address, &size);`;
    case 'guestOpen':
      return `/* the guest opens ${channel} */`;
    case 'guestClose':
      return `/* the guest closes ${channel} */`;
    case 'readReservation':
      return `/* what does the server hold for ${channel}? */`;
    case 'readOffer':
      return `/* what does the offer of ${channel} say? */`;
    default:
      return call satisfies never;
  }
}

function handleOf(channel: Call['channel']): string {
  if (channel === 'null') return 'NULL';
  return channel === 'forged' ? '(VMBCHANNEL)(ULONG_PTR)0xF0F0F0F0' : `channel${channel}`;
}
