/** Whether the page is being printed, when everything is laid out that a screen shows one at a time. */
import { useEffect, useState } from 'preact/hooks';

export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(() => matchMedia('print').matches);
  useEffect(() => {
    const paper = matchMedia('print');
    const read = () => setPrinting(paper.matches);
    paper.addEventListener('change', read);
    return () => paper.removeEventListener('change', read);
  }, []);
  return isPrinting;
}
