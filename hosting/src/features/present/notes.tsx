import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, MonitorOff, NotebookText } from "lucide-react";
import { useEffect } from "react";
import { useParams } from "react-router";

import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import { Empty, Failure, Splash } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { goldenQueriesQuery } from "../demos/queries";
import { actionOf } from "./stage";
import { TalkTrack } from "./talk-track";
import { useNotesEnd } from "./wire";

/** The second window: the talk track for the presenter's eyes, while the audience sees the stage. It can lead the stage as well. */
export function Notes() {
  useTitle("Talk track");
  const { demoId = "" } = useParams();
  const { api } = useSession();
  const golden = useQuery(goldenQueriesQuery(api, demoId));
  const { told, want } = useNotesEnd(demoId);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const action = actionOf(event.key);
      if (action !== "next" && action !== "previous" && action !== "blank") return;
      if (event.key === " " && event.target instanceof HTMLButtonElement) return;
      event.preventDefault();
      want(action);
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [want]);

  if (golden.isError) {
    return (
      <main className="p-6">
        <Failure error={golden.error} retry={() => void golden.refetch()} />
      </main>
    );
  }
  if (!golden.data) return <Splash />;
  return (
    <main className="flex h-dvh flex-col" aria-label="Talk track">
      {told ? (
        <>
          <h1 className="sr-only">Talk track</h1>
          <TalkTrack
            show={{ golden: golden.data, asked: told.asked, at: told.at }}
            startedAt={told.startedAt}
            className="flex-1 text-lg"
          />
          <div className="flex shrink-0 gap-2 border-t border-line p-3">
            <Button onClick={() => want("blank")}>
              <MonitorOff aria-hidden className="size-4" /> {told.blank ? "Show" : "Blank"}
            </Button>
            <Button className="ml-auto" onClick={() => want("previous")}>
              <ChevronLeft aria-hidden className="size-4" /> Before
            </Button>
            <Button tone="accent" className="px-8!" onClick={() => want("next")}>
              Next <ChevronRight aria-hidden className="size-4" />
            </Button>
          </div>
        </>
      ) : (
        <div className="m-auto w-full max-w-md p-6">
          <Empty
            icon={<NotebookText aria-hidden className="size-5" />}
            title="Nothing is being presented"
            alone
            action={<ButtonLink to={`/demos/${demoId}/present`}>Present here</ButtonLink>}
          >
            Start presenting in another window of this browser; the talk track follows it.
          </Empty>
        </div>
      )}
    </main>
  );
}
