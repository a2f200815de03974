import { describe, expect, it } from "vitest";
import { storageConfig, storageFaults } from "../src/config.ts";

describe("the variables of storage", () => {
  it("mean a folder named data when none is set", () => {
    const config = storageConfig.parse({});
    expect(config).toEqual({ DATA_DIR: "data", CLOUDINARY_SECONDS: 60 });
    expect(storageFaults(config)).toEqual([]);
  });

  it("name every variable of Cloudinary that is missing beside the others", () => {
    const config = storageConfig.parse({ CLOUDINARY_CLOUD_NAME: "cloud" });
    expect(storageFaults(config).map(({ variable }) => variable)).toEqual(["CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET"]);
  });

  it.each(["not an address", "ftp://files.example", "javascript:alert(1)"])("refuse %s as the place of delivery", (prefix) => {
    expect(storageConfig.safeParse({ CLOUDINARY_DELIVERY_PREFIX: prefix }).success).toBe(false);
  });
});
