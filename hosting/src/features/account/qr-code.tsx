import { encode } from "uqr";

import { outline } from "./outline";

/** A text for a camera: black on white in either theme, with the quiet zone that scanners want. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-52 rounded-field border border-line bg-white"
    >
      <path d={outline(data)} />
    </svg>
  );
}
