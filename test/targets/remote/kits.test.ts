/**
 * What each kit does beside the protocol: it refuses what it cannot decode, keeps what is printed off the wire, tells a crash and goes
 * on, and listens. The examples on the kits are tried in examples.test.ts, the stubs of init on them in cli/init.test.ts.
 *
 * @module-tag slow
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRemote } from '../../../targets/remote/remote.ts';
import { requireTool } from '../../require-tool.ts';
import { exampleCopies } from './example-copies.ts';

interface Kit {
  readonly language: string;
  readonly tool: string;
  readonly file: string;
  readonly build: readonly string[];
  readonly command: readonly string[];
  /** In the example: what is printed where a channel is enabled, what is thrown where it is disabled, and a room of 512 MB. */
  readonly edits: readonly (readonly [string, string])[];
}

const KITS: readonly Kit[] = [
  {
    language: 'python',
    tool: 'python3',
    file: 'adapter.py',
    build: ['true'],
    command: ['python3', 'adapter.py'],
    edits: [
      [
        'channel.state, channel.offered = "offered"',
        'print("noise")\n        channel.state, channel.offered = "offered"',
      ],
      ['channel.state, channel.offered = "disabled", None', 'raise RuntimeError("boom")'],
      ['    allocated = 0\n', '    allocated, room_megabytes = 0, 512\n'],
    ],
  },
  {
    language: 'go',
    tool: 'go',
    file: 'adapter.go',
    build: ['go', 'build', '-o', 'adapter', '.'],
    command: ['./adapter'],
    edits: [
      ['import "kmcltarget"', 'import (\n\t"fmt"\n\t"kmcltarget"\n)'],
      ['	c.(*channel).phase, c.', '	fmt.Println("noise")\n	c.(*channel).phase, c.'],
      ['{ c.(*channel).phase = shut }', '{ panic("boom") }'],
      ['	kmcltarget.Serve(', '	kmcltarget.RoomMegabytes = 512\n	kmcltarget.Serve('],
    ],
  },
  {
    language: 'java',
    tool: 'javac',
    file: 'Adapter.java',
    build: ['javac', '-d', 'classes', 'Adapter.java', '../../kits/java/src/main/java/KmclTarget.java'],
    command: ['java', '-cp', 'classes', 'Adapter'],
    edits: [
      [
        '((Channel) handle).phase = Phase.OFFERED;',
        'System.out.println("noise"); ((Channel) handle).phase = Phase.OFFERED;',
      ],
      ['((Channel) handle).phase = Phase.DISABLED;', 'throw new IllegalStateException("boom");'],
      ['        serve(', '        roomMegabytes = 512;\n        serve('],
    ],
  },
  {
    language: 'rust',
    tool: 'cargo',
    file: 'channel.rs',
    // Where a panic unwinds it is told, and the next run goes on.
    build: ['cargo', 'build', '--offline', '--quiet'],
    command: ['target/debug/adapter'],
    edits: [
      ['channel.state = State::Enabled', 'println!("noise"); channel.state = State::Enabled'],
      ['{ Ok(channel.state = State::Disabled) }', '{ panic!("boom") }'],
      ["    const VERSION: &'static str", "    const ROOM_MEGABYTES: u64 = 512;\n    const VERSION: &'static str"],
    ],
  },
];

const line = (id: unknown, method: string, params?: unknown) => JSON.stringify({ jsonrpc: '2.0', id, method, params });
const run = (...calls: readonly unknown[]) => line(calls.length, 'run', { calls });
const ALLOCATE = { kind: 'allocate', channel: 0, endpoint: 'server' };
const set = (more: object) => ({
  kind: 'setMmioMegabytes',
  channel: 0,
  mmioMegabytes: 1,
  mmioMegabytesOptional: 0,
  ...more,
});
const on = (kind: string) => ({ kind, channel: 0 });

