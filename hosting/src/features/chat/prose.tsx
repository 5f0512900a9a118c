import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { Fragment, type ReactNode, useMemo, useState } from "react";

import { Button } from "../../ui/button";

/** An answer longer than this is shown in two parts, in characters: nobody reads on, and the page stays quick. */
const longest = 12_000;

/**
 * Markdown as agents write it. Every piece becomes a React element of the few kinds below, so HTML in it is only text; pictures would
 * call other servers and are left out, and a link leads only to the web.
 */
export function Prose({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > longest && !whole;
  const tokens = useMemo(() => lexer(long ? text.slice(0, longest) : text, { gfm: true }), [text, long]);
  return (
    <div className="prose-answer" dir="auto">
      {all(tokens)}
      {long && (
        <>
          <p aria-hidden>…</p>
          <Button onClick={() => setWhole(true)}>Show all of it</Button>
        </>
      )}
    </div>
  );
}

function all(tokens: Token[] | undefined): ReactNode {
  return tokens?.map((token, n) => <Fragment key={n}>{element(token as MarkedToken)}</Fragment>);
}

function element(token: MarkedToken): ReactNode {
  switch (token.type) {
    case "paragraph":
      return <p>{all(token.tokens)}</p>;
    case "heading":
      return <p className="font-semibold">{all(token.tokens)}</p>; // headings are the page's
    case "list":
      return token.ordered ? <ol start={Number(token.start)}>{items(token)}</ol> : <ul>{items(token)}</ul>;
    case "blockquote":
      return <blockquote>{all(token.tokens)}</blockquote>;
    case "code":
      return (
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case "table":
      return <Table table={token} />;
    case "hr":
      return <hr />;
    case "strong":
      return <strong>{all(token.tokens)}</strong>;
    case "em":
      return <em>{all(token.tokens)}</em>;
    case "del":
      return <del>{all(token.tokens)}</del>;
    case "codespan":
      return <code>{token.text}</code>;
    case "br":
      return <br />;
    case "link":
      return <Anchor link={token} />;
    case "image":
      return token.text;
    case "text":
      return token.tokens ? all(token.tokens) : unescaped(token);
    case "escape":
      return token.text;
    case "html":
      return token.raw;
    default: // blank lines, definitions, and what a newer version may know
      return null;
  }
}

function items(list: Tokens.List): ReactNode {
  return list.items.map((item, n) => <li key={n}>{all(item.tokens)}</li>);
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, n) => (
              <th key={n} scope="col">
                {all(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, n) => (
            <tr key={n}>
              {row.map((cell, column) => (
                <td key={column}>{all(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A link to the web opens beside; any other, such as javascript:, is only its text. */
function Anchor({ link }: { link: Tokens.Link }) {
  if (!URL.canParse(link.href) || !["https:", "http:"].includes(new URL(link.href).protocol)) return all(link.tokens);
  return (
    <a
      href={link.href}
      target="_blank"
      rel="noreferrer noopener"
      className="text-accent-ink underline underline-offset-2"
    >
      {all(link.tokens)}
    </a>
  );
}

/** The lexer keeps the text as it was written. */
function unescaped(token: Tokens.Text | Tokens.Tag): string {
  return token.raw;
}
