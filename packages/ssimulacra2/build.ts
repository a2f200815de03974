import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/** The two builds of one source: fused multiply-adds by relaxed SIMD, and the same steps by 64-bit floats. */
export const arithmetics = ["fused", "wide"] as const;

/** Compiles `assembly/` and answers the module's bytes; the same source gives the same bytes. */
export async function compile(arithmetic: (typeof arithmetics)[number]): Promise<Uint8Array> {
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--use", "abort=", "--outFile", "module.wasm"];
  const features = arithmetic === "fused" ? ["--enable", "relaxed-simd"] : [];
  let bytes: Uint8Array | undefined;
  const { error } = await asc.main(
    ["assembly/index.ts", ...flags, ...features, "--baseDir", fileURLToPath(new URL(".", import.meta.url))],
    {
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") bytes = contents;
      },
    },
  );
  if (error || !bytes) throw new Error(`the ${arithmetic} build failed`, { cause: error });
  return bytes;
}

if (import.meta.main) {
  for (const arithmetic of arithmetics) {
    writeFileSync(new URL(`./src/${arithmetic}.wasm`, import.meta.url), await compile(arithmetic));
  }
}
