import { expressionInterpreter } from "vega-interpreter";
import embed, { type EmbedOptions } from "vega-embed";

import type { Theme } from "../../app/theme";
import { type ChartSpec, heightOf, usualHeight } from "./answer";
import { refusal } from "./guard";

/** A chart holds its data itself; a specification that wants to fetch anything is refused. */
const nothing = () => Promise.reject(new Error("A chart may not load anything."));
const loader = { load: nothing, sanitize: nothing, http: nothing, file: nothing, options: {} };

/** vega.Error, which is not worth importing all of Vega's names for. */
const onlyErrors = 1;

/** A chart on the screen. */
export interface Drawing {
  erase: () => void;
  /** The chart as a PNG, twice as fine as on the screen, on the colour it stands on. */
  png: () => Promise<Blob>;
}

/** How a chart is drawn: on a page, or large for a room. */
export type Size = "page" | "room";

/**
 * Draws a chart into an element. Expressions are interpreted, never evaluated, and no style is injected:
 * the content security policy allows neither.
 */
export async function draw(target: HTMLElement, spec: ChartSpec, theme: Theme, size: Size): Promise<Drawing> {
  const refused = refusal(spec);
  if (refused !== undefined) throw new Refused(refused);
  const drawing: Record<string, unknown> = {
    height: usualHeight,
    ...spec,
    ...(size === "room" && { height: roomHeight(spec, target), title: null }),
    width: "container",
    background: "transparent",
    autosize: { type: "fit-x", contains: "padding" },
  };
  const { view, finalize } = await embed(target, drawing, {
    mode: "vega-lite",
    logLevel: onlyErrors, // nobody here can mend what it warns of: the agent wrote the specification
    ast: true,
    expr: expressionInterpreter,
    loader: loader as never,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
    renderer: "canvas",
    config: look(theme, size === "room" ? roomText(target.clientWidth) : pageText),
  });
  return { erase: finalize, png: () => png(view.toCanvas(2)) };
}

/** Thrown instead of drawing what a chart may not contain; the message says why, after "because". */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** In a room a chart fills the height it is given, unless its bars say how high they are. */
function roomHeight(spec: ChartSpec, target: HTMLElement): number {
  return Math.max(heightOf(spec), target.clientHeight - axisRoom);
}

/** Size of a chart's words on a page, in pixels. */
const pageText = 12;

/** The same for a room, by the chart's width. */
function roomText(width: number): number {
  return Math.min(24, Math.max(pageText, width / 48));
}

/** What the axis below a chart takes of the height, in pixels. */
const axisRoom = 72;

async function png(drawn: Promise<HTMLCanvasElement>): Promise<Blob> {
  const chart = await drawn;
  const sheet = document.createElement("canvas");
  sheet.width = chart.width + 2 * margin;
  sheet.height = chart.height + 2 * margin;
  const pen = sheet.getContext("2d");
  if (!pen) throw new Error("This browser cannot make pictures.");
  pen.fillStyle = token("surface");
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(chart, margin, margin);
  return new Promise((resolve, reject) =>
    sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made.")))),
  );
}

/** Around a saved chart, in pixels. */
const margin = 32;

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The design tokens in Vega's words. */
/** @param text size of its words in pixels; everything else goes by it */
function look(theme: Theme, text: number): NonNullable<EmbedOptions["config"]> {
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
      labelFontSize: text,
      titleFontSize: text,
      titleFontWeight: 500,
      gridColor: token("line"),
      domainColor: token("line"),
      tickColor: token("line"),
      titlePadding: 10,
      labelPadding: 6,
    },
    axisX: { grid: false },
    axisY: { domain: false, ticks: false },
    legend: { labelColor: muted, titleColor: muted, labelFontSize: text, titleFontSize: text, symbolType: "circle" },
    title: { color: ink, fontSize: 14, fontWeight: 600, anchor: "start", offset: 16 },
    mark: marks,
    bar: { ...marks, cornerRadiusEnd: 3 },
    line: { ...marks, strokeWidth: text / 4.8, strokeCap: "round" },
    area: { ...marks, opacity: 0.85 },
    point: { ...marks, filled: true, size: text * text * 0.33 },
    arc: { innerRadius: 64, padAngle: 0.012 },
    text: { color: ink, fontSize: text },
  };
}
