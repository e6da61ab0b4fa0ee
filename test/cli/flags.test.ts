/**
 * The flags that say how a target is reached: what each does, and that none is ignored.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { reference } from '../../targets/reference/reference.ts';
import { serve } from '../../targets/remote/serve/serve.ts';
import type { ServeOptions } from '../../targets/remote/serve/serve.ts';
import { buildLibrary } from '../build-library.ts';
import { requireTool } from '../require-tool.ts';
import { makeCertificates } from '../targets/remote/make-certificates.ts';
import { emptyFolder, kmcl } from './kmcl.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const PROGRAM = path('./program.kmcl');
const ADAPTER = `stdio:node '${path('../../targets/examples/node/adapter.mjs')}'`;
const MISBEHAVING = path('../targets/native/misbehaving.c');

const run = (target: string, words: readonly string[] = [], options = {}) =>
  kmcl(['run', '--target', target, '--tier', 'smoke', ...words], options);

describe('a flag that means nothing for the target is bad usage', () => {
  it.each([
    ['reference', ['--connections', '2'], '--connections means nothing for a target of kind reference'],
    ['module:./m.ts', ['--record', 'f'], '--record means nothing for a target of kind module'],
    ['native:./c.so', ['--ca', 'ca.pem'], '--ca means nothing for a target of kind native'],
    ['tcp://127.0.0.1:1', ['--cert', 'c', '--key', 'k'], '--cert means nothing for a target of kind tcp'],
    ['unix:./s', ['--server-name', 'n'], '--server-name means nothing for a target of kind unix'],
    ['tls://127.0.0.1:1', ['--token-variable', 'T'], '--token-variable means nothing for a target of kind tls'],
    ['stdio:cat', ['--sanitizer', 'asan'], '--sanitizer means nothing for a target of kind stdio'],
    ['tls://127.0.0.1:1', ['--cert', 'c'], '--cert and --key go together'],
    ['tcp://127.0.0.1:1', ['--memory-megabytes', '9'], '--memory-megabytes means nothing for a target of kind tcp'],
    ['native:./c.so', ['--sanitizer', 'lsan'], 'Allowed choices are asan'],
    ['tcp://127.0.0.1:1', ['--connections', '0'], 'whole number from 1 to 256'],
  ])('%s %s', isBadUsage);

  // In this process stands for a process of its own, which the command starts.
  it.each([
    ['http://127.0.0.1:1/', ['--unsafe-in-process'], '--unsafe-in-process means nothing for a target of kind http'],
    ['native:./c.so', ['--sanitizer', 'asan', '--unsafe-in-process'], 'leave out --sanitizer or --unsafe-in-process'],
    ['native:./c.so', ['--memory-megabytes', '9', '--unsafe-in-process'], 'in this process no limit holds'],
  ])('%s %s', { tags: ['slow'] }, isBadUsage);

  async function isBadUsage(target: string, words: readonly string[], message: string): Promise<void> {
    for (const command of ['run', 'doctor']) {
      const { exitCode, stdout, stderr } = await kmcl([command, '--target', target, ...words]);
      expect(stderr).toContain(message);
      expect(stdout).toBe('');
      expect(exitCode).toBe(4);
    }
  }
});

describe('an address that is none is bad usage', () => {
  it.each([
    ['tcp://127.0.0.1', 'needs a host and a port'],
    ['tcp://127.0.0.1:99999', 'needs a host and a port'],
    ['tls://:7007', 'needs a host and a port'],
    ['tcp:/127.0.0.1:7007', 'is no address'],
    ['http://', 'needs a URL'],
    ['https://user:word@127.0.0.1/', 'no password in the URL'],
    ['stdio: ', 'a command after stdio:'],
    ['unix:', 'unknown target'],
  ])('%s', async (target, message) => {
    const { exitCode, stderr } = await kmcl(['replay', PROGRAM, '--target', target]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('word@');
    expect(exitCode).toBe(4);
  });
});

describe.runIf(requireTool('openssl'))('TLS', () => {
  const made = makeCertificates();
  afterAll(() => rmSync(made.folder, { recursive: true }));
  const ca = ['--ca', made.ca.certFile];
  const own = (pair: { certFile: string; keyFile: string }) => ['--cert', pair.certFile, '--key', pair.keyFile];
  const clients = { clientCaFile: made.ca.certFile };

  it.each<[string, Partial<ServeOptions>, readonly string[], number, RegExp]>([
    ['a CA that is trusted', made.server, ca, 0, /^PASS/],
    ['a name given', made.otherName, [...ca, '--server-name', 'elsewhere.test'], 0, /^PASS/],
    ['a client certificate', { ...made.server, ...clients }, [...ca, ...own(made.client)], 0, /^PASS/],
    ['no CA', made.server, [], 5, /another CA than the one given|not trusted/],
    ['a wrong CA', made.server, ['--ca', made.foreignCa.certFile], 5, /another CA than the one given; check the CA/],
    ['an expired certificate', made.expired, ca, 5, /has expired; have it made anew/],
    ['another name', made.otherName, ca, 5, /for another name; connect by that name/],
    ['no client certificate', { ...made.server, ...clients }, ca, 5, /demands a client certificate/],
    ['a foreign one', { ...made.server, ...clients }, [...ca, ...own(made.foreignCa)], 5, /does not trust the client/],
    ['no such file', made.server, ['--ca', '/no/such.pem'], 5, /the ca file cannot be read/],
  ])('%s', async (_, served, words, exit, message) => {
    for (const scheme of ['tls', 'https']) {
      const listen = `${scheme}://127.0.0.1:0${scheme === 'tls' ? '' : '/'}`;
      const { address, drain } = await serve(reference(), { listen, announce: () => undefined, ...served });
      const { exitCode, stdout, stderr } = await kmcl(['replay', PROGRAM, '--target', address, ...words]);
      await drain();
      expect(exit === 0 ? stdout.split('\n').at(-2) : stderr).toMatch(message);
      expect(exitCode).toBe(exit);
    }
  });
});

describe('a remote target', () => {
  it('answers over several connections, and all traffic is recorded', async () => {
    const cwd = emptyFolder();
    const { exitCode } = await run(ADAPTER, ['--connections', '3', '--record', 'traffic.ndjson'], { cwd });
    expect(exitCode).toBe(0);
    const lines = readFileSync(join(cwd, 'traffic.ndjson'), 'utf8').trim().split('\n');
    const links = new Set(lines.map((line) => JSON.parse(line).link));
    expect(links.size).toBe(3);
  });

  it('whose command ends once and not again has failed, and is told as unrepeated', { tags: ['slow'] }, async () => {
    const adapter = ADAPTER.slice('stdio:'.length);
    const once = `[ -e once ] || { touch once; sed -u 5q | ${adapter}; exit; }; exec ${adapter}`;
    const { exitCode, stdout } = await run(`stdio:${once}`);
    expect(stdout).toMatch(/^unrepeated {2}1 crash, not repeated: the command ended: exit code 0$/m);
    expect(stdout).toMatch(/^DOES NOT CONFORM: the target crashed$/m);
    expect(exitCode).toBe(1);
  });
});

describe.runIf(requireTool('gcc'))('a native target', () => {
  it('runs in this process where that is asked for', { tags: ['slow'] }, async () => {
    const { exitCode, stdout } = await run(`native:${buildLibrary('c', MISBEHAVING)}`, ['--unsafe-in-process']);
    expect(stdout).toMatch(/^CONFORMS/m);
    expect(exitCode).toBe(0);
  });

  it('overflows unseen by itself, and is found out under the sanitizer: replay', { tags: ['slow'] }, () =>
    overflows(['replay', PROGRAM]),
  );
  it('overflows unseen by itself, and is found out under the sanitizer: run', { tags: ['slow'] }, () =>
    overflows(['run', '--tier', 'smoke', '--fail-fast']),
  );

  async function overflows(command: readonly string[]): Promise<void> {
    const flags = ['-DMISDEED=HEAP_OVERFLOW'];
    const on = (target: string, ...words: readonly string[]) => kmcl([...command, '--target', target, ...words]);
    expect((await on(`native:${buildLibrary('c', MISBEHAVING, { flags })}`)).exitCode).toBe(0);
    const guarded = `native:${buildLibrary('c', MISBEHAVING, { flags: [...flags, '-fsanitize=address'] })}`;
    const { exitCode, stdout } = await on(guarded, '--sanitizer', 'asan');
    expect(stdout).toMatch(/^CRASH[^]*AddressSanitizer: heap-buffer-overflow/m);
    expect(exitCode).toBe(1);
    const without = await on(guarded);
    expect(without.stderr).toContain('was built with AddressSanitizer: add --sanitizer asan');
    expect(without.exitCode).toBe(5);
  }
});
