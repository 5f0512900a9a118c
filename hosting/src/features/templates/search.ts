import type { TemplateCard } from "../../api/model";

/** What the library is narrowed to. */
export interface Wanted {
  words?: string | undefined;
  industry?: string | undefined;
  tag?: string | undefined;
}

/** The cards that fit: every word of the search occurs somewhere, as the API's own search has it. */
export function search(cards: TemplateCard[], { words = "", industry, tag }: Wanted): TemplateCard[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter((card) => {
    if (industry !== undefined && card.industry !== industry) return false;
    if (tag !== undefined && !card.tags.includes(tag)) return false;
    const text = [card.display_name, card.description, card.industry, card.template_id, ...card.tags]
      .join(" ")
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Every industry in the library once, by name. */
export function industries(cards: TemplateCard[]): string[] {
  return [...new Set(cards.map((card) => card.industry))].sort((a, b) => a.localeCompare(b));
}
