import sharp from "sharp";
import type { BareTask } from "./bare-sharp.ts";

// The same settings as the engine's for an `{ encoder }` recipe, and nothing else.
sharp.cache(false);

process.on("message", (task: BareTask) => {
  void sharp(task.input)
    .autoOrient()
    .jpeg({ quality: task.quality, mozjpeg: true })
    .toFile(task.output)
    .then(() => process.send?.("done"));
});
process.once("disconnect", () => process.exit());
