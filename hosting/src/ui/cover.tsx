import { useTheme } from "../app/theme";

/** A picture for a name, such as a template's: hills whose hue and shape belong to it alone. */
export function Cover({ name, className, hue = hash(name) % 360 }: { name: string; className?: string; hue?: number }) {
  const dark = useTheme()[0] === "dark";
  const seed = hash(name);
  const lightness = dark ? [0.24, 0.32, 0.4, 0.5] : [0.95, 0.88, 0.8, 0.7];
  const fills = lightness.map((l, layer) => `oklch(${l} ${dark ? 0.07 : 0.03 + layer * 0.025} ${hue + layer * 8})`);
  return (
    <svg viewBox="0 0 320 112" preserveAspectRatio="none" className={className} aria-hidden>
      <rect width="320" height="112" fill={fills[0]} />
      {[1, 2, 3].map((layer) => (
        <path key={layer} d={hill(seed, layer)} fill={fills[layer]} />
      ))}
    </svg>
  );
}

/** A smooth line through points that only the seed decides, closed at the bottom. */
function hill(seed: number, layer: number): string {
  const points = Array.from({ length: 7 }, (_, n) => {
    const noise = (hash(`${seed}.${layer}.${n}`) % 1000) / 1000;
    return { x: (n - 0.5) * 64, y: 22 + layer * 17 + (noise - 0.5) * 44 };
  });
  const curve = points.slice(1).map((point, n) => {
    const before = points[n] ?? point;
    const middle = (before.x + point.x) / 2;
    return `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`;
  });
  return `M${points[0]?.x ?? 0} ${points[0]?.y ?? 0} ${curve.join(" ")} L352 112 L-32 112 Z`;
}

/** FNV-1a: the same picture for the same name on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return value >>> 0;
}
