/**
 * Whether this Node is new enough. It imports nothing and is written plainly, so that any Node with modules can run it.
 */

/** As `engines` of package.json has it. */
export const NODE_VERSION_MIN = '20.19';

/** In one line why this version will not do; nothing where it does. */
export function tooOldNode(version: string): string | undefined {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const [majorMin, minorMin] = NODE_VERSION_MIN.split('.').map(Number) as [number, number];
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return undefined;
  return `error: kmcl-conformance needs Node ${NODE_VERSION_MIN} or later, and this is ${version}`;
}
