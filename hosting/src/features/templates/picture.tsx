import { Cover } from "../../ui/cover";

/**
 * A template's picture. It comes as the text of an SVG and is shown as an image: nothing in an image can run, fetch or be clicked.
 * A template without one has a picture made of its name.
 */
export function Picture({ name, svg, className }: { name: string; svg?: string | undefined; className?: string }) {
  if (!svg) return <Cover name={name} className={className ?? ""} />;
  return (
    <div className={`overflow-hidden bg-sunken ${className ?? ""}`}>
      {/* A little larger than its place, because it brings round corners of its own. */}
      <img
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
        alt=""
        className="size-full scale-106 object-cover"
      />
    </div>
  );
}
