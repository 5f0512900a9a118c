import { expressionInterpreter } from "vega-interpreter";
import embed, { type EmbedOptions } from "vega-embed";

import type { Theme } from "../../app/theme";
import { type ChartSpec, usualHeight } from "./answer";

/** A chart holds its data itself; a specification that wants to fetch anything is refused. */
const nothing = () => Promise.reject(new Error("A chart may not load anything."));
const loader = { load: nothing, sanitize: nothing, http: nothing, file: nothing, options: {} };

/** vega.Error, which is not worth importing all of Vega's names for. */
const onlyErrors = 1;

/**
 * Draws a chart into an element and returns what removes it. Expressions are interpreted, never evaluated, and no style is injected:
 * the content security policy allows neither.
 */
export async function draw(target: HTMLElement, spec: ChartSpec, theme: Theme): Promise<() => void> {
  const drawing: Record<string, unknown> = {
    height: usualHeight,
    ...spec,
    width: "container",
    background: "transparent",
    autosize: { type: "fit-x", contains: "padding" },
  };
  const { finalize } = await embed(target, drawing, {
    mode: "vega-lite",
    logLevel: onlyErrors, // nobody here can mend what it warns of: the agent wrote the specification
    ast: true,
    expr: expressionInterpreter,
    loader: loader as never,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
    renderer: "canvas",
    config: look(theme),
  });
  return finalize;
}

/** The design tokens in Vega's words. */
function look(theme: Theme): NonNullable<EmbedOptions["config"]> {
  const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const font = "Inter Variable, sans-serif";
  const ink = token("ink");
  const muted = token("muted");
  const dark = theme === "dark";
  const marks = { color: dark ? "#8b87ff" : "#4f46e5" };
  const others = dark
    ? ["#4fd1b5", "#f5b65c", "#f2829b", "#6cb8ff", "#c79bff", "#a8d65c", "#ff9d6c"]
    : ["#0f9a83", "#d98a12", "#d6456b", "#2783d8", "#9048d8", "#6a9a1b", "#d9662a"];
  return {
    font,
    range: { category: [marks.color, ...others] },
    view: { stroke: "transparent" },
    axis: {
      labelColor: muted,
      titleColor: muted,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      gridColor: token("line"),
      domainColor: token("line"),
      tickColor: token("line"),
      titlePadding: 10,
      labelPadding: 6,
    },
    axisX: { grid: false },
    axisY: { domain: false, ticks: false },
    legend: { labelColor: muted, titleColor: muted, labelFontSize: 12, titleFontSize: 12, symbolType: "circle" },
    title: { color: ink, fontSize: 14, fontWeight: 600, anchor: "start", offset: 16 },
    mark: marks,
    bar: { ...marks, cornerRadiusEnd: 3 },
    line: { ...marks, strokeWidth: 2.5, strokeCap: "round" },
    area: { ...marks, opacity: 0.85 },
    point: { ...marks, filled: true, size: 48 },
    arc: { innerRadius: 64, padAngle: 0.012 },
    text: { color: ink, fontSize: 12 },
  };
}
