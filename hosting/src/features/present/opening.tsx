import { ArrowRight } from "lucide-react";

import type { Demo } from "../../api/model";
import { Button } from "../../ui/button";
import { Cover } from "../../ui/cover";
import { plural, shortCount } from "../../ui/format";
import { Keys } from "../../ui/keys";

/** The first slide: for whom, and about what. */
export function Opening({ demo, begin }: { demo: Demo; begin: () => void }) {
  return (
    <div className="relative isolate flex flex-1 flex-col justify-center px-[6vw] pb-[12vh]">
      <Cover
        name={demo.template_id}
        className="absolute inset-x-0 bottom-0 -z-10 h-[34vh] w-full [mask-image:linear-gradient(to_bottom,transparent,black)] opacity-70"
      />
      <p className="text-[clamp(1rem,1.5vw,1.75rem)] font-medium text-accent-ink">Talk to your data</p>
      <h1 className="mt-[1.5vh] text-[clamp(2.25rem,6vw,7rem)] leading-[1.05] font-semibold tracking-[-0.03em] text-balance wrap-anywhere">
        <bdi>{demo.customer_name}</bdi>
      </h1>
      <p className="tabular mt-[2.5vh] text-[clamp(1rem,1.6vw,1.9rem)] text-muted">
        {demo.template_name} · {plural(demo.table_count, "table")} · {shortCount(demo.rows)} rows
      </p>
      <div className="mt-[6vh] flex items-center gap-4">
        <Button tone="accent" className="min-h-12! px-6! text-base!" onClick={begin}>
          Begin <ArrowRight aria-hidden className="size-5" />
        </Button>
        <span className="hidden items-center gap-2 text-sm text-muted sm:flex">
          or press <Keys sequence="→" />
        </span>
      </div>
    </div>
  );
}
