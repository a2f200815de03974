import type { Event } from "@pixpress/contracts";
import type { Lane } from "@pixpress/contracts/limits";
import { SentRevisions } from "../events/sent-revisions.ts";
import { Pace } from "./pace.ts";

/** An event may come twice; so many finishes back it is noticed. */
const remembered = 1000;

/** The pace of both lanes, from what every server hears on the event feed. */
export interface Paces extends Readonly<Record<Lane, Pace>> {
  message(event: Event): void;
  gap(): void;
}

export function createPaces(): Paces {
  const paces: Record<Lane, Pace> = { large: new Pace(), small: new Pace() };
  const heard = new SentRevisions(remembered);
  return {
    ...paces,
    message(event) {
      if (event.kind !== "task.changed" || event.lane === undefined) return;
      const { id, revision, createdAt, finishedAt } = event.task;
      if (finishedAt === null || !heard.isNews(id, revision)) return;
      paces[event.lane].finished(Date.parse(createdAt), Date.parse(finishedAt));
    },
    gap() {
      for (const pace of Object.values(paces)) pace.missed();
    },
  };
}
