/** A name that may be broken where one of its parts ends, and elsewhere only where a part by itself is too long. */
export function Breakable({ text }: { readonly text: string }) {
  return text.split(/(?<=[:=,/._-])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));
}
