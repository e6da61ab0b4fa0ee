/**
 * `npm run docs:follow [-- MAJOR...]`: the pages of follow-docs-steps.ts followed to the letter with each Node, from a clone of what is
 * committed and from the package that it packs, in empty folders with a clean HOME. Prints what each command came to; one of which npm
 * warns has not come to what the page says.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STEPS } from './follow-docs-steps.ts';
import { node, NODES, npm, npmScript, QUIET } from './other-nodes.ts';

const ROOT = spawnSync('git', ['rev-parse', '--show-toplevel'], { encoding: 'utf8' }).stdout.trim();
/** How this machine reaches packages; those that were fetched once are not fetched again. */
const REACH: Record<string, string> = {};
for (const name of ['cache', 'registry', 'cafile']) {
  const value = (await npm(['config', 'get', name], ROOT)).trim();
  if (value !== '' && value !== 'null') REACH[`npm_config_${name}`] = value;
}

/** A folder for the path with this Node and its npm. */
async function toolsOf(major: keyof typeof NODES, folder: string): Promise<string> {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(await node(major), join(bin, 'node'));
  for (const name of ['npm', 'npx'] as const) {
    const script = await npmScript(major, name);
    writeFileSync(join(bin, name), `#!/bin/sh\nexec '${join(bin, 'node')}' '${script}' "$@"\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

/** How many steps did not come to what the pages say. */
async function follow(major: keyof typeof NODES): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), `kmcl-follow-${major}-`));
  const PATH = `${await toolsOf(major, folder)}:${process.env['PATH']}`;
  const HOME = join(folder, 'home');
  mkdirSync(HOME);
  // All else is as for somebody who comes for the first time.
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|KMCL_|NODE_|CI$|INIT_CWD$)/i.test(name));
  const env = { ...Object.fromEntries(kept), PATH, HOME, ...REACH, npm_config_update_notifier: 'false' };
  const shell = (line: string, cwd: string) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
      cwd,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return { status, said: `${stdout}${stderr}` };
  };
  shell(`git clone --quiet '${ROOT}' clone`, folder);
  process.stdout.write(
    `\nNode ${shell('node --version', folder).said.trim()}, npm ${shell('npm --version', folder).said.trim()}\n`,
  );
  let failed = 0;
  for (const step of STEPS) {
    const cwd = join(folder, step.in);
    if (step.in.startsWith('project/')) {
      const isFirst = !readdirSync(folder).includes('project');
      mkdirSync(cwd, { recursive: true });
      if (isFirst) {
        const packed = readdirSync(join(folder, 'clone')).find((name) => name.endsWith('.tgz'))!;
        writeFileSync(join(folder, 'project/package.json'), '{ "private": true, "type": "module" }');
        const { status, said } = shell(`npm install ${QUIET.join(' ')} ../clone/${packed}`, join(folder, 'project'));
        if (status !== 0) {
          process.stdout.write(`FAIL  project: npm install ../clone/${packed}\n${said}\n`);
          failed += 1;
          // A registry would be asked for a command by our name.
          break;
        }
      }
    }
    step.before?.(cwd);
    const began = Date.now();
    const { status, said } = shell(step.line, cwd);
    const isAsSaid = status === step.exit && said.includes(step.says) && !/^npm (warn|error)/m.test(said);
    if (!isAsSaid) failed += 1;
    const seconds = ((Date.now() - began) / 1_000).toFixed(1).padStart(6);
    process.stdout.write(`${isAsSaid ? 'ok  ' : 'FAIL'} ${seconds} s  ${step.in}: ${step.line}\n`);
    if (!isAsSaid)
      process.stdout.write(
        `ended with ${status}, and not ${step.exit}, or without "${step.says}", or with a warning of npm:\n${said}\n`,
      );
  }
  rmSync(folder, { recursive: true });
  return failed;
}

const majors = process.argv.slice(2).map(Number);
const chosen = (Object.keys(NODES).map(Number) as (keyof typeof NODES)[]).filter(
  (major) => majors.length === 0 || majors.includes(major),
);
let failed = 0;
for (const major of chosen) failed += await follow(major);
process.stdout.write(`\n${STEPS.length} commands on Node ${chosen.join(', ')}: ${failed} not as the pages say\n`);
process.exitCode = failed === 0 ? 0 : 1;
