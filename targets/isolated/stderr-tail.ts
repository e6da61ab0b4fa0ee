/** The last words of a child process, as they stand below what is said of its end. */

const TAIL_LINES_MAX = 12;

/** The end of stderr; of a sanitizer's report its beginning, which is where it says what happened. */
export function stderrTail(stderr: string): string {
  // Of an exception that nobody caught, Node also prints its own frames and its version.
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !/^ {4}at .*\bnode:internal\/|^Node\.js v\d/.test(line));
  const report = lines.findIndex((line) => /ERROR: \w+Sanitizer|runtime error:/.test(line));
  return (report < 0 ? lines.slice(-TAIL_LINES_MAX) : lines.slice(report, report + TAIL_LINES_MAX))
    .join('\n')
    .trimEnd();
}
