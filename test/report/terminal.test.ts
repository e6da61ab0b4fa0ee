/** What a run says in a terminal: each failure in it once, nothing asked for that is not there, and no word without its meaning. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenClause } from '../../harness/campaign/counterexample.ts';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import type { CampaignOptions } from '../../harness/campaign/campaign.ts';
import { CERTIFICATES } from '../../harness/minimize/search-shorter.ts';
import { printCall } from '../../harness/program/program.ts';
import { callWords, withCallWords } from '../../harness/report/call-lines.ts';
import { GLOSSARY } from '../../harness/report/glossary.ts';
import { answerWords, statusFrom, statusWords } from '../../harness/report/status-words.ts';
import { gatedCauses } from '../../harness/report/terminal/gated-causes.ts';
import type { TerminalOptions } from '../../harness/report/terminal/terminal.ts';
import { fromSession, TargetFailure } from '../../harness/target.ts';
import type { Target } from '../../harness/target.ts';
import { CLAUSES } from '../../spec/clauses.ts';
import { isZero } from '../../spec/model.ts';
import type { Call, Response } from '../../spec/call.ts';
import { CLAUSE_OUTCOMES } from '../../harness/verdict/clause-results.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { VERDICT_KINDS } from '../../harness/verdict/verdict.ts';
import { WEIGHTS } from '../../harness/verdict/weight.ts';
import { reference } from '../../targets/reference/reference.ts';
import { anyCall } from '../call-arbitraries.ts';
import { ASKED, textOf } from './terminal-text.ts';

async function ran(target: Target, options: CampaignOptions = {}) {
  const facts = await runCampaign(target, { tier: 'smoke', seed: 1, ...options });
  return { facts, gated: gate(facts) };
}

type Ran = Awaited<ReturnType<typeof ran>>;

const faulty = (fault: string) => ran(reference({ fault }));
const many = await faulty('success-is-failure');
const swapped = await faulty('stored-byte-swapped');
const honest = await ran(reference(), { seed: 7 });

/** Answers an open question by whether something was allocated before, or by what the very first call of the instance was. */
function twoMinds(by: 'what came before' | 'the first call'): Target {
  const info = { name: 'two-minds', version: '1', capabilities: ['null-handle'] as const };
  return fromSession(info, () => {
    const before: Call['kind'][] = [];
    return {
      perform(call: Call): Response {
        before.push(call.kind);
        const status = (code: number): Response => ({ kind: 'status', status: code });
        if (call.kind === 'allocate' || call.kind === 'enable') return status(0);
        if (call.kind !== 'setMmioMegabytes') return { kind: 'nothing' };
        if (call.channel !== 'null') return status(isZero(call) ? 0xc000_000d : 0);
        const isOther = by === 'the first call' ? before[0] === 'allocate' : before.includes('allocate');
        return status(isZero(call) && isOther ? 0xc000_000d : 0xc000_00ef);
      },
    };
  });
}

const EITHER_CODE = { selects: (id: string) => id === 'refuse.either-code', selection: ['refuse.either-code'] };

const BOTH_ZERO: Response = { kind: 'status', status: 0xc000_000d };

