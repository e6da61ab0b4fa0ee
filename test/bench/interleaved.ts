/**
 * Rates measured side by side: each contender gets a short turn after the other, again and again, so that whatever else the
 * machine does falls on all of them. The median of the turns counts.
 */
export interface Contender {
  readonly name: string;
  /** Does a slice of work and gives how many calls were made. */
  readonly turn: (round: number) => number | Promise<number>;
}

export interface Rate {
  readonly name: string;
  readonly callsPerSecond: number;
}

export async function interleaved(contenders: readonly Contender[], rounds: number): Promise<readonly Rate[]> {
  const rates = contenders.map(() => [] as number[]);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const startedAt = performance.now();
      const calls = await contender.turn(round);
      // The first round only warms up.
      if (round > 0) rates[index]!.push((calls * 1000) / (performance.now() - startedAt));
    }
  }
  return contenders.map(({ name }, index) => ({ name, callsPerSecond: median(rates[index]!) }));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** A table of rates, each beside the first. */
export function printRates(title: string, rates: readonly Rate[]): void {
  console.log(title);
  for (const { name, callsPerSecond } of rates) {
    const ratio = callsPerSecond / rates[0]!.callsPerSecond;
    console.log(
      `  ${name.padEnd(44)} ${Math.round(callsPerSecond).toLocaleString('en-US').padStart(13)} calls/s  ${ratio.toFixed(2)}`,
    );
  }
}
