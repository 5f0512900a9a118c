export type TokenKind = "keyword" | "text" | "number" | "comment" | "plain";

export interface Token {
  kind: TokenKind;
  text: string;
}

const keywords = new Set(
  (
    "ALL AND ANY ARRAY AS ASC BETWEEN BY CASE CAST CROSS CURRENT_DATE DATE DESC DISTINCT ELSE END EXCEPT EXISTS EXTRACT FALSE FOLLOWING " +
    "FOR FROM FULL GROUP HAVING IF IN INNER INTERSECT INTERVAL IS JOIN LATERAL LEFT LIKE LIMIT NOT NULL NULLS OFFSET ON OR ORDER OUTER " +
    "OVER PARTITION PRECEDING QUALIFY RANGE RIGHT ROLLUP ROW ROWS SELECT STRUCT THEN TRUE UNBOUNDED UNION UNNEST USING WHEN WHERE WINDOW WITH"
  ).split(" "),
);

// Comments, quoted texts (a doubled or escaped quote does not end them), names in backticks, numbers, words, and whatever is left.
const parts =
  /(--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(`[^`]*`)|(\b\d+(?:\.\d+)?\b)|([A-Za-z_]\w*)|([\s\S])/g;

/** Cuts GoogleSQL into pieces to colour. Their texts joined are the statement again, whatever it is. */
export function highlight(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const [whole, comment, text, , number, word] of sql.matchAll(parts)) {
    const kind = comment
      ? "comment"
      : text
        ? "text"
        : number
          ? "number"
          : word && keywords.has(word.toUpperCase())
            ? "keyword"
            : "plain";
    const last = tokens.at(-1);
    if (last?.kind === kind) last.text += whole;
    else tokens.push({ kind, text: whole });
  }
  return tokens;
}
