import type { PublicOutput } from "@pixpress/contracts";

type Told = Pick<
  PublicOutput,
  "encoderQuality" | "chroma" | "effort" | "effortReason" | "lossless" | "encodes" | "seconds" | "stages" | "outcome"
>;

const lessBecause = { large_picture: "less than usual: the picture is large", out_of_time: "less than usual: the time was short" } as const;

/** The encoder's settings and the time it took, by their names. */
export function makingFacts({ encoderQuality, chroma, effort, effortReason, lossless, encodes, seconds, stages, outcome }: Told) {
  const isNew = outcome === "compressed" || outcome === "larger_required";
  const settings = [
    encoderQuality === null ? null : `quality ${encoderQuality}`,
    lossless && isNew ? "lossless" : null,
    chroma === null ? null : `colour ${chroma}`,
    effort === null ? null : `effort ${effort}${effortReason === null ? "" : ` (${lessBecause[effortReason]})`}`,
  ].filter((setting) => setting !== null);
  return [
    { name: "Encoder settings", text: settings.join(", ") },
    { name: "Encoded", text: encodes === null || encodes === 0 ? "" : encodes === 1 ? "once" : `${encodes} times` },
    { name: "Time", text: time(seconds, stages) },
  ].filter(({ text }) => text !== "");
}

function time(seconds: number, stages: Told["stages"]): string {
  const parts = Object.entries(stages ?? {}).filter(([, spent]) => spent >= 0.05);
  const total = seconds < 0.05 ? "under 0.1 s" : `${seconds.toFixed(1)} s`;
  return parts.length < 2 ? total : `${total} (${parts.map(([stage, spent]) => `${stage} ${spent.toFixed(1)}`).join(", ")})`;
}
