import { describe, expect, it } from "vitest";

import type { TemplateCard } from "../../api/model";
import { industries, search, type Wanted } from "./search";

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
    private: false,
    seconds: 1.2,
    uses: 3,
  };
}

const cards = [
  card("shopify", "Retail", ["e-commerce", "orders"], "An online shop"),
  card("clinic", "Healthcare", ["patients"]),
  card("airline", "Travel", ["orders"]),
];

describe("search", () => {
  it.each<[Wanted, string[]]>([
    [{}, ["shopify", "clinic", "airline"]],
    [{ words: "  " }, ["shopify", "clinic", "airline"]],
    [{ words: "ORDERS" }, ["shopify", "airline"]],
    [{ words: "shop online" }, ["shopify"]],
    [{ words: "orders", industry: "Travel" }, ["airline"]],
    [{ words: "nothing" }, []],
    [{ industry: "Healthcare" }, ["clinic"]],
    [{ tag: "orders" }, ["shopify", "airline"]],
    [{ tag: "orders", words: "shop" }, ["shopify"]],
    [{ tag: "order" }, []],
  ])("finds by %j", (wanted, ids) => {
    expect(search(cards, wanted).map((found) => found.template_id)).toEqual(ids);
  });

  it("takes a card without tags", () => {
    expect(search([card("plain", "Retail", [])], { words: "plain" })).toHaveLength(1);
  });
});

it("names every industry once, by name", () => {
  expect(industries([...cards, card("second", "Retail", [])])).toEqual(["Healthcare", "Retail", "Travel"]);
});
