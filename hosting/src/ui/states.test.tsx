import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Problem } from "../api/problem";
import { Failure } from "./states";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("asks for patience when the server does, and not a second longer", () => {
  const retry = vi.fn();
  render(<Failure error={new Problem(429, "Too many questions at once.", "r7", [], 3)} retry={retry} />);
  expect(screen.getByRole("status").textContent).toContain("Request r7");
  const button = screen.getByRole("button");
  expect(button.textContent).toBe("Try again in 3 s");
  act(() => void vi.advanceTimersByTime(1_000));
  expect(button.textContent).toBe("Try again in 2 s");
  act(() => button.click());
  expect(retry).not.toHaveBeenCalled();
  act(() => void vi.advanceTimersByTime(2_000));
  expect(button.textContent).toBe("Try again");
  act(() => button.click());
  expect(retry).toHaveBeenCalledOnce();
});

it("says aloud what is wrong, with the values at fault", () => {
  render(
    <Failure error={new Problem(422, "Not accepted.", undefined, [{ path: "body.name", message: "is empty" }])} />,
  );
  expect(screen.getByRole("alert").textContent).toContain("body.name is empty");
  expect(screen.queryByRole("button")).toBeNull();
});
