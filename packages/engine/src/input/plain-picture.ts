import type { InputFormat } from "@pixpress/contracts";
import { metadataGroups } from "../metadata/groups.ts";
import { isSrgbProfile } from "../metadata/icc.ts";
import type { Picture, Size } from "../picture.ts";

interface Plain extends Size {
  readonly path: string;
  readonly bytes: number;
  readonly format: InputFormat;
  readonly icc?: Buffer | undefined;
}

/** A still picture of 8 bits a sample that tells nothing beside its pixels, but for a profile. */
export function plainPicture({ icc, ...plain }: Plain): Picture {
  const srgb = icc === undefined || isSrgbProfile(icc);
  return {
    ...plain,
    source: plain.path,
    frames: 1,
    hidesFrames: false,
    upright: true,
    alpha: false,
    grey: false,
    sixteenBit: false,
    profile: icc !== undefined,
    srgb,
    ownSpace: !srgb,
    palette: false,
    groups: metadataGroups({ icc }),
    annotated: false,
    noteBytes: 0,
    copyright: null,
  };
}