describe('the order', () => {
  it('is what ran, what failed, the sentence, and what to do next', () => {
    const lines = textOf(many, Infinity).split('\n');
    const at = (start: RegExp) => lines.findIndex((line) => start.test(line));
    const places = [/^clauses /, /^boundary /, /^FAIL /, /^ {2}signature KM-/, /^DOES NOT CONFORM/, /^next:$/].map(at);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(lines[at(/^DOES NOT/)]).toBe(many.gated.sentence);
  });

  it('of the causes is that of the sentence, what MUST be before what SHOULD, and what to do next begins with the first', async () => {
    const { info, open } = reference();
    const run = await ran(
      fromSession(info, () => {
        const session = open!();
        let [isAllocated, isOpen] = [false, false];
        return {
          perform(call) {
            isAllocated ||= call.kind === 'allocate';
            isOpen ||= call.kind === 'enable';
            if (call.kind === 'readReservation')
              return { kind: 'reservation', mmioMegabytes: 1, mmioMegabytesOptional: 0 };
            const answer = session.perform(call);
            if (call.kind !== 'setMmioMegabytes') return answer;
            // Two zero amounts on NULL are refused now so and now otherwise.
            if (call.channel === 'null') return isAllocated && isZero(call) ? BOTH_ZERO : answer;
            return isOpen ? { kind: 'status', status: 0 } : answer;
          },
        };
      }),
    );
    const told = gatedCauses(run.gated).map(({ shown }) => brokenClause(shown.counterexample)!);
    const levels = told.map((id) => CLAUSES[id].level);
    expect(new Set(levels)).toEqual(new Set(['MUST', 'SHOULD', 'choice']));
    const rank = (level: string) => ['MUST', 'SHOULD', 'choice'].indexOf(level);
    expect(levels).toEqual(levels.toSorted((a, b) => rank(a) - rank(b)));
    expect(run.gated.sentence).toMatch(new RegExp(`^DOES NOT CONFORM: ${told[0]} `));
    expect(textOf(run, Infinity)).toMatch(new RegExp(` explain ${told[0]}$`, 'm'));
    const all = run.gated.failures.map(({ signature }) => signature.clause);
    expect(run.gated.verdict.scope.broken).toEqual(all);
  });

  it('ends with the sentence where nothing is left to do', () => {
    const asked = { ...ASKED, target: 'tcp://host:7007', tier: 'deep' };
    const text = textOf(honest, Infinity, { files: { asked } });
    expect(text.split('\n').at(-1)).toBe(honest.gated.sentence);
  });
});

describe('a cause', () => {
  it('is told once, with the other clauses that it breaks', () => {
    expect(many.gated.failures.length).toBeGreaterThan(2);
    expect(gatedCauses(many.gated)).toHaveLength(1);
    expect(textOf(many, Infinity).match(/^FAIL /gm)).toHaveLength(1);
  });

  it.each([
    ['alike', many],
    ['apart', swapped],
  ])('hides none of the failures that are %s: signature and file of each', (_, run) => {
    const text = textOf(run, Infinity);
    for (const { signature, counterexample } of run.gated.failures) {
      expect(text).toContain(signature.id);
      expect(text).toContain(`kmcl-corpus/${brokenClause(counterexample)}-12345678.kmcl`);
    }
  });

  it('that is left in the process is told once for each kind of call that shows it', () => {
    const failures = [...many.gated.failures, ...swapped.gated.failures];
    const kinds = new Set<string>();
    const leaked = failures.flatMap((failure) => {
      const { counterexample } = failure;
      if (!('finding' in counterexample)) return [];
      kinds.add(counterexample.finding.call.kind);
      const programs = [counterexample.trace.program, counterexample.trace.program];
      const history = { programs, cause: 'leak', processes: 9, isMinimal: true } as const;
      return [{ ...failure, counterexample: { ...counterexample, history } }];
    });
    expect(leaked.length).toBeGreaterThan(kinds.size);
    const told = gatedCauses({ ...swapped.gated, failures: leaked });
    expect(told).toHaveLength(kinds.size);
    expect(told.flatMap(({ shown, also }) => [shown, ...also])).toHaveLength(leaked.length);
  });

  it('names each clause that it stands before, and no other', () => {
    const { clauses } = swapped.gated;
    const behind = gatedCauses(swapped.gated).flatMap((cause) => cause.behind);
    expect(behind.length).toBeGreaterThan(5);
    expect(new Set(behind).size).toBe(behind.length);
    for (const id of behind) expect(clauses.find((clause) => clause.id === id)!.outcome).toBe('not-verified');
  });

  it('is not shared by a crash and the clauses that it left unverified', async () => {
    const info = { name: 'crashes', version: '1', capabilities: [] };
    const crashing = fromSession(info, () => ({
      perform: () => {
        throw new Error('boom');
      },
    }));
    const run = await ran(crashing);
    expect(gatedCauses(run.gated).flatMap(({ behind }) => behind)).toEqual([]);
    expect(textOf(run, Infinity)).toMatch(/^CRASH {2}the target crashed$/m);
  });
});

