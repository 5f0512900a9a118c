import { useEffect, useEffectEvent, useState } from "react";

import { type Action, actions } from "./stage";

/** What the stage tells the second window. Both read golden questions themselves. */
export interface Told {
  asked: string[];
  at: number;
  blank: boolean;
  /** When the first question was asked, in milliseconds since 1970. */
  startedAt: number | undefined;
}

type Sent = { is: "told"; told: Told } | { is: "wanted"; action: Action } | { is: "hello" };

/** Windows of one browser that present one demo. Nothing leaves the machine. */
function channel(demoId: string): BroadcastChannel {
  return new BroadcastChannel(`present-${demoId}`);
}

/** Reads what came through a channel: other windows may be of an older version. */
export function read(data: unknown): Sent | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const sent = data as Partial<{ is: string; action: string; told: Told }>;
  if (sent.is === "hello") return { is: "hello" };
  const action = actions.find((one) => one === sent.action);
  if (sent.is === "wanted" && action) return { is: "wanted", action };
  if (sent.is === "told" && Array.isArray(sent.told?.asked)) return { is: "told", told: sent.told };
  return undefined;
}

/** The stage's end: tells what is on it, and hears what the second window wants. */
export function useStageEnd(demoId: string, told: Told, act: (action: Action) => void): void {
  const text = JSON.stringify(told);
  const take = useEffectEvent(act);
  useEffect(() => {
    const wire = channel(demoId);
    const tell = () => wire.postMessage({ is: "told", told: JSON.parse(text) as Told } satisfies Sent);
    wire.onmessage = ({ data }: MessageEvent<unknown>) => {
      const sent = read(data);
      if (sent?.is === "hello") tell();
      if (sent?.is === "wanted") take(sent.action);
    };
    tell();
    return () => wire.close();
  }, [demoId, text]);
}

/** The second window's end: what is on the stage, nothing before a stage has answered, and how to want something of it. */
export function useNotesEnd(demoId: string): { told: Told | undefined; want: (action: Action) => void } {
  const [told, setTold] = useState<Told>();
  const [wire, setWire] = useState<BroadcastChannel>();
  useEffect(() => {
    const opened = channel(demoId);
    opened.onmessage = ({ data }: MessageEvent<unknown>) => {
      const sent = read(data);
      if (sent?.is === "told") setTold(sent.told);
    };
    opened.postMessage({ is: "hello" } satisfies Sent);
    setWire(opened);
    return () => opened.close();
  }, [demoId]);
  return { told, want: (action) => wire?.postMessage({ is: "wanted", action } satisfies Sent) };
}
