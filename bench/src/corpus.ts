import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The files of one folder of the corpus, sorted; throws where there is no corpus. */
export function corpus(folder: string): string[] {
  const home = process.env["CORPUS_DIR"] ?? resolve(root, "../shared/corpus");
  if (!existsSync(home)) throw new Error(`There is no corpus at ${home}; name one by CORPUS_DIR.`);
  const names = readdirSync(join(home, folder)).filter((name) => /\.(jpe?g|png)$/i.test(name));
  return names.toSorted().map((name) => join(home, folder, name));
}
