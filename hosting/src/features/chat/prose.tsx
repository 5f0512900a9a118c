import Markdown from "react-markdown";

/** Markdown as agents write it. It becomes React elements, so HTML in it is only text; pictures would call other servers and are left out. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="prose-answer">
      <Markdown
        disallowedElements={["img"]}
        components={{
          a: ({ href, children }) => (
            <a
              href={href}
              target="_blank"
              rel="noreferrer noopener"
              className="text-accent-ink underline underline-offset-2"
            >
              {children}
            </a>
          ),
        }}
      >
        {text}
      </Markdown>
    </div>
  );
}
