import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

/** The repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Files that are measured together. */
export interface CorpusSet {
  readonly name: string;
  readonly files: readonly string[];
  readonly megapixels: number;
}

/** The files of one folder of the corpus, sorted; throws where there is no corpus. */
export function corpus(folder: string): string[] {
  const home = process.env["CORPUS_DIR"] ?? resolve(root, "../shared/corpus");
  if (!existsSync(home)) throw new Error(`There is no corpus at ${home}; name one by CORPUS_DIR.`);
  const names = readdirSync(join(home, folder)).filter((name) => /\.(jpe?g|png)$/i.test(name));
  return names.toSorted().map((name) => join(home, folder, name));
}

/** One folder of the corpus with what it weighs in pixels. */
export async function corpusSet(folder: string): Promise<CorpusSet> {
  const files = corpus(folder);
  const headers = await Promise.all(files.map((file) => sharp(file).metadata()));
  return { name: folder, files, megapixels: headers.reduce((sum, { width, height }) => sum + width * height, 0) / 1e6 };
}