/** What is no request that is known, and the code of the error that says so. */
const REFUSED: readonly (readonly [string, number])[] = [
  [line(1, 'dance'), -32601],
  [line(1, 'run', {}), -32602],
  [line(1, 'run', { calls: 'all' }), -32602],
  [run(1), -32602],
  [run({ ...ALLOCATE, channel: 16 }), -32602],
  [run({ ...ALLOCATE, channel: 'null' }), -32602],
  [run({ ...ALLOCATE, endpoint: 'both' }), -32602],
  [run(ALLOCATE, set({ mmioMegabytes: 65_536 })), -32602],
  [run(ALLOCATE, set({ mmioMegabytes: -1 })), -32602],
  [run(ALLOCATE, { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes: 1 }), -32602],
  [run(ALLOCATE, on('fly')), -32602],
];

describe.each(KITS)('the kit for $language', ({ language, tool, file, build, command, edits }) => {
  const isHere = requireTool(tool, tool === 'go' ? 'version' : '--version');
  let folder = '';
  beforeAll(() => {
    if (!isHere) return;
    folder = join(exampleCopies(), language);
    let source = readFileSync(join(folder, file), 'utf8');
    for (const [from, to] of edits) {
      expect(source.split(from).length, `${from} stands there once`).toBe(2);
      source = source.replace(from, () => to);
    }
    writeFileSync(join(folder, file), source);
    execFileSync(build[0]!, build.slice(1), { cwd: folder, stdio: 'pipe' });
  });

  const [program = '', ...words] = command;
  function answersTo(lines: readonly string[], ...flags: readonly string[]) {
    const { stdout, stderr } = spawnSync(program, [...words, ...flags], {
      cwd: folder,
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
    });
    return {
      stderr,
      answers: stdout
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text)),
    };
  }

  it.runIf(isHere)('refuses what it cannot decode, and goes on', () => {
    const { answers } = answersTo([...REFUSED.map(([text]) => text), 'no JSON', run(ALLOCATE)]);
    expect(answers.slice(0, REFUSED.length).map(({ error }) => error?.code)).toEqual(REFUSED.map(([, code]) => code));
    expect(answers.at(-2)).toHaveProperty('error');
    expect(answers.at(-1)).toMatchObject({ id: 1, result: { responses: [{ status: '0x00000000' }] } });
  });

  it.runIf(isHere)('states its room', () => {
    expect(answersTo([line(1, 'hello', { protocol: 1, suite: 'any' })]).answers).toMatchObject([
      { id: 1, result: { protocol: 1, roomMegabytes: 512 } },
    ]);
  });

  it.runIf(isHere)('keeps what is printed off the wire, and tells a crash with what was answered before it', () => {
    const { answers, stderr } = answersTo([run(ALLOCATE, on('enable'), on('disable')), run(ALLOCATE)]);
    expect(answers[0]).toMatchObject({ id: 3, error: { code: -32_000, data: { kind: 'crash', answered: 2 } } });
    expect(answers[1]).toMatchObject({ id: 1, result: { responses: [{ status: '0x00000000' }] } });
    expect(stderr).toContain('noise');
    expect(stderr).toContain('boom');
  });

  it.runIf(isHere)('listens, for several connections', async () => {
    const child = spawn(program, [...words, '--listen', '127.0.0.1:0'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const port = await new Promise<string>((resolve) => {
      let text = '';
      child.stderr.on('data', (piece: Buffer) => {
        const told = /listening on .*:(\d+)/.exec((text += piece));
        if (told) resolve(told[1]!);
      });
    });
    try {
      const targets = [1, 2].map(() => openRemote(`tcp://127.0.0.1:${port}`, { deadlineMs: 10_000 }));
      for (const target of await Promise.all(targets)) {
        const responses = await target.run([
          { kind: 'setMmioMegabytes', channel: 'null', mmioMegabytes: 1, mmioMegabytesOptional: 0 },
        ]);
        expect(responses).toEqual([{ kind: 'status', status: 0xc00000ef }]);
        await target.close();
      }
    } finally {
      child.kill();
    }
  });

  it.runIf(isHere && language === 'python')('loses one run where a process of its own dies', () => {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('raise RuntimeError("boom")', 'os.abort()'));
    const { answers } = answersTo([run(ALLOCATE, on('enable'), on('disable')), run(ALLOCATE)], '--fork');
    expect(answers[0]).toMatchObject({
      error: { message: 'the run ended with signal 6', data: { kind: 'crash', answered: 2 } },
    });
    expect(answers[1]).toMatchObject({ result: { responses: [{ status: '0x00000000' }] } });
  });
});
