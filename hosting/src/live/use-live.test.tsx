import { act, renderHook } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";

import { type Role, type Session, SessionContext } from "../session/session";
import type { Document, Live, Watcher } from "./live";
import { useCollection, useDocument, useRefresh } from "./use-live";

/** Listeners under the test's control. */
function controlled(role: Role = "engineer") {
  const queries = new QueryClient();
  const open = new Map<string, Watcher<never>>();
  const follow = (path: string, watcher: Watcher<never>) => {
    open.set(path, watcher);
    return () => open.delete(path);
  };
  const live: Live = {
    document: (path, watcher) => follow(path, watcher),
    collection: (path, { owner, statuses }, watcher) =>
      follow([path, "of", owner ?? "all", ...(statuses ?? [])].join(" "), watcher),
    warm: () => undefined,
  };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>
      <SessionContext value={{ live, uid: "ada", role } as Session}>{children}</SessionContext>
    </QueryClientProvider>
  );
  const send = (path: string, value: unknown) => act(() => open.get(path)?.next(value as never));
  const fail = (path: string, error: Error) => act(() => open.get(path)?.failed(error));
  return { open, wrapper, send, fail, queries };
}

const read = ({ id }: Document) => id;

it("follows a document, and another when the path changes", () => {
  const { open, wrapper, send } = controlled();
  const { result, rerender, unmount } = renderHook(({ path }) => useDocument(path, read), {
    wrapper,
    initialProps: { path: "jobs/1" },
  });
  expect(result.current).toEqual({ is: "waiting" });
  send("jobs/1", { id: "1", data: {} });
  expect(result.current).toEqual({ is: "here", value: "1" });
  rerender({ path: "jobs/2" });
  expect(result.current, "never the document before").toEqual({ is: "waiting" });
  send("jobs/2", undefined);
  expect(result.current).toEqual({ is: "here", value: undefined });
  expect([...open.keys()]).toEqual(["jobs/2"]);
  unmount();
  expect(open.size).toBe(0);
});

it("tells a failure", () => {
  const { wrapper, fail } = controlled();
  const { result } = renderHook(() => useCollection("jobs/1/logs"), { wrapper });
  const error = new Error("denied");
  fail("jobs/1/logs of ada", error);
  expect(result.current).toEqual({ is: "failed", error });
});

it("listens anew in a renewed session, where it was refused before", () => {
  const [before, after] = [controlled(), controlled()];
  let { wrapper: In } = before;
  const { result, rerender } = renderHook(() => useCollection("jobs"), {
    wrapper: ({ children }) => In({ children }),
  });
  before.fail("jobs of ada", new Error("denied"));
  In = after.wrapper;
  rerender();
  expect(before.open.size, "the old listener is gone").toBe(0);
  after.send("jobs of ada", []);
  expect(result.current).toEqual({ is: "here", value: [] });
});

it("opens no listener without a path", () => {
  const { open, wrapper } = controlled();
  const read = vi.fn();
  const { result } = renderHook(() => useDocument(undefined, read), { wrapper });
  expect(result.current).toEqual({ is: "waiting" });
  expect(open.size).toBe(0);
  expect(read).not.toHaveBeenCalled();
});

it.each<[Role, string]>([
  ["engineer", "jobs of ada running"],
  ["tenant_admin", "jobs of all running"],
])("asks for what an %s may see", (role, want) => {
  const { open, wrapper } = controlled(role);
  renderHook(() => useCollection("jobs", { statuses: ["running"] }), { wrapper });
  expect([...open.keys()]).toEqual([want]);
});

it("asks the API again when something changed, and not when it came first", () => {
  const { wrapper, send, queries } = controlled();
  const asked = vi.spyOn(queries, "invalidateQueries");
  renderHook(
    () =>
      useRefresh(
        useDocument("demos/1", ({ data }) => data.version),
        ["demo", "1"],
      ),
    { wrapper },
  );
  send("demos/1", { id: "1", data: { version: 1 } });
  send("demos/1", { id: "1", data: { version: 1 } });
  expect(asked).not.toHaveBeenCalled();
  send("demos/1", { id: "1", data: { version: 2 } });
  expect(asked).toHaveBeenCalledExactlyOnceWith({ queryKey: ["demo", "1"] });
});
