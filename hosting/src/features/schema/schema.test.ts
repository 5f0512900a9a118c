import { expect, it } from "vitest";

import { arrange } from "./arrange";
import { keysOf, neighbours, type Schema } from "./schema";

const column = (name: string) => ({ name, type: "INT64", description: "" });
const table = (name: string, ...columns: string[]) => ({
  name,
  description: "",
  rows: 1,
  columns: columns.map(column),
});

const schema: Schema = {
  tables: [
    table("customers", "customer_id", "city"),
    table("orders", "order_id", "customer_id", "total"),
    table("items", "item_id", "order_id", "product_id"),
    table("products", "product_id", "name"),
    table("alone", "x"),
  ],
  relationships: [
    { from_table: "orders", from_column: "customer_id", to_table: "customers", to_column: "customer_id" },
    { from_table: "items", from_column: "order_id", to_table: "orders", to_column: "order_id" },
    { from_table: "items", from_column: "product_id", to_table: "products", to_column: "product_id" },
    { from_table: "orders", from_column: "total", to_table: "orders", to_column: "order_id" },
    { from_table: "items", from_column: "order_id", to_table: "nowhere", to_column: "id" },
  ],
};

it("knows the keys of a table", () => {
  const keys = (name: string) =>
    keysOf(schema.tables.find((one) => one.name === name) ?? table(""), schema.relationships).map(
      ({ column: { name: key }, kind }) => `${kind} ${key}`,
    );
  expect(keys("customers")).toEqual(["primary customer_id"]);
  expect(keys("orders")).toEqual(["primary order_id", "foreign customer_id", "foreign total"]);
  expect(keys("alone")).toEqual([]);
  expect(keysOf({ ...table("t", "a"), primary_key: ["a"] }, []).map(({ kind }) => kind)).toEqual(["primary"]);
});

it("knows what is next to a table", () => {
  expect(neighbours("orders", schema.relationships)).toEqual(new Set(["orders", "customers", "items"]));
  expect(neighbours("alone", schema.relationships)).toEqual(new Set(["alone"]));
});

it("gives every table a place of its own and every relationship between tables a line", () => {
  const { boxes, lines, width, height } = arrange(schema);
  expect(boxes.map((box) => box.table.name).sort()).toEqual(["alone", "customers", "items", "orders", "products"]);
  for (const box of boxes) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    for (const other of boxes) {
      if (other === box) continue;
      const apart =
        box.x + box.width <= other.x ||
        other.x + other.width <= box.x ||
        box.y + box.height <= other.y ||
        other.y + other.height <= box.y;
      expect(apart, `${box.table.name} lies on ${other.table.name}`).toBe(true);
    }
  }
  expect(lines.map((line) => `${line.from} ${line.to}`)).toEqual([
    "orders customers",
    "items orders",
    "items products",
  ]);
  expect(lines.every((line) => line.path.startsWith("M"))).toBe(true);
});
