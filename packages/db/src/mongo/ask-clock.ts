import { isDuplicate } from "./guard.ts";
import type { Models } from "./models.ts";

/** The server writes its time into a document and hands it back: what every server can, and the same clock that rows are dated by. */
export async function askClock({ clocks }: Models): Promise<Date> {
  const ask = () => clocks.findByIdAndUpdate("clock", { $currentDate: { at: true } }, { upsert: true, returnDocument: "after" }).lean();
  // Two that ask first at once may both try to make the document; the one that was refused then finds it.
  const { at } = await ask().catch((error: unknown) => (isDuplicate(error) ? ask() : Promise.reject(error)));
  return at;
}
