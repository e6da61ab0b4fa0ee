/** How a failure that did not come again was seen, as a sentence goes on after "it was". */
export function seenOnceWords(strategy: string): string {
  if (strategy === 'instances')
    return 'seen beside other instances in the same process, and not when the same program was run alone: a leak between instances';
  return 'seen once, and not again when the same program was run again';
}
