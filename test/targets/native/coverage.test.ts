/** A library that notes its edges: what it tells, whatever becomes of its process, and where programs get that are made of what it told. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EdgesReached, mergedEdges } from '../../../harness/campaign/edges-reached.ts';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import { mergeFacts } from '../../../harness/campaign/merge.ts';
import { runWindow } from '../../../harness/execute/run-window.ts';
import { boundaryStrategy } from '../../../harness/generate/boundary.ts';
import { coverageStrategy } from '../../../harness/generate/coverage.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { DEFAULT_PROFILE } from '../../../harness/machine/automaton.ts';
import { parseProgram, printProgram } from '../../../harness/program/program.ts';
import { edgesLine } from '../../../harness/report/edge-words.ts';
import type { Program, Target } from '../../../harness/target.ts';
import { openNative } from '../../../targets/native/native.ts';
import { buildLibrary } from '../../build-library.ts';
import { emptyFolder, kmcl } from '../../cli/kmcl.ts';
import { requireTool } from '../../require-tool.ts';

const SLOW = { tags: ['slow'] };

const SOURCE = join(import.meta.dirname, 'combination-lock.c');
const NOTING = ['-O0', '-fsanitize-coverage=trace-pc', '-fno-optimize-sibling-calls'];
const DEADLINE_MS = 30_000;
const SEED = 6;

const library = (...flags: readonly string[]) => buildLibrary('c', SOURCE, { flags });

async function opened<T>(path: string, use: (target: Target) => Promise<T>, unsafeInProcess = false): Promise<T> {
  const target = await openNative(path, { deadlineMs: DEADLINE_MS, unsafeInProcess });
  try {
    return await use(target);
  } finally {
    await target.close?.();
  }
}

const ALLOCATE = 'allocate 0 server';
const FIRST = 'setMmioMegabytes 0 31 0';
const SECOND = 'setMmioMegabytes 0 1 22';
const program = (...lines: readonly string[]): Program => parseProgram(lines.join('\n'));

/** Boundary programs, and then so many of strategy coverage: what was run, and the number of the first that was judged wrong. */
async function guided(target: Target, seed: number, count: number, isGuided = true) {
  const capabilities = new Set(target.info.capabilities);
  const reached = new EdgesReached(target.edgeCounting);
  const context = { capabilities, reading: 'documented', profile: () => DEFAULT_PROFILE, seed } as const;
  const seeds = isGuided ? { seeds: () => reached.seeds } : {};
  const printed: string[] = [];
  let wrong: number | undefined;
  for (const strategy of [boundaryStrategy, coverageStrategy(count)]) {
    const programs = strategy.programs({ ...context, ...seeds });
    for await (const trace of runWindow(target, programs, { deadlineMs: DEADLINE_MS, givesUp: () => false })) {
      reached.note(trace);
      printed.push(printProgram(trace.program));
      if (judge(trace, { reading: 'documented', capabilities }).findings.length > 0) wrong ??= printed.length;
      if (wrong !== undefined) return { printed, wrong, facts: reached.facts };
    }
  }
  return { printed, wrong, facts: reached.facts };
}

