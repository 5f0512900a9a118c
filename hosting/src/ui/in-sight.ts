/** A reference that brings an element into sight along its row, such as the chosen tab on a phone. It never moves the page up or down. */
export function inSight(element: HTMLElement | null): void {
  const row = element?.parentElement;
  if (!element || !row) return;
  row.scrollLeft = element.offsetLeft - row.offsetLeft - (row.clientWidth - element.offsetWidth) / 2;
}
