/** When a run began, as its own clock had it: a day and a minute in universal time. `startedAt` is ISO 8601. */
export function moment(startedAt: string): string {
  return `${startedAt.slice(0, 10)} ${startedAt.slice(11, 16)} UTC`;
}
