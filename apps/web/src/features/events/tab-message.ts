import type { Event } from "@pixpress/contracts";

/** `connecting` at first, `live` while events flow, `lost` from a break until they flow again. */
export type ConnectionState = "connecting" | "live" | "lost";

/** What the tab that holds the connection tells the others, and what they ask of it. */
export type TabMessage =
  | { readonly kind: "event"; readonly id: string; readonly event: Event }
  | { readonly kind: "state"; readonly state: ConnectionState }
  /** The stream began or began anew: events may have been missed. */
  | { readonly kind: "started" }
  | { readonly kind: "who-leads" }
  | { readonly kind: "reconnect" };
