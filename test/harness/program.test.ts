/** The printed form of a program: it parses back, identifies, and what is none is refused. */
import { ProgramArbitrary } from '../../harness/fast-check/program-arbitrary.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProgram, printCall, printProgram, programId, ProgramSyntaxError } from '../../harness/program/program.ts';
import { callLines } from '../../harness/report/call-lines.ts';
import { CAPABILITIES } from '../../harness/target.ts';

it('prints every program in a form that parses back to it', () => {
  fc.assert(
    fc.property(new ProgramArbitrary(new Set(CAPABILITIES)), (program) => {
      expect(parseProgram(printProgram(program))).toEqual(program);
    }),
  );
});

it('reads the same program through comments, blank lines and any spacing', () => {
  const space = fc.stringMatching(/^[ \t]{1,3}$/);
  const noise = fc.constantFrom('', '# allocate 3 server', '  ');
  fc.assert(
    fc.property(new ProgramArbitrary(new Set(CAPABILITIES)), space, noise, (program, gap, line) => {
      const text = printProgram(program)
        .split('\n')
        .map((words) => `${line}\r\n${words.replaceAll(' ', gap)}${gap}# ${words}`)
        .join('\n');
      expect(parseProgram(text)).toEqual(program);
    }),
  );
});

it('reads the calls of a failure as they are shown', () => {
  fc.assert(
    fc.property(new ProgramArbitrary(new Set(CAPABILITIES)), (program) => {
      const shown = program.flatMap((call) => callLines([{ call: printCall(call), answer: 'STATUS_SUCCESS' }]));
      expect(parseProgram(shown.join('\n'))).toEqual(program);
    }),
  );
});

it('tells programs apart by their identity, and nothing else', () => {
  const program = parseProgram('allocate 0 server\nsetMmioMegabytes 0 8 0\n');
  expect(programId(parseProgram('# a remark\n\n  allocate 0 server\r\nsetMmioMegabytes  0 8 0'))).toBe(
    programId(program),
  );
  expect(programId(program.slice(0, 1))).not.toBe(programId(program));
});

describe('a text that is no program', () => {
  it.each([
    ['fly 0', /line 1: unknown call "fly"/],
    ['allocate 0', /line 1: allocate takes 2 words/],
    ['allocate 16 server', /line 1: a channel is a whole number from 0 to 15/],
    ['allocate 0 both', /line 1: an endpoint is server or client/],
    ['allocate 0 server\nsetMmioMegabytes 0 65536 0', /line 2: an amount is a whole number from 0 to 65535/],
    ['allocate 0 server\nsetMmioMegabytes 0 -1 0', /line 2: an amount/],
    ['allocate 0 server\nenable null', /line 2: a channel/],
    ['enable 3', /call 1: channel 3 was never allocated/],
  ])('%j', (text, message) => {
    expect(() => parseProgram(text)).toThrow(ProgramSyntaxError);
    expect(() => parseProgram(text)).toThrow(message);
  });
});
