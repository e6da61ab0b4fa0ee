/**
 * `serve` as a process of its own, met by the command line at the other end.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { buildLibrary } from '../build-library.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, kmcl, MAIN } from './kmcl.ts';

const PROGRAM = fileURLToPath(new URL('./program.kmcl', import.meta.url));
const C_EXAMPLE = fileURLToPath(new URL('../../targets/examples/c/channel.c', import.meta.url));

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

interface Serving {
  readonly address: string;
  /** Asks it to end, and gives its exit code. */
  end(): Promise<number | null>;
}

/** The reference, where the words name no target. */
function onTarget(words: readonly string[]): readonly string[] {
  return words.includes('--target') ? words : ['--target', 'reference', ...words];
}

/** The address is the last word of the one line that it prints on standard output. */
function serve(words: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Serving> {
  const env = { ...process.env, ...options.env };
  const started = spawn(process.execPath, [MAIN, 'serve', ...onTarget(words)], {
    cwd: options.cwd ?? emptyFolder(),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  const closed = new Promise<number | null>((done) => started.on('close', done));
  const end = () => {
    started.kill('SIGTERM');
    return closed;
  };
  return new Promise((resolve, reject) => {
    started.stdout.once('data', (line: Buffer) => {
      resolve({ address: String(/^serving .* on (\S+)\n$/.exec(line.toString())?.[1]), end });
    });
    void closed.then((code) => reject(new Error(`serve ended with ${code}`)));
  });
}

const smoke = (target: string, words: readonly string[] = [], options = {}) =>
  kmcl(['run', '--target', target, '--tier', 'smoke', '--seed', '1', ...words], options);

describe('a campaign against serve comes to the same as one in process', () => {
  it.each([['tcp://127.0.0.1:0', 'reference:fault=both-zero-accepted', 1]] as const)('on %s, %s: exit %i', sameOutcome);

  it.each([
    ['tcp://127.0.0.1:0', 'reference', 0],
    ['unix:./kmcl.sock', 'reference', 0],
    ['http://127.0.0.1:0/', 'reference', 0],
  ])('on %s, %s: exit %i', { tags: ['slow'] }, sameOutcome);

  async function sameOutcome(listen: string, target: string, exit: number): Promise<void> {
    const cwd = emptyFolder();
    const { address, end } = await serve(['--target', target, '--listen', listen], { cwd });
    const [remote, local] = [await smoke(address, [], { cwd }), await smoke(target)];
    const clauses = (text: string) => text.match(/^(pass|fail|deviation|not-\w+|choice) .*$/gm);
    expect(clauses(remote.stdout)).toEqual(clauses(local.stdout));
    expect(remote.exitCode).toBe(exit);
    expect(await end()).toBe(0);
  }

  it('over standard input and output, which end it', { tags: ['slow'] }, async () => {
    const { exitCode, stdout } = await smoke(
      `stdio:'${process.execPath}' '${MAIN}' serve --target reference --listen stdio:`,
    );
    expect(stdout).toMatch(/^CONFORMS/m);
    expect(exitCode).toBe(0);
  });
});

it.runIf(requireTool('gcc'))(
  'serves a library, and its crash is a crash at the other end',
  { tags: ['slow'] },
  async () => {
    const library = buildLibrary('c', fileURLToPath(new URL('../targets/native/misbehaving.c', import.meta.url)), {
      flags: ['-DMISDEED=SEGFAULT'],
    });
    const { address, end } = await serve(['--target', `native:${library}`, '--listen', 'tcp://127.0.0.1:0']);
    const { exitCode, stdout } = await smoke(address);
    expect(stdout).toMatch(/^CRASH[^]*SIGSEGV/m);
    expect(exitCode).toBe(1);
    expect(await end()).toBe(0);
  },
);

it.runIf(requireTool('gcc'))('serves a library that conforms', { tags: ['slow'] }, async () => {
  const target = `native:${buildLibrary('c', C_EXAMPLE)}`;
  const { address, end } = await serve(['--target', target, '--listen', 'tcp://127.0.0.1:0']);
  expect((await smoke(address, ['--connections', '2'])).exitCode).toBe(0);
  expect(await end()).toBe(0);
});

describe('a limit', () => {
  it('on the calls of a program', { tags: ['slow'] }, async () => {
    const { address } = await serve(['--listen', 'tcp://127.0.0.1:0', '--calls-max', '2']);
    const { exitCode, stdout } = await smoke(address);
    expect(stdout).toMatch(/^ADAPTER FAULT[^]*a program has at most 2 here/m);
    expect(exitCode).toBe(5);
  });

  it('on the time that a client may take to say hello', { tags: ['slow'] }, async () => {
    const { address } = await serve(['--listen', 'tcp://127.0.0.1:0', '--hello-ms', '1000']);
    const socket = connect(Number(address.split(':').at(-1)), '127.0.0.1');
    await new Promise((closed) => socket.on('close', closed).resume());
    expect((await kmcl(['replay', PROGRAM, '--target', address])).exitCode).toBe(0);
  });
});

describe('a token', () => {
  it.each([
    ['the right one', 'secret-1', 0, /^PASS/m],
    ['a wrong one', 'secret-2', 5, /401/],
  ])('%s', async (_, token, exit, words) => {
    const listen = ['--listen', 'http://127.0.0.1:0/', '--token-variable', 'TOKEN'];
    const { address } = await serve(listen, { env: { TOKEN: 'secret-1' } });
    const asked = ['replay', PROGRAM, '--target', address, '--token-variable', 'TOKEN'];
    const ended = await kmcl(asked, { env: { TOKEN: token } });
    expect(ended.stdout + ended.stderr).toMatch(words);
    expect(ended.stdout + ended.stderr).not.toContain('secret');
    expect(ended.exitCode).toBe(exit);
  });
});

describe('what cannot be served', () => {
  it.each([
    ['no address', [], 4, /required option '--listen/],
    ['a misspelt one', ['--listen', 'tcp://x'], 4, /needs a host and a port/],
    ['a command', ['--listen', 'stdio:cat'], 4, /serve listens on stdio: without a command/],
    ['open to everybody', ['--listen', 'tcp://0.0.0.0:0'], 4, /open to everybody there; use tls:/],
    ['open to everybody over HTTP', ['--listen', 'http://0.0.0.0:0/'], 4, /is not loopback: it needs a token/],
    ['TLS without a certificate', ['--listen', 'tls://127.0.0.1:0'], 4, /TLS needs a certificate and its key/],
    [
      'a certificate without TLS',
      ['--listen', 'tcp://127.0.0.1:0', '--cert', 'c', '--key', 'k'],
      4,
      /means nothing on tcp/,
    ],
    ['no certificate file', ['--listen', 'tls://127.0.0.1:0', '--cert', 'c', '--key', 'k'], 4, /c cannot be read/],
    [
      'a token without HTTP',
      ['--listen', 'tcp://127.0.0.1:0', '--token-variable', 'T'],
      4,
      /a token means nothing on tcp/,
    ],
    ['a token that is not set', ['--listen', 'http://127.0.0.1:0/', '--token-variable', 'NONE'], 4, /NONE.*is not set/],
    ['a place that there is not', ['--listen', `unix:${join('/nowhere', 'kmcl.sock')}`], 4, /cannot listen/],
    ['a target that there is not', ['--listen', 'stdio:', '--target', 'native:./none.so'], 5, /there is no file/],
  ])('%s', async (_, words, exit, message) => {
    const { exitCode, stderr } = await kmcl(['serve', ...onTarget(words)]);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(exit);
  });
});

it('emits a saved program as an adapter reads it', async () => {
  const { exitCode, stdout } = await kmcl(['emit', PROGRAM]);
  expect(stdout).toMatchInlineSnapshot(`
    "{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1,"suite":"kmcl-conformance 0.2.0"}}
    {"jsonrpc":"2.0","id":2,"method":"run","params":{"calls":[{"kind":"allocate","channel":0,"endpoint":"server"},{"kind":"setMmioMegabytes","channel":0,"mmioMegabytes":8,"mmioMegabytesOptional":0},{"kind":"readReservation","channel":0}]}}
    "
  `);
  expect(exitCode).toBe(0);
  expect((await kmcl(['emit', 'nowhere.kmcl'])).exitCode).toBe(4);
});
