import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useParams } from "react-router";

import type { Demo, GoldenQuery } from "../../api/model";
import { ShortcutsHelp } from "../../app/shortcuts";
import { useSession } from "../../session/session";
import { shortcutsOn } from "../../ui/shortcut";
import { Failure, Splash } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import type { Talk } from "../chat/use-talk";
import { demoQuery, goldenQueriesQuery } from "../demos/queries";
import { AskBar } from "./ask-bar";
import { Controls } from "./controls";
import { Jump } from "./jump";
import { Opening } from "./opening";
import { Slide, Upcoming } from "./slide";
import { type Action, actionOf, jump } from "./stage";
import { TalkTrack } from "./talk-track";
import { useStage } from "./use-stage";
import { useStageEnd } from "./wire";

/** A demo on a large screen: one answer at a time, the next golden question with one key. */
export function Presenter() {
  const { demoId = "" } = useParams();
  const { api } = useSession();
  const demo = useQuery(demoQuery(api, demoId));
  const golden = useQuery(goldenQueriesQuery(api, demoId));
  const error = demo.error ?? golden.error;
  if (error) {
    return (
      <main className="mx-auto max-w-lg px-5 py-24">
        <Failure error={error} retry={() => void Promise.all([demo.refetch(), golden.refetch()])} />
      </main>
    );
  }
  if (!demo.data || !golden.data) return <Splash />;
  return <Stage demo={demo.data} golden={golden.data} />;
}

function Stage({ demo, golden }: { demo: Demo; golden: GoldenQuery[] }) {
  useTitle(`Presenting ${demo.customer_name}`);
  const { talk, show, over, setOver, blank, notes, view, put, take, act } = useStage(demo, golden);
  const exchange = talk.said[show.at];
  const startedAt = talk.said[0]?.question.createdAt?.getTime();
  useKeys(act, over === undefined, () => setOver("help"));
  useStageEnd(demo.demo_id, { asked: [...show.asked], at: show.at, blank, startedAt }, act);
  const close = () => setOver(undefined);

  return (
    <main className="flex h-dvh flex-col overflow-hidden bg-page" aria-label={`Presenting ${demo.customer_name}`}>
      <div className="flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col overflow-y-auto">
          {show.at < 0 && !talk.waiting && <Opening demo={demo} begin={() => act("next")} />}
          {talk.path && exchange && (
            <Slide key={exchange.question.id} path={talk.path} exchange={exchange} view={view} ask={put} />
          )}
          {show.at >= 0 && !exchange && talk.sent !== undefined && <Upcoming question={talk.sent} />}
          <Trouble talk={talk} />
        </div>
        {notes && <TalkTrack show={show} startedAt={startedAt} className="w-96 shrink-0 border-l border-line" />}
      </div>
      <Controls show={show} startedAt={startedAt} act={act} />
      {over === "jump" && <Jump show={show} choose={(question) => take(jump(show, question))} close={close} />}
      {over === "ask" && <AskBar ask={put} close={close} />}
      {over === "help" && <ShortcutsHelp close={close} />}
      {blank && (
        <button
          type="button"
          aria-label="Show the picture again"
          onClick={() => act("blank")}
          className="fixed inset-0 z-40 cursor-none! bg-black"
        />
      )}
    </main>
  );
}

/** What keeps the next answer from coming. */
function Trouble({ talk: { refused, failure } }: { talk: Talk }) {
  const error = refused?.error ?? failure;
  if (!error) return null;
  return (
    <div className="mx-auto w-full max-w-xl p-6">
      <Failure error={error} {...(refused && { retry: refused.again })} />
    </div>
  );
}

/** Turns keys into actions, unless something lies over the stage. */
function useKeys(act: (action: Action) => void, listening: boolean, help: () => void) {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key.length === 1 && event.key !== " " && !shortcutsOn()) return;
    const control = event.target instanceof Element && event.target.closest("button, a, input, textarea, summary");
    if (control && event.key === " ") return; // a focused control is pressed by it
    if (event.key === "?") help();
    const action = actionOf(event.key);
    if (!action) return;
    event.preventDefault();
    act(action);
  });
  useEffect(() => {
    if (!listening) return;
    const listen = (event: KeyboardEvent) => pressed(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [listening]);
}