describe.runIf(requireTool('gcc'))('a library that notes its edges', () => {
  const symbolsOf = (target: Target, addresses: readonly number[]) =>
    new Set(addresses.map((one) => target.edgeCounting?.edges?.find(({ address }) => address === one)?.symbol));

  test.each([{ unsafeInProcess: false }, { unsafeInProcess: true }])(
    'tells each edge once, with the program that reached it first: in process $unsafeInProcess',
    async ({ unsafeInProcess }) => {
      await opened(
        library(...NOTING),
        async (target) => {
          const { edges, reachedBy } = target.edgeCounting!;
          const reached = async (calls: Program) => {
            await target.run(calls);
            return reachedBy.call(target.edgeCounting, calls);
          };
          expect(edges!.length).toBeGreaterThan(50);
          const first = await reached(program(ALLOCATE));
          expect(symbolsOf(target, first.edges)).toContain('allocate');
          expect(symbolsOf(target, first.edges)).not.toContain('turn');
          const second = await reached(program(ALLOCATE, FIRST, ALLOCATE.replace('0', '1')));
          expect(symbolsOf(target, second.edges)).toContain('turn');
          // The last call, and what follows it, are as in the program before.
          expect(second.calls).toBe(unsafeInProcess ? 3 : 2);
          expect((await reached(program(ALLOCATE, FIRST))).edges).toEqual([]);
          const all = [...first.edges, ...second.edges];
          expect(new Set(all).size).toBe(all.length);
          expect(edges!.map(({ address }) => address)).toEqual(expect.arrayContaining(all));
        },
        unsafeInProcess,
      );
    },
  );

  test('does not count what only a crash came to, and goes on in the next process', SLOW, async () => {
    await opened(library(...NOTING, '-DCRASHES'), async (target) => {
      const reached = new EdgesReached(target.edgeCounting);
      const crash = program(ALLOCATE, FIRST, SECOND);
      const good = program(ALLOCATE, FIRST);
      const kinds: string[] = [];
      const programs = [program(ALLOCATE), crash, good, program(ALLOCATE, SECOND)];
      for await (const trace of runWindow(target, programs, { deadlineMs: DEADLINE_MS, givesUp: () => false })) {
        kinds.push(trace.end.kind);
        reached.note(trace);
      }
      expect(kinds).toEqual(['complete', 'crash', 'complete', 'complete']);
      // Reached by its beginning, which came to an end; of the call that crashed nothing is known.
      expect(reached.seeds.map(printProgram)).not.toContain(printProgram(crash));
      const left = reached.facts!.unreached!.filter(({ symbol }) => symbol === 'set_mmio_megabytes');
      expect(left.length).toBeGreaterThan(0);
    });
  });

  test('has nothing to tell where it is built without, stripped, or by another header', SLOW, async () => {
    await opened(buildLibrary('c', join(import.meta.dirname, 'misbehaving.c')), async ({ edgeCounting }) => {
      expect(edgeCounting).toBeUndefined();
    });
    const lines: string[] = [];
    for (const flags of [[], [...NOTING, '-s']]) {
      await opened(library(...flags), async (target) => {
        const reached = new EdgesReached(target.edgeCounting);
        const calls = program(ALLOCATE);
        const responses = await target.run(calls);
        reached.note({ program: calls, responses, end: { kind: 'complete' } });
        lines.push(edgesLine(reached.facts!).replace(/^[1-9]\d*/, 'some'));
      });
    }
    const unknown = 'reached; how many there are is not known: its symbols were stripped, or it has none';
    expect(lines).toEqual([`0 ${unknown}`, `some ${unknown}`]);
    await expect(openNative(library('-DOTHER_SIZE'), { deadlineMs: DEADLINE_MS })).rejects.toThrow(
      'gives a size of 8, and kmcl_reached has',
    );
  });

  test('is got through four conditions that nest, each passed by chance once in 40 times', SLOW, async () => {
    await opened(library(...NOTING), async (target) => {
      const { wrong, printed, facts } = await guided(target, SEED, 20_000);
      expect(wrong).toBeGreaterThan(1_000);
      expect(facts!.unreached!.filter(({ symbol }) => symbol === 'turn').length).toBeLessThan(3);
      const again = await opened(library(...NOTING), (other) => guided(other, SEED, 20_000));
      expect(again.printed).toEqual(printed);
    });
  });

  test('is not got through them by as many programs that nothing guides', SLOW, async () => {
    await opened(library(...NOTING), async (target) => {
      expect((await guided(target, SEED, 20_000, false)).wrong).toBeUndefined();
    });
  });

  test('has its edges in the terminal, in the report and in the parts of a run', SLOW, async () => {
    const cwd = emptyFolder();
    const target = `native:${library(...NOTING)}`;
    const ended = await kmcl(['run', '--target', target, '--tier', 'smoke', '--seed', '1', '--out', 'out'], { cwd });
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toMatch(
      /^edges +\d+ of \d+ reached by programs that came to an end; not reached: turn \d+, /m,
    );
    expect(ended.stdout).toMatch(/^look up +addr2line -fpe \S+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+$/m);
    const { edges } = JSON.parse(readFileSync(join(cwd, 'out/report.json'), 'utf8'));
    const parts = [0, 1].map((index) =>
      opened(library(...NOTING), (part) => runCampaign(part, { tier: 'smoke', seed: 1, shard: { index, count: 2 } })),
    );
    const merged = mergeFacts(await Promise.all(parts)).edges;
    expect(merged).toEqual(edges);
  });

  test('notes them in C++ too', SLOW, async () => {
    const flags = [...NOTING.slice(1), '-DKMCL_TARGET_COVERAGE'];
    const source = join(import.meta.dirname, '../../../targets/examples/cpp/channel.cpp');
    await opened(buildLibrary('cpp', source, { flags }), async (target) => {
      const calls = program(ALLOCATE, FIRST);
      await target.run(calls);
      const { edges, calls: needed } = target.edgeCounting!.reachedBy(calls);
      expect(symbolsOf(target, edges).size).toBeGreaterThan(3);
      expect(needed).toBe(2);
    });
  });
});

