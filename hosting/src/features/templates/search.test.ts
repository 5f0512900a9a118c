import { describe, expect, it } from "vitest";

import type { TemplateCard } from "../../api/model";
import { industries, search } from "./search";

function card(id: string, industry: string, tags: string[], description = ""): TemplateCard {
  return {
    template_id: id,
    display_name: id.toUpperCase(),
    industry,
    description,
    tags,
    table_count: 15,
    rows: 145_000,
    golden_queries: 15,
    version: 1,
  };
}

const cards = [
  card("shopify", "Retail", ["e-commerce", "orders"], "An online shop"),
  card("clinic", "Healthcare", ["patients"]),
  card("airline", "Travel", ["orders"]),
];

describe("search", () => {
  it.each([
    ["", undefined, ["shopify", "clinic", "airline"]],
    ["  ", undefined, ["shopify", "clinic", "airline"]],
    ["ORDERS", undefined, ["shopify", "airline"]],
    ["shop online", undefined, ["shopify"]],
    ["orders", "Travel", ["airline"]],
    ["nothing", undefined, []],
    ["", "Healthcare", ["clinic"]],
  ])("finds by %j in %j", (words, industry, ids) => {
    expect(search(cards, words, industry).map((found) => found.template_id)).toEqual(ids);
  });

  it("takes a card without tags", () => {
    expect(search([card("plain", "Retail", [])], "plain", undefined)).toHaveLength(1);
  });
});

it("names every industry once, by name", () => {
  expect(industries([...cards, card("second", "Retail", [])])).toEqual(["Healthcare", "Retail", "Travel"]);
});
