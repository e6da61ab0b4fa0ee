/** The example adapters conform, are short, and are found out when broken on purpose. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import { gate } from '../../../harness/verdict/gate.ts';
import type { Tier } from '../../../harness/generate/tier.ts';
import { catalog } from '../../../targets/catalog.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { requireTool } from '../../require-tool.ts';
import { exampleCopies } from './example-copies.ts';

/** An example adapter, the tools that it needs, how it is started, and a line of it to break on purpose. */
interface Example {
  readonly file: string;
  readonly tools: readonly string[];
  /** Where the protocol is done for it; without one it does that itself. */
  readonly kit?: string;
  /** Builds it beside itself where that is needed, and gives the command. */
  readonly command: (file: string) => string;
  readonly line: string;
  readonly broken: string;
  /** What the broken line does, the clause that objects and the shortest program that shows it, in calls. */
  readonly mistake: string;
  readonly clause: string;
  readonly calls: number;
}

const build = (file: string, command: string, ...words: readonly string[]) =>
  execFileSync(command, words, { stdio: 'pipe', cwd: dirname(file) });

const EXAMPLES: readonly Example[] = [
  {
    file: 'python/adapter.py',
    tools: ['python3'],
    kit: 'python/kmcl_target.py',
    command: (file) => `python3 ${file}`,
    mistake: 'takes both amounts to be needed',
    line: 'if required == 0 and optional == 0:',
    broken: 'if required == 0 or optional == 0:',
    clause: 'accept.required',
    calls: 2,
  },
  {
    file: 'node/adapter.mjs',
    tools: ['node'],
    command: (file) => `node ${file}`,
    mistake: 'swaps the two amounts in the offer message',
    line: 'message.writeUInt16LE(mmioMegabytes, OFFER.mmioMegabytes);',
    broken: 'message.writeUInt16LE(mmioMegabytesOptional, OFFER.mmioMegabytes);',
    clause: 'offer.bytes',
    calls: 4,
  },
  {
    file: 'go/adapter.go',
    tools: ['go'],
    kit: 'go/kmcltarget.go',
    command(file) {
      build(file, 'go', 'build', '-o', 'adapter', '.');
      return join(dirname(file), 'adapter');
    },
    mistake: 'takes the call while the offer is out',
    line: 'c.phase != configurable:',
    broken: 'c.phase > live:',
    clause: 'refuse.enabled',
    calls: 3,
  },
  {
    file: 'java/Adapter.java',
    tools: ['javac'],
    kit: 'java/src/main/java/KmclTarget.java',
    command(file) {
      build(file, 'javac', '-d', 'classes', 'Adapter.java', '../../kits/java/src/main/java/KmclTarget.java');
      return `java -cp ${join(dirname(file), 'classes')} Adapter`;
    },
    mistake: 'gives the wrong one of two statuses that look alike',
    line: 'if (wanted.equals(NONE)) return INVALID_PARAMETER;',
    broken: 'if (wanted.equals(NONE)) return INVALID_PARAMETER_1;',
    clause: 'refuse.both-zero',
    calls: 2,
  },
  {
    file: 'rust/channel.rs',
    tools: ['cargo'],
    kit: 'rust/src/serve.rs',
    command(file) {
      build(file, 'cargo', 'build', '--release', '--offline', '--quiet');
      return join(dirname(file), 'target/release/adapter');
    },
    mistake: 'gives a size in megabytes',
    line: 'u64::from(channel.held.0) << 20',
    broken: 'u64::from(channel.held.0)',
    clause: 'space.required',
    calls: 5,
  },
  {
    file: 'c-stdio/adapter.c',
    tools: ['gcc'],
    command(file) {
      build(file, 'gcc', ...'-std=c99 -O1 -Wall -Wextra -Werror adapter.c -o adapter'.split(' '));
      return join(dirname(file), 'adapter');
    },
    mistake: 'keeps eight bits of the optional amount',
    line: 'channel->mmio_megabytes_optional = optional;',
    broken: 'channel->mmio_megabytes_optional = (uint8_t)optional;',
    clause: 'held.set',
    calls: 3,
  },
];

/** The one that runs on every change: it needs nothing but Node. */
const QUICK = 'node/adapter.mjs';
/** The one that is tried by the whole of tier ci, which takes its time over a pipe. */
const LONG = 'python/adapter.py';
const FOLDER = fileURLToPath(new URL('../../../targets/examples/', import.meta.url));
const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

async function campaign(command: string, tier: Tier) {
  const target = await openRemote(`stdio:${command}`, { deadlineMs: 5000 });
  try {
    const facts = await runCampaign(target, {
      tier,
      reading: 'documented',
      seed: 1,
      selects: () => true,
      deadlineMs: 5000,
      corpus: [],
    });
    const { verdict, gate: decided, clauses } = gate(facts);
    return { counterexamples: facts.counterexamples, kind: verdict.kind, exitCode: decided.exitCode, clauses };
  } finally {
    await target.close();
  }
}

describe.each(EXAMPLES)('$file', ({ file, tools, kit, command, line, broken, mistake, clause, calls }) => {
  const path = join(FOLDER, file);

  test('is at most 120 lines, at most 60 of them for the protocol, or 60 in all on a kit of 200', () => {
    const lines = linesOf(path);
    if (kit !== undefined) {
      expect(lines.length).toBeLessThanOrEqual(60);
      expect(linesOf(join(FOLDER, '../kits', kit)).length).toBeLessThanOrEqual(200);
      return;
    }
    expect(lines.length).toBeLessThanOrEqual(120);
    const protocol = lines.findIndex((each) => each.includes('The protocol: '));
    expect(protocol).toBeGreaterThan(0);
    expect(lines.length - protocol).toBeLessThanOrEqual(60);
  });

  const tags = file === QUICK ? [] : ['slow'];
  describe.skipIf(!tools.every((tool) => requireTool(tool, tool === 'go' ? 'version' : '--version')))(
    'running',
    { tags },
    () => {
      test('conforms, and is in good health', { tags: ['slow'] }, async () => {
        const started = command(join(exampleCopies(), file));
        const { kind, exitCode, clauses } = await campaign(started, file === LONG ? 'ci' : 'smoke');
        expect([kind, exitCode]).toEqual(['conforms', 0]);
        expect(clauses.filter(({ outcome }) => outcome === 'not-verified')).toEqual([]);
        const checks = await catalog.doctor(`stdio:${started}`, { deadlineMs: 60_000 });
        expect(checks.filter((check) => check.kind === 'problem')).toEqual([]);
      });

      test(`broken on purpose, it ${mistake}: that is found`, async () => {
        const copy = join(exampleCopies(), file);
        const source = readFileSync(copy, 'utf8');
        expect(source.split(line).length, 'the line to break stands there once').toBe(2);
        writeFileSync(copy, source.replace(line, broken));
        const { exitCode, counterexamples } = await campaign(command(copy), 'smoke');
        expect(exitCode).toBe(1);
        const found = counterexamples.map((each) => ({
          clause: 'finding' in each ? each.finding.clause : each.kind,
          calls: each.minimized.program.length,
          certificate: each.minimized.certificate,
        }));
        expect(found).toContainEqual({ clause, calls, certificate: 'globally shortest' });
      });
    },
  );
});
