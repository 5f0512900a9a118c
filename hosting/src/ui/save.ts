/** Hands a file to the person: the browser saves it where it saves downloads. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = fileName(name);
  link.click();
  URL.revokeObjectURL(link.href);
}

/** What no name of a file may contain: what separates folders, what shells and Windows read, and what cannot be seen. */
const unfit = /[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu;

/** A name that every system takes for a file, and not too long. */
export function fileName(name: string): string {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  const clean = stem.replace(unfit, " ").replace(/\s+/g, " ").trim();
  return (
    (Array.from(clean)
      .slice(0, 80)
      .join("")
      .replace(/^[. ]+/, "")
      .trim() || "download") + ending
  );
}
