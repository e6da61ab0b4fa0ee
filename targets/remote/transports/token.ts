/** The bearer token of HTTP, for both sides: where it comes from, and where it may go. */
import { TargetFailure } from '../../../harness/target.ts';

/** The token; nothing where no variable is named. Throws `TargetFailure` where one is named and holds none. */
export function readToken(variable: string | undefined): string | undefined {
  if (variable === undefined) return undefined;
  const token = process.env[variable];
  if (token === undefined || token === '')
    throw new TargetFailure('unusable', `the environment variable ${variable}, for the token, is not set`);
  return token;
}

/** Throws `TargetFailure` where a token would pass others unencrypted, and nobody has said that it may. */
export function demandCover(url: URL, options: { readonly tokenInClear?: boolean | undefined }): void {
  if (url.protocol === 'https:' || isLoopback(url.hostname) || options.tokenInClear === true) return;
  const words = `a token over http:// to ${url.hostname} can be read on the way; use https://, or say --token-in-clear`;
  throw new TargetFailure('unusable', words);
}

/** Whether only this machine can be meant. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
