/**
 * Every way to name a target on the command line. What reaches one is loaded when it is asked for, not before.
 */
import type { TargetCatalog } from '../harness/cli/target-catalog.ts';
import { UsageError } from '../harness/cli/usage-error.ts';
import type { OpenOptions, Target } from '../harness/target.ts';

type Open = (rest: string, options: OpenOptions) => Promise<Target>;

const SCHEMES: Readonly<Record<string, Open>> = {
  reference: async (rest) => {
    const { parseReference, reference } = await import('./reference/reference.ts');
    try {
      return reference(parseReference(rest));
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  },
  native: async (path, options) => (await import('./native/native.ts')).openNative(path, options),
  module: async (path, options) => (await import('./module/module.ts')).openModule(path, options),
  ...Object.fromEntries(['stdio', 'tcp', 'tls', 'unix', 'http', 'https'].map((scheme) => [scheme, remote(scheme)])),
};

function remote(scheme: string): Open {
  return async (rest, options) => (await import('./remote/remote.ts')).openRemote(`${scheme}:${rest}`, options);
}

export const catalog: TargetCatalog = {
  spellings: [
    'reference[:fault=NAME]',
    'native:PATH',
    'module:PATH',
    'stdio:COMMAND',
    'tcp://HOST:PORT',
    'tls://HOST:PORT',
    'unix:PATH',
    'http(s)://HOST:PORT/PATH',
  ],
  async open(name, options) {
    const [, scheme = name, rest = ''] = /^([a-z]+):(.*)$/s.exec(name) ?? [];
    const open = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
    if (open === undefined || (rest === '' && scheme !== 'reference')) {
      throw new UsageError(`unknown target "${name}"; it is one of ${catalog.spellings.join(', ')}`);
    }
    return open(rest, options);
  },
  stubs: ['ts', 'node', 'python', 'go', 'java', 'c-stdio', 'c', 'cpp', 'rust'],
  async stub(language) {
    return (await import('./examples/stubs.ts')).stub(language);
  },
  async faults() {
    return (await import('./reference/faults/shelf.ts')).FAULTS;
  },
};
