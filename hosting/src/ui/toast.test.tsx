import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { lasting, type Toast, ToastProvider, useToasts } from "./toast";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** Opens the mechanism and returns how to speak through it. */
function opened(): (toast: Toast) => void {
  let say: ((toast: Toast) => void) | undefined;
  function Speaker() {
    say = useToasts().say;
    return null;
  }
  render(
    <ToastProvider>
      <Speaker />
    </ToastProvider>,
  );
  return (toast) => act(() => say?.(toast));
}

it("does what cannot be taken back only when the toast is gone", () => {
  const say = opened();
  const ended = vi.fn();
  say({ text: "Deleted", ended, undo: vi.fn() });
  expect(screen.getByRole("status").textContent).toContain("Deleted");
  act(() => void vi.advanceTimersByTime(lasting - 1));
  expect(ended).not.toHaveBeenCalled();
  act(() => void vi.advanceTimersByTime(1));
  expect(ended).toHaveBeenCalledOnce();
  expect(screen.getByRole("status").textContent).toBe("");
});

it("does not do what was undone", () => {
  const say = opened();
  const [ended, undo] = [vi.fn(), vi.fn()];
  say({ text: "Deleted", ended, undo });
  act(() => screen.getByRole("button", { name: "Undo" }).click());
  act(() => void vi.advanceTimersByTime(lasting * 2));
  expect(undo).toHaveBeenCalledOnce();
  expect(ended).not.toHaveBeenCalled();
});

it.each([
  ["another toast takes its place", (say: (toast: Toast) => void) => say({ text: "Next" })],
  ["the page is left", () => act(() => void window.dispatchEvent(new Event("pagehide")))],
  ["it is dismissed", () => act(() => screen.getByRole("button", { name: "Dismiss" }).click())],
])("does it once when %s", (_, how) => {
  const say = opened();
  const ended = vi.fn();
  say({ text: "Deleted", ended });
  how(say);
  act(() => void vi.advanceTimersByTime(lasting * 2));
  expect(ended).toHaveBeenCalledOnce();
});
