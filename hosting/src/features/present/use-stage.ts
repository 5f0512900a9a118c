import { useCallback, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import type { Demo, GoldenQuery } from "../../api/model";
import { useTalk } from "../chat/use-talk";
import type { View } from "./slide";
import { type Action, next, previous, type Show, slideOf, type Step } from "./stage";

/** What lies over the stage. */
export type Over = "jump" | "ask" | "help" | undefined;

const plainView: View = { table: false, sql: false };

/** What is on the stage, and what the presenter can do about it. Slide and conversation are in the address, so a reload goes on. */
export function useStage(demo: Demo, golden: GoldenQuery[]) {
  const { conversationId } = useParams();
  const [parameters, setParameters] = useSearchParams();
  const navigate = useNavigate();
  const page = `/demos/${demo.demo_id}`;
  const opened = useCallback(
    (id: string) => void navigate(`${page}/present/${id}`, { replace: true }),
    [navigate, page],
  );
  const talk = useTalk(demo.demo_id, conversationId, opened);
  const [over, setOver] = useState<Over>();
  const [blank, setBlank] = useState(false);
  const [notes, setNotes] = useState(false);
  const [view, setView] = useState(plainView);

  const asked = [...talk.said.map(({ question }) => question.text), ...(talk.sent === undefined ? [] : [talk.sent])];
  const show: Show = { golden, asked, at: slideOf(parameters.get("slide"), asked.length) };

  function go(to: number) {
    setParameters({ slide: String(to + 1) }, { replace: true });
    setView(plainView);
  }
  /** Asks, and shows the slide that the question will be. One question at a time. */
  function put(question: string) {
    if (talk.sent !== undefined) return;
    setOver(undefined);
    setParameters({}, { replace: true }); // the last slide
    setView(plainView);
    talk.ask(question);
  }
  function take(step: Step) {
    setOver(undefined);
    if ("show" in step) go(step.show);
    if ("ask" in step) put(step.ask.question);
  }

  const does: Record<Action, () => void> = {
    next: () => take(next(show)),
    previous: () => go(previous(show)),
    jump: () => setOver("jump"),
    ask: () => setOver("ask"),
    blank: () => setBlank(true),
    notes: () => setNotes(!notes),
    window: () => void window.open(`${page}/notes`, `notes-${demo.demo_id}`, "popup,width=900,height=700"),
    screen: () =>
      void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    table: () => setView({ ...view, table: !view.table }),
    sql: () => setView({ ...view, sql: !view.sql }),
    leave: () => void navigate(conversationId ? `${page}/conversations/${conversationId}` : page),
  };
  /** On a blank screen every action only brings the picture back. */
  function act(action: Action) {
    if (blank) setBlank(false);
    else does[action]();
  }

  return { talk, show, over, setOver, blank, notes, view, put, take, act };
}
