import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

/** How many rows are drawn above and below what is in sight, so that fast scrolling shows no gaps. */
const ahead = 12;

/**
 * The one way to show a long list: only the rows in sight are drawn.
 * @param height of a row in pixels; an estimate where rows are measured
 */
export function useRows(
  box: RefObject<HTMLElement | null>,
  count: number,
  height: number,
): Virtualizer<HTMLElement, Element> {
  return useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: ahead,
  });
}
