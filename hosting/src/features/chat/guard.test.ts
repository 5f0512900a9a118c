import { expect, it } from "vitest";

import { refusal } from "./guard";

const data = { values: [{ month: "2026-10-01", sales: 12, url: "only a column", href: "javascript:alert(1)" }] };

it.each<[string, Record<string, unknown>]>([
  ["a line", { data, mark: "line", encoding: { x: { field: "month", type: "temporal", timeUnit: "utcyearmonth" } } }],
  ["layers", { data, layer: [{ mark: { type: "bar", tooltip: true } }, { mark: "text" }] }],
  ["a currency's labels", { encoding: { y: { axis: { labelExpr: "'€' + format(datum.value, ',.0f')" } } } }],
  ["percent's labels", { encoding: { y: { axis: { labelExpr: "format(datum.value, ',.1~f') + '%'" } } } }],
  ["a filter by field", { transform: [{ filter: { field: "sales", gt: 3 } }, { fold: ["a", "b"] }] }],
])("lets %s pass", (_, spec) => {
  expect(refusal(spec)).toBeUndefined();
});

it.each<[string, Record<string, unknown>]>([
  ["data of an address", { data: { url: "https://evil.example/x.json" } }],
  ["data of an address in a layer", { layer: [{ data: { url: "/api/v1/demos" } }] }],
  ["a lookup elsewhere", { transform: [{ lookup: "id", from: { data: { url: "//evil" }, key: "id" } }] }],
  ["a map of an address", { data: { format: { type: "topojson" }, url: "x" } }],
  ["pictures", { mark: "image" }],
  ["pictures of a mark with properties", { mark: { type: "image", aspect: true } }],
  ["a picture's address", { encoding: { url: { field: "u" } } }],
  ["links", { encoding: { href: { field: "href" } } }],
  ["a link of a mark", { mark: { type: "bar", href: "javascript:alert(1)" } }],
  ["a calculation", { transform: [{ calculate: "datum.constructor.constructor('alert(1)')()", as: "x" }] }],
  ["a filter that computes", { transform: [{ filter: "alert(1)" }] }],
  ["a condition that computes", { encoding: { color: { condition: { test: "alert(1)", value: "red" } } } }],
  ["an expression", { params: [{ name: "p", expr: "alert(1)" }] }],
  ["a signal", { width: { signal: "alert(1)" } }],
  ["controls", { params: [{ name: "p", bind: { input: "range" } }] }],
  ["labels that compute more", { axis: { labelExpr: "format(datum.value, 'd') + alert(1)" } }],
  ["labels that are no text", { axis: { labelExpr: ["alert(1)"] } }],
  ["options of its own", { usermeta: { embedOptions: { ast: false, loader: {} } } }],
  ["a depth that no chart has", JSON.parse('{"a":'.repeat(60) + "1" + "}".repeat(60)) as Record<string, unknown>],
  ["a size that no chart has", { description: "x".repeat(3_000_000) }],
])("refuses %s", (_, spec) => {
  expect(refusal(spec)).toBeTypeOf("string");
});
