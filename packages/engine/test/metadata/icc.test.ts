import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { isSrgbProfile } from "../../src/metadata/icc.ts";
import { opaque } from "../fixtures.ts";
import { adobeRgbProfile, greyGammaProfile, nearlySrgbProfile, srgbProfile } from "../icc-profiles.ts";
import { landscape } from "../painting.ts";

const embedded = async (name: string) =>
  (await sharp(await opaque(landscape).withIccProfile(name).jpeg().toBuffer()).metadata()).icc as Buffer;

describe("a profile", () => {
  it("is sRGB by its numbers, whether its curve is a formula or a table", async () => {
    expect(isSrgbProfile(srgbProfile)).toBe(true);
    expect(isSrgbProfile(await embedded("srgb"))).toBe(true);
  });
  it("is not sRGB where its primaries or its curve differ", async () => {
    expect(isSrgbProfile(adobeRgbProfile)).toBe(false);
    expect(isSrgbProfile(await embedded("p3"))).toBe(false);
    expect(isSrgbProfile(nearlySrgbProfile)).toBe(false);
    expect(isSrgbProfile(greyGammaProfile(1.8))).toBe(false);
  });
  it("is not sRGB where it cannot be read", () => {
    expect(isSrgbProfile(Buffer.alloc(0))).toBe(false);
    expect(isSrgbProfile(Buffer.from("sRGB IEC61966-2.1"))).toBe(false);
    for (const length of [130, 140, 200, srgbProfile.length - 30]) expect(isSrgbProfile(srgbProfile.subarray(0, length))).toBe(false);
  });
});
