/** The oracle answers as the page says, example by example. */
import { describe, expect, it } from 'vitest';
import { describeAnswer } from '../../spec/answer.ts';
import type { Call } from '../../spec/call.ts';
import { CLAUSE_IDS, CLAUSES } from '../../spec/clauses.ts';
import { NO_CHANNEL } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { permitted } from '../../spec/oracle.ts';
import type { Reading } from '../../spec/readings.ts';
import { parseProgram } from '../../harness/program/program.ts';

/** The conforming answers to the last call of a program whose other calls succeed, in words. */
function answersTo(lines: string, reading: Reading = 'documented'): readonly string[] {
  const program = parseProgram(lines.replaceAll('; ', '\n'));
  const models = new Map<Call['channel'], readonly ChannelModel[]>([
    ['null', [NO_CHANNEL.null]],
    ['forged', [NO_CHANNEL.forged]],
  ]);
  let words: readonly string[] = [];
  for (const call of program) {
    const answers = (models.get(call.channel) ?? [NO_CHANNEL.absent]).flatMap((model) =>
      permitted(model, call, reading).filter(({ conformance }) => conformance.kind === 'conforms'),
    );
    const fitting = answers.filter(({ answer }) => answer.kind !== 'failure' || call.kind === 'setMmioMegabytes');
    models.set(
      call.channel,
      fitting.map(({ next }) => next),
    );
    words = [...new Set(fitting.map(({ answer }) => describeAnswer(answer)))];
  }
  return words;
}

const OFFERED = 'allocate 0 server; setMmioMegabytes 0 4 8; enable 0';
const DISABLED = `${OFFERED}; disable 0`;

describe('what the page says', () => {
  it.each([
    ['a positive amount', 'allocate 0 server; setMmioMegabytes 0 1 0', ['STATUS_SUCCESS']],
    ['a positive optional amount', 'allocate 0 server; setMmioMegabytes 0 0 1', ['STATUS_SUCCESS']],
    ['the largest amounts', 'allocate 0 server; setMmioMegabytes 0 65535 65535', ['STATUS_SUCCESS']],
    ['a sum that is zero in 16 bits', 'allocate 0 server; setMmioMegabytes 0 1 65535', ['STATUS_SUCCESS']],
    ['both zero', 'allocate 0 server; setMmioMegabytes 0 0 0', ['STATUS_INVALID_PARAMETER']],
    ['a disabled channel', `${DISABLED}; setMmioMegabytes 0 1 0`, ['STATUS_INVALID_PARAMETER_1']],
    ['an enabled channel', `${OFFERED}; setMmioMegabytes 0 1 0`, ['STATUS_INVALID_PARAMETER_1']],
    ['an open channel', `${OFFERED}; guestOpen 0; setMmioMegabytes 0 1 0`, ['STATUS_INVALID_PARAMETER_1']],
    ['NULL', 'setMmioMegabytes null 1 0', ['STATUS_INVALID_PARAMETER_1']],
    ['a forged handle', 'setMmioMegabytes forged 1 0', ['STATUS_INVALID_PARAMETER_1']],
    ['a stale handle', 'allocate 0 server; cleanup 0; setMmioMegabytes 0 1 0', ['STATUS_INVALID_PARAMETER_1']],
    ['a client endpoint', 'allocate 0 client; setMmioMegabytes 0 1 0', ['any failure status']],
    [
      'both refusals earned',
      `${DISABLED}; setMmioMegabytes 0 0 0`,
      ['STATUS_INVALID_PARAMETER_1', 'STATUS_INVALID_PARAMETER'],
    ],
  ])('%s', (_, program, answers) => expect(answersTo(program)).toEqual(answers));
});

describe('where a reservation shows', () => {
  it.each([
    ['never set', 'allocate 0 server; readReservation 0', ['reservation 0/0']],
    [
      'set twice',
      'allocate 0 server; setMmioMegabytes 0 4 8; setMmioMegabytes 0 2 0; readReservation 0',
      ['reservation 2/0'],
    ],
    ['after a refusal', `${OFFERED}; setMmioMegabytes 0 1 1; readReservation 0`, ['reservation 4/8']],
    ['after Disable', `${DISABLED}; readReservation 0`, ['reservation 4/8', 'reservation 0/0']],
    ['before Enable', 'allocate 0 server; readOffer 0', ['no live offer']],
    ['in the offer', `${OFFERED}; readOffer 0`, ['offer 4/8']],
    ['in the offer of a channel enabled again', `${DISABLED}; enable 0; readOffer 0`, ['offer 4/8', 'offer 0/0']],
    [
      'in the space',
      `${OFFERED}; guestOpen 0; getMmioSpace 0`,
      ['0x400000 to 0xc00000 bytes at a nonzero address, all of it below 2^64'],
    ],
  ])('%s', (_, program, answers) => expect(answersTo(program)).toEqual(answers));

  it('is reserved by a channel disabled before under the reading of the state model', () => {
    expect(answersTo(`${DISABLED}; setMmioMegabytes 0 1 0`, 'state-model')).toEqual(['STATUS_SUCCESS']);
    expect(answersTo(`${DISABLED}; setMmioMegabytes 0 0 0`, 'state-model')).toEqual(['STATUS_INVALID_PARAMETER']);
  });
});

it('gives every clause a gist, a source and a position of its own', () => {
  const gists = CLAUSE_IDS.map((id) => CLAUSES[id].gist);
  expect(new Set(gists).size).toBe(CLAUSE_IDS.length);
  for (const id of CLAUSE_IDS) {
    expect(CLAUSES[id].source).not.toBe('');
    expect(CLAUSES[id].position).toMatch(/\.$/);
  }
});

it('says nothing about a call that KMCL does not allow', () => {
  expect(permitted(NO_CHANNEL.absent, { kind: 'enable', channel: 0 }, 'documented')).toEqual([]);
});
