import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where Node's own headers are: beside the binary, where it was installed, or where Debian's package puts them. */
export const NODE_HEADERS = [join(dirname(process.execPath), '../include/node'), '/usr/include/node'].find((folder) =>
  existsSync(join(folder, 'node_api.h')),
);

export function requireNodeHeaders(): boolean {
  if (NODE_HEADERS === undefined && process.env['CI'] === 'true') throw new Error('node_api.h is not on this machine');
  if (NODE_HEADERS === undefined) process.stderr.write('node_api.h is not on this machine: the addon is left out\n');
  return NODE_HEADERS !== undefined;
}
