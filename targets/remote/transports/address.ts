/** Where a remote target is, as the command line spells it. */
import { TargetFailure } from '../../../harness/target.ts';

export type Address =
  | { readonly scheme: 'stdio'; readonly command: string }
  | { readonly scheme: 'tcp' | 'tls'; readonly host: string; readonly port: number }
  | { readonly scheme: 'unix'; readonly path: string }
  | { readonly scheme: 'http' | 'https'; readonly url: URL };

/** The beginnings that make a target remote. */
export const REMOTE_SCHEMES = ['stdio:', 'tcp://', 'tls://', 'unix:', 'http://', 'https://'] as const;

export function parseAddress(spec: string): Address {
  const scheme = REMOTE_SCHEMES.find((beginning) => spec.startsWith(beginning));
  const rest = spec.slice(scheme?.length ?? 0);
  switch (scheme) {
    case 'stdio:':
      if (rest.trim() === '') throw misspelt(spec, 'a command after stdio:, such as stdio:python3 adapter.py');
      return { scheme: 'stdio', command: rest };
    case 'unix:':
      if (rest === '') throw misspelt(spec, 'a path after unix:, such as unix:/run/adapter.sock');
      return { scheme: 'unix', path: rest };
    case 'tcp://':
    case 'tls://': {
      const [, host = '', digits = ''] = /^(.+):(\d{1,5})\/?$/.exec(rest) ?? [];
      const port = Number(digits);
      if (host === '' || port > 65_535) throw misspelt(spec, `a host and a port, such as ${scheme}127.0.0.1:7007`);
      return { scheme: scheme === 'tcp://' ? 'tcp' : 'tls', host: host.replace(/^\[(.*)\]$/, '$1'), port };
    }
    case 'http://':
    case 'https://': {
      const url = URL.canParse(spec) ? new URL(spec) : undefined;
      if (url === undefined) throw misspelt(spec, `a URL, such as ${scheme}127.0.0.1:7007/`);
      if (url.username !== '' || url.password !== '')
        throw new TargetFailure(
          'unusable',
          `${url.host}: no password in the URL; name the variable that holds the token`,
        );
      return { scheme: scheme === 'http://' ? 'http' : 'https', url };
    }
    case undefined:
      throw misspelt(spec, `one of ${REMOTE_SCHEMES.join(' ')}`);
    default:
      return scheme satisfies never;
  }
}

function misspelt(spec: string, wanted: string): TargetFailure {
  return new TargetFailure('unusable', `${JSON.stringify(spec)} is no address: it needs ${wanted}`);
}
