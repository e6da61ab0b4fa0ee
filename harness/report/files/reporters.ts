/** What `--reporter` can print on stdout in the place of the text for people. */
import type { Report } from '../report-schema.ts';
import { githubReport } from './github-annotations.ts';
import { junitXml } from './junit.ts';
import { tapReport } from './tap.ts';

/** `fileOf`: the file that shows a failure, by its index in the report. */
export const REPORTERS = {
  github: githubReport,
  tap: tapReport,
  junit: junitXml,
} satisfies Readonly<Record<string, (report: Report, fileOf?: (index: number) => string | undefined) => string>>;

export type Reporter = keyof typeof REPORTERS;
