/**
 * A module of the user's, in JavaScript or TypeScript, without a build. What it imports of this package is the package that runs it,
 * from whatever folder the command was started and whatever is installed there.
 */
import { createRequire } from 'node:module';
import { createJiti } from 'jiti';

export async function importModule(path: string): Promise<Record<string, unknown>> {
  return createJiti(import.meta.url, { interopDefault: false, alias: ownNames() }).import(path);
}

/** What `exports` of package.json offers, by the names under which it is imported. */
function ownNames(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const { name, exports } = require('kmcl-conformance/package.json') as { name: string; exports: object };
  const names = Object.keys(exports).map((path) => `${name}${path.slice(1)}`);
  return Object.fromEntries(names.map((own) => [own, require.resolve(own)]));
}