test.runIf(requireTool('cargo'))('a library in Rust notes its edges by one line and a flag', SLOW, async () => {
  const cwd = emptyFolder();
  const folder = join(import.meta.dirname, '../../../targets');
  const manifest = (name: string) => readFileSync(join(folder, name), 'utf8');
  const kit = `kmcl-target = { path = ${JSON.stringify(join(folder, 'kits/rust'))}, features = ["coverage"] }`;
  const cargo = manifest('examples/rust/Cargo.toml').replace(/^kmcl-target = .*$/m, kit);
  writeFileSync(join(cwd, 'Cargo.toml'), cargo.replace(/\[\[bin\]\]\n(?:.+\n)+/, ''));
  writeFileSync(join(cwd, 'channel.rs'), `${manifest('examples/rust/channel.rs')}\nkmcl_target::coverage!();\n`);
  const level = ['-sanitizer-coverage-level=3', '-sanitizer-coverage-trace-pc-guard'];
  const RUSTFLAGS = ['-Cpasses=sancov-module', ...level.map((word) => `-Cllvm-args=${word}`)].join(' ');
  const env = { ...process.env, RUSTFLAGS };
  execFileSync('cargo', ['build', '--release', '--offline', '--quiet'], { cwd, env, stdio: 'pipe' });
  await opened(join(cwd, 'target/release/libchannel.so'), async (target) => {
    const calls = program(ALLOCATE, FIRST);
    await target.run(calls);
    const { edges, reachedBy } = target.edgeCounting!;
    const reached = reachedBy.call(target.edgeCounting, calls);
    expect(reached.edges.length).toBeGreaterThan(5);
    expect(edges!.map(({ address }) => address)).toEqual(expect.arrayContaining([...reached.edges]));
    expect(reached.calls).toBe(0);
  });
});

test('parts of which one tells nothing, or tells of another library, tell nothing together', () => {
  const some = { reached: 2, unreached: [{ address: 1 }, { address: 2 }] };
  const other = { reached: 3, unreached: [{ address: 2, symbol: 'f' }] };
  expect(mergedEdges([some, other])).toEqual({ reached: 3, unreached: [{ address: 2 }] });
  expect(mergedEdges([some, undefined])).toBeUndefined();
  expect(mergedEdges([undefined, some])).toBeUndefined();
  expect(mergedEdges([some, { reached: 2, unreached: [] }])).toBeUndefined();
  expect(mergedEdges([some, { reached: 2 }])).toBeUndefined();
});