describe('clauses', () => {
  it('have a row each where they are few, or asked for', () => {
    const rows = (text: string) =>
      text.split('\n').filter((line) => CLAUSE_OUTCOMES.some((outcome) => line.startsWith(`${outcome} `)));
    expect(rows(textOf(honest, 80))).toEqual([]);
    expect(rows(textOf(honest, 80, { verbose: true }))).toHaveLength(honest.gated.clauses.length);
    const few = { ...honest, gated: { ...honest.gated, clauses: honest.gated.clauses.slice(0, 9) } };
    expect(rows(textOf(few, 80))).toHaveLength(9);
  });

  it('are counted by every outcome that is not zero', () => {
    const [, tally] = /^clauses +(.*);/m.exec(textOf(swapped, Infinity))!;
    const counts = [...tally!.matchAll(/(\d+) [a-z-]+/g)].map(([, count]) => Number(count));
    expect(counts).not.toContain(0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(swapped.gated.clauses.length);
  });
});

describe('an open question that is answered in two ways', () => {
  it('shows both calls with their answers, in two runs', async () => {
    const run = await ran(twoMinds('the first call'), EITHER_CODE);
    const text = textOf(run, Infinity);
    expect(text).toMatch(
      /^ +\d {2}setMmio.*-> STATUS_INVALID_PARAMETER {2}<- here\n +and otherwise in another run\n.*-> STATUS_INVALID_PARAMETER_1 {2}<- here$/m,
    );
  });

  it('names the earlier call in the same run', async () => {
    const run = await ran(twoMinds('what came before'), EITHER_CODE);
    expect(textOf(run, Infinity)).toMatch(
      /permitted {2}0xC00000EF STATUS_INVALID_PARAMETER_1 \(error\) again, as at call 1: either conforms/,
    );
  });
});

describe('next', () => {
  const next = (run: Ran, options?: Partial<TerminalOptions>) => {
    const [, steps = ''] = textOf(run, Infinity, options).split('\nnext:\n');
    return [...steps.matchAll(/^ {2}(\w+) +(.*)$/gm)].map(([, label, text]) => `${label} ${text}`);
  };
  const WITHOUT_OUT = { files: { asked: ASKED } };

  it('replays each cause, up to three, and the rest by their report', () => {
    const replays = (run: Ran) => next(run).filter((step) => step.startsWith('replay kmcl'));
    expect(replays(swapped)).toHaveLength(2);
    const { failures } = swapped.gated;
    const more = {
      ...swapped,
      gated: {
        ...swapped.gated,
        failures: [
          ...failures,
          ...failures.map((one, index) => ({
            ...one,
            signature: { ...one.signature, id: `KM-${index}` },
            standing: { kind: 'informational', why: 'x' } as const,
          })),
        ],
      },
    };
    expect(replays(more)).toHaveLength(3);
    expect(next(more)).toContainEqual(
      expect.stringMatching(/^rerun kmcl-conformance rerun out\/report\.json --failed --target reference/),
    );
  });

  it('names a report only where one was written', () => {
    expect(next(many)).toContain('report out/report.html');
    expect(next(many, WITHOUT_OUT).filter((step) => /report\.(html|json)/.test(step))).toEqual([]);
    expect(next(honest, WITHOUT_OUT)).toEqual(['tier kmcl-conformance run --target reference --tier ci --seed 1']);
  });

  it('speaks of a baseline only where a failure counts', async () => {
    expect(next(many).some((step) => step.startsWith('baseline'))).toBe(true);
    const waivers = many.gated.failures.map(({ signature }) => ({
      clause: signature.clause,
      signature: signature.id,
      kind: 'known-failure' as const,
      reason: 'told',
    }));
    const known = { ...many, gated: gate(many.facts, { baseline: { file: 'b.yaml', waivers } }) };
    expect(known.gated.failures.every(({ standing }) => standing.kind === 'waived')).toBe(true);
    expect(next(known).filter((step) => step.startsWith('baseline'))).toEqual([]);
  });

  it('sends who has an unusable target to the doctor, and speaks of no baseline', async () => {
    const info = { name: 'mute', version: '1', capabilities: [] };
    const mute: Target = { info, run: async () => [] };
    const steps = next(await ran(mute));
    expect(steps).toContain('doctor kmcl-conformance doctor --target reference');
    expect(steps.filter((step) => step.startsWith('baseline'))).toEqual([]);
  });
});

describe('a call', () => {
  it('is labelled so that the printed form can be told from it', () => {
    fc.assert(
      fc.property(anyCall, (call) => {
        const back = callWords(printCall(call))
          .replace(/ ch(\d)/, ' $1')
          .replace(/(MmioMegabytes|Optional)=/g, '');
        expect(back).toBe(printCall(call));
      }),
    );
  });

  it.each([
    ['setMmioMegabytes 0 2 1', 'VmbServerChannelInitSetMmioMegabytes(ch0, MmioMegabytes=2, MmioMegabytesOptional=1)'],
    [
      'setMmioMegabytes null 0 1',
      'VmbServerChannelInitSetMmioMegabytes(NULL, MmioMegabytes=0, MmioMegabytesOptional=1)',
    ],
    ['allocate 3 client', 'VmbChannelAllocate(ParentDevice, IsServer=FALSE, &ch3)'],
    ['enable 0', 'VmbChannelEnable(ch0)'],
    ['readOffer 2', '(what is offered of ch2)'],
  ])("%s is KMCL's %s", (printed, words) => {
    expect(callWords(printed, 'api')).toBe(words);
  });
});

it.each([
  [
    'setMmioMegabytes 0 4095 0 -> STATUS_SUCCESS',
    'setMmioMegabytes ch0 MmioMegabytes=4095 Optional=0 -> STATUS_SUCCESS',
  ],
  ['without call 2 (enable 0) -> reservation 1/0', 'without call 2 (enable ch0) -> reservation 1/0'],
  ['call 1 as allocate 3 client -> STATUS_SUCCESS', 'call 1 as allocate ch3 client -> STATUS_SUCCESS'],
])('a call in a sentence is labelled too: %s', (sentence, words) => {
  expect(withCallWords(sentence)).toBe(words);
});

describe('a status', () => {
  it.each([
    [0xc000_000d, '0xC000000D STATUS_INVALID_PARAMETER (error)'],
    [0x0000_0103, '0x00000103 STATUS_PENDING (success)'],
    [0x8000_0005, '0x80000005 STATUS_BUFFER_OVERFLOW (warning)'],
    [0x8007_0057, '0x80070057 (warning; looks like the HRESULT E_INVALIDARG)'],
    [0x8007_0032, '0x80070032 (warning; looks like an HRESULT of Win32 error 50, ERROR_NOT_SUPPORTED)'],
    [22, '0x00000016 (success; looks like EINVAL, which is no NTSTATUS)'],
    [87, '0x00000057 (success; looks like ERROR_INVALID_PARAMETER, which is no NTSTATUS)'],
    [0xffff_ffea, '0xFFFFFFEA (error; looks like -EINVAL)'],
    [0xffff_ffff, '0xFFFFFFFF (error; looks like the -1 of a C function)'],
    [0x4000_1234, '0x40001234 (informational, a code that is not known here)'],
    [0xc035_0005, '0xC0350005 (error, facility 53, a code that is not known here)'],
  ])('%i is %s', (status, words) => {
    expect(statusWords(status)).toBe(words);
    expect(statusFrom(words.split(' ')[0]!)).toBe(status);
  });

  it('is named in an answer, and a pair is labelled', () => {
    expect(answerWords('STATUS_INVALID_PARAMETER')).toBe('0xC000000D STATUS_INVALID_PARAMETER (error)');
    expect(answerWords('offer 3/0, its bytes 0/3')).toBe(
      'offer MmioMegabytes=3 Optional=0, its bytes MmioMegabytes=0 Optional=3',
    );
    expect(answerWords('no live offer')).toBe('no live offer');
  });
});

describe('the glossary', () => {
  const terms = Object.keys(GLOSSARY);

  /** Labels stand in columns of their own, 10 wide. */
  const labelIn = (line: string): readonly string[] => {
    if (/^\S.{9} {2}\S/.test(line)) return [line.slice(0, 10).trim()];
    if (/^ {2}\S/.test(line)) return [line.slice(2, 12).trim()];
    return /^ {6}(\w+) {2,}\S/.exec(line)?.slice(1) ?? [];
  };

  it('has every label that stands in a text', async () => {
    const runs = [many, swapped, honest, await ran(twoMinds('the first call'), EITHER_CODE)];
    const texts = runs.flatMap((run) => [textOf(run, Infinity, { verbose: true }), textOf(run, Infinity)]);
    const labels = new Set(texts.flatMap((text) => text.split('\n')).flatMap(labelIn));
    expect([...labels]).toEqual(expect.arrayContaining(['saw', 'position', 'behind', 'also', 'not tried', 'replay']));
    const unknown = [...labels].filter((label) => !terms.includes(label.replace(/^complete-\d$/, 'complete')));
    expect(unknown).toEqual([]);
  });

  it.each([
    ['outcome', CLAUSE_OUTCOMES],
    ['certificate', CERTIFICATES],
    ['verdict', VERDICT_KINDS.filter((kind) => kind !== 'part')],
    ['weight', WEIGHTS.filter((weight) => weight === 'informational' || weight === 'not scored')],
  ])('has every %s', (_, words) => {
    expect(words.filter((word) => !terms.includes(word))).toEqual([]);
  });
});

describe.each([
  ['crash', 'crashed 10 times'],
  ['adapter-fault', 'broke the contract 10 times'],
  ['timeout', 'did not answer in time 3 times'],
] as const)('of a target of which nothing is known but a %s', (kind, words) => {
  const info = { name: 'silent', version: '1', capabilities: ['reservation'] } as const;
  const silent: Target = { info, run: () => Promise.reject(new TargetFailure(kind, 'nothing')) };

  it('it says how it ended, that more may stand behind it, and of no reading that it is not satisfied', async () => {
    const text = textOf(await ran(silent), Infinity);
    expect(text).toMatch(new RegExp(`^ended early +the target ${words}, and other faults may stand behind that$`, 'm'));
    expect(text).toMatch(/^readings +satisfied: documented not known, state-model not known$/m);
  });
});

describe('of a crash it says', () => {
  const dyingAt = (isDeadly: (call: Call) => boolean) =>
    ran(
      fromSession(reference().info, () => {
        const session = reference().open!();
        return {
          perform: (call) => {
            if (isDeadly(call)) throw new Error('gone');
            return session.perform(call);
          },
        };
      }),
    );

  it('what was due there, and the clause that promises it', async () => {
    const isDeadly = (call: Call) =>
      call.kind === 'setMmioMegabytes' && call.channel === 'null' && call.mmioMegabytes > 0;
    const text = textOf(await dyingAt(isDeadly), Infinity);
    expect(text).toMatch(
      /gone\n +permitted {2}0xC00000EF STATUS_INVALID_PARAMETER_1 .*\n +promised {3}by refuse\.null\n/,
    );
    expect(text).toMatch(/^ +explain +kmcl-conformance explain refuse\.null$/m);
  });

  it('nothing where no clause speaks of the call', async () => {
    const text = textOf(await dyingAt(({ kind }) => kind === 'allocate'), Infinity);
    expect(text).not.toMatch(/promised|explain/);
  });
});

it('of an open question that is broken it says what a target is free to do, and what it is not', async () => {
  const { info } = reference();
  const leaking = fromSession(info, () => {
    const session = reference().open!();
    let isDisabled = false;
    return {
      perform(call) {
        isDisabled = (isDisabled || call.kind === 'disable') && call.kind !== 'allocate';
        const response = session.perform(call);
        return isDisabled && response.kind === 'reservation' ? { ...response, mmioMegabytes: 77 } : response;
      },
    };
  });
  const text = textOf(await ran(leaking), Infinity);
  const [, told = ''] = text.split(/^DEVIATION {2}held\.after-disable/m);
  expect(told).toMatch(/^ +position +Nothing decides: .* It has to be one of the two, and the same one each time/m);
});
