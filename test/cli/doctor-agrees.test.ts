/**
 * `doctor` and `run` agree on what is usable: the doctor ends with 5 where a run does, and with 0 where a run comes to a verdict,
 * be it a bad one.
 *
 * @module-tag slow
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../harness/campaign/campaign.ts';
import { WHOLE_ANSWERS } from '../../harness/doctor/whole-answers.ts';
import type { Check } from '../../harness/doctor/check-result.ts';
import { TargetFailure } from '../../harness/target.ts';
import { gate } from '../../harness/verdict/gate.ts';
import { catalog } from '../../targets/catalog.ts';
import { buildLibrary } from '../build-library.ts';
import { requireTool } from '../require-tool.ts';
import { AT_OPEN, AT_RUN, HONEST } from '../targets/remote/hostile-peer-rows.ts';
import { emptyFolder } from './kmcl.ts';

const PEER = join(import.meta.dirname, '../targets/remote/hostile-peer.mjs');
const MISBEHAVING = join(import.meta.dirname, '../targets/native/misbehaving.c');
const C_EXAMPLE = join(import.meta.dirname, '../../targets/examples/c/channel.c');
const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

const TIMES = { deadlineMs: 400 };

async function doctorOf(target: string) {
  const checks = await catalog.doctor(target, TIMES);
  return { checks, exitCode: checks.some(({ kind }) => kind === 'problem') ? 5 : 0 };
}

async function runExit(target: string): Promise<number> {
  try {
    const opened = await catalog.open(target, TIMES);
    try {
      const facts = await runCampaign(opened, { ...TIMES, tier: 'smoke', programs: 0 });
      return gate(facts).gate.exitCode;
    } finally {
      await opened.close?.();
    }
  } catch (error) {
    if (error instanceof TargetFailure) return 5;
    throw error;
  }
}

async function agree(target: string): Promise<{ readonly checks: readonly Check[]; readonly exitCode: number }> {
  const doctor = await doctorOf(target);
  const run = await runExit(target);
  const wrong = doctor.checks.filter(({ kind }) => kind === 'problem' || kind === 'warning');
  expect({ run: run === 5, wrong }).toEqual({ run: doctor.exitCode === 5, wrong });
  return { ...doctor, exitCode: run };
}

const INFO = "{ name: 't', version: '1', capabilities: ['reservation', 'null-handle'] }";
const RIGHT = `p.map(({ kind }) => kind === 'readReservation' ? { kind: 'reservation', mmioMegabytes: 0, mmioMegabytesOptional: 0 }
  : { kind: ['allocate', 'setMmioMegabytes', 'enable'].includes(kind) ? 'status' : 'nothing', status: 0 })`;

/** A module whose `run` has this body, with the program as `p`. */
function module(body: string): string {
  const file = join(emptyFolder(), 'target.mjs');
  writeFileSync(file, `export default { info: ${INFO}, run: async (p) => { ${body} } };`);
  return `module:${file}`;
}

describe('a module that', () => {
  it.each([
    ['throws at a NULL handle', `if (p.some(({ channel }) => channel === 'null')) throw 1; return ${RIGHT};`, 1],
    ['answers nothing', 'return [];', 5],
    ['answers wrongly', `return ${RIGHT};`, 1],
    ['throws at every program', 'throw new Error("no");', 1],
    ['leaves at once', 'process.exit(3);', 1],
    ['prints', `console.log("x"); return ${RIGHT};`, 5],
    ['gives numbers out of range', `return ${RIGHT}.map((one) => ({ ...one, status: 0.5 }));`, 5],
  ])('%s', async (_, body, exitCode) => {
    expect((await agree(module(body))).exitCode).toBe(exitCode);
  });
});

describe.runIf(requireTool('gcc'))('a library', () => {
  it.each([
    { source: C_EXAMPLE, flags: [] },
    { source: C_EXAMPLE, flags: ['-DFAULT_BOTH_ZERO_ACCEPTED'] },
    { source: MISBEHAVING, flags: [] },
    { source: MISBEHAVING, flags: ['-DABI=2'] },
    { source: MISBEHAVING, flags: ['-DCAPABILITIES=0'] },
    { source: MISBEHAVING, flags: ['-DCRASHES_WHEN_DESCRIBED'] },
    { source: MISBEHAVING, flags: ['-DOPENS_NOTHING'] },
  ])('$flags', async ({ source, flags }) => {
    await agree(`native:${buildLibrary('c', source, { flags })}`);
  });
});

/** Two of them say nothing to hello, and are waited for fifteen seconds; of the others, every third, and of those that go wrong in a run, every eighteenth. */
const PEERS = [
  ...AT_OPEN.filter((_, index) => index % 3 === 0),
  ...AT_RUN.filter((_, index) => index > 0 && index % 18 === 0),
]
  .map(({ peer }) => peer)
  .filter((peer) => !/^silent at hello|^hello without end/.test(peer));

describe('a peer', () => {
  it.each([...PEERS, ...HONEST])('%s', { timeout: 120_000 }, async (peer) => {
    await agree(`stdio:node '${PEER}' '${peer}'`);
  });
});

/** An adapter in Python around this loop, which answers as no implementation should, but in its shape. */
function adapter(loop: string): string {
  const parts = [
    'import json, sys',
    'print("the adapter is up", file=sys.stderr, flush=True)',
    'class Bus:',
    '    def perform(self, call):',
    '        if call["kind"] == "readReservation":',
    '            return {"reservation": {"mmioMegabytes": 0, "mmioMegabytesOptional": 0}}',
    '        return {"status": "0x00000000"} if call["kind"] in {"allocate", "setMmioMegabytes", "enable"} else {}',
  ];
  const file = join(emptyFolder(), 'adapter.py');
  writeFileSync(file, [...parts, loop].join('\n'));
  return `stdio:python3 ${file}`;
}

const ABOUT_ANSWERS: ReadonlySet<string> = new Set(WHOLE_ANSWERS.map(({ name }) => name));

/** How long the end of a process takes is up to the machine, and the channels behind this adapter answer anything. */
const wrongIn = (checks: readonly Check[]) =>
  checks.filter(
    ({ kind, name }) =>
      (kind === 'problem' || kind === 'warning') && !name.startsWith('the command ends') && !ABOUT_ANSWERS.has(name),
  );

describe.runIf(requireTool('python3'))('an adapter', () => {
  it('that the README shows has nothing wrong with it', async () => {
    const loop = /```python\n([^]*?)```/.exec(README)![1]!;
    expect(wrongIn(await catalog.doctor(adapter(loop), { deadlineMs: 5_000 }))).toEqual([]);
  });

  it('that does what a run needs and no more is usable, and its own words stand with what it leaves out', async () => {
    const loop = `
for line in sys.stdin:
    request = json.loads(line)
    result = {"protocol": 1, "name": "mine", "version": "1", "capabilities": ["reservation"]}
    if request["method"] != "hello":
        bus = Bus()
        result = {"responses": [bus.perform(call) for call in request["params"]["calls"]]}
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}), flush=True)`;
    const wrong = wrongIn(await catalog.doctor(adapter(loop), { deadlineMs: 5_000 }));
    expect(wrong.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
      'warning: an unknown method is refused, and the adapter goes on',
      'warning: calls that cannot be decoded are refused, and the adapter goes on',
    ]);
    expect(wrong[0]).toMatchObject({
      cause: expect.stringMatching(/exit code 1[^]*\nthe adapter is up\n[^]*KeyError/),
    });
  });
});
