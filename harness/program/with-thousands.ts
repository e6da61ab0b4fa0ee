/** A whole number in groups of three: `4,294,967,296`. `Intl` says the same and takes 15 ms to be loaded. */
export function withThousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
