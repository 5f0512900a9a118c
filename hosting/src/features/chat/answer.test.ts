import { describe, expect, it } from "vitest";

import { assemble } from "./answer";

const chunk = (seq: number, kind: string, payload: unknown) => ({
  id: String(seq).padStart(6, "0"),
  data: { seq, kind, payload: typeof payload === "string" ? payload : JSON.stringify(payload) },
});

const data = {
  kind: "data",
  data: {
    name: "r",
    columns: [
      { name: "month", type: "DATE" },
      { name: "revenue", type: "NUMERIC" },
    ],
    rows: [{ cells: ["2026-10-01", "1234.5"] }, { cells: ["2026-11-01", null] }],
    formatted: [{ cells: ["Oct 2026", "$1,234.50"] }, { cells: ["Nov 2026", null] }],
  },
};

describe("assemble", () => {
  it("puts all parts in their places", () => {
    const answer = assemble([
      chunk(1, "progress", { text: "Reading the question" }),
      chunk(2, "progress", { text: "Running the query" }),
      chunk(3, "sql", { sql: "SELECT 1", verified: true }),
      chunk(4, "data", data),
      chunk(5, "chart", { chart: { mark: "bar" } }),
      chunk(6, "text", { text: "Revenue grew.", verified: true }),
      chunk(7, "suggestions", { options: ["And by country?"] }),
      chunk(8, "end", { status: "completed" }),
    ]);
    expect(answer).toEqual({
      progress: "Running the query",
      text: "Revenue grew.",
      verified: true,
      statements: ["SELECT 1"],
      tables: [
        {
          columns: data.data.columns,
          rows: [
            ["2026-10-01", "1234.5"],
            ["2026-11-01", null],
          ],
          formatted: [
            ["Oct 2026", "$1,234.50"],
            ["Nov 2026", null],
          ],
          truncated: false,
        },
      ],
      charts: [{ mark: "bar" }],
      errors: [],
      suggestions: ["And by country?"],
      complete: true,
    });
  });

  it("goes by the sequence and not by the order of arrival", () => {
    const answer = assemble([chunk(2, "text", { text: "second" }), chunk(1, "text", { text: "first" })]);
    expect(answer.text).toBe("first\n\nsecond");
  });

  it("forgets what came before a restart", () => {
    const answer = assemble([
      chunk(1, "sql", { sql: "SELECT 1" }),
      chunk(2, "restart", {}),
      chunk(3, "sql", { sql: "SELECT 2" }),
    ]);
    expect(answer.statements).toEqual(["SELECT 2"]);
  });

  it("asks back", () => {
    const answer = assemble([chunk(1, "clarification", { text: "Which year?", options: ["2025", "2026"] })]);
    expect(answer).toMatchObject({ text: "Which year?", options: ["2025", "2026"], complete: false });
  });

  it("goes on after an error and marks a cut result", () => {
    const answer = assemble([chunk(1, "error", { text: "Too slow" }), chunk(2, "data", { ...data, truncated: true })]);
    expect(answer.errors).toEqual(["Too slow"]);
    expect(answer.tables[0]?.truncated).toBe(true);
  });

  it.each([
    ["no JSON", chunk(1, "data", "{")],
    ["no object", chunk(1, "chart", "[1]")],
    ["no table", chunk(1, "data", { data: null })],
    ["an unknown kind", chunk(1, "hologram", { text: "?" })],
  ])("leaves out a chunk with %s", (_, odd) => {
    expect(assemble([odd, chunk(2, "text", { text: "fine" })])).toMatchObject({ text: "fine", tables: [], charts: [] });
  });
});
