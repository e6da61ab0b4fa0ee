import { readFileSync } from 'node:fs';

/** The version of this package, as its package.json says. The file lies one folder further up once compiled. */
export const SUITE_VERSION: string = ['../package.json', '../../package.json']
  .map((path) => {
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      return undefined;
    }
  })
  .find((version) => version !== undefined) as string;
