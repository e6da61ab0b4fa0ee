/** Shows an element of a list without moving the page. */
export function scrollWithin(list: HTMLElement | null, element: HTMLElement | null): void {
  if (list === null || element === null) return;
  const [outer, inner] = [list.getBoundingClientRect(), element.getBoundingClientRect()];
  if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
  else if (inner.top < outer.top) list.scrollTop += inner.top - outer.top;
}
