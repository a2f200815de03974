import type { MultipartFile, MultipartValue } from "@fastify/multipart";
import { assertSense, Fault, type Recipe, recipe, sentenceOf } from "@pixpress/contracts";
import type { FastifyRequest } from "fastify";
import type { Spool, SpooledFile } from "./spool.ts";

/** Room for the recipe, the boundaries and the headers of the parts. */
export const overheadBytes = 64 * 1024;

export interface Received {
  readonly file: SpooledFile;
  readonly fileName: string | undefined;
  readonly recipe: Recipe;
}

interface Form {
  file: SpooledFile | null;
  fileName: string | undefined;
  recipe: unknown;
}

/**
 * Reads the form: exactly one file `image`, at most one `recipe`, in either order. The file goes to the spool as it comes in.
 * Throws a `Fault` for everything else, and then leaves nothing.
 */
export async function receive(request: FastifyRequest, spool: Spool, maxBytes: number): Promise<Received> {
  if (!request.isMultipart()) {
    throw new Fault("unsupported_media", "The upload must be multipart/form-data with the file in the field image.");
  }
  const form: Form = { file: null, fileName: undefined, recipe: undefined };
  try {
    const limits = { fileSize: maxBytes, fieldSize: overheadBytes, fieldNameSize: 100, files: 2, fields: 8, headerPairs: 50 };
    for await (const part of request.parts({ limits })) {
      if (part.type === "file") await takeFile(part, form, spool, maxBytes);
      else takeField(part, form);
    }
    if (form.file === null) throw new Fault("missing_file", "The form has no file in the field image.");
    return { file: form.file, fileName: form.fileName, recipe: parseRecipe(form.recipe) };
  } catch (error) {
    if (form.file !== null) await spool.discard(form.file.path);
    throw toFault(error);
  }
}

async function takeFile(part: MultipartFile, form: Form, spool: Spool, maxBytes: number): Promise<void> {
  if (part.fieldname !== "image") throw unexpected(part.fieldname);
  if (form.file !== null) throw new Fault("too_many_files", "One upload is one file; the form has more.");
  // The parser would drop the rest of the file in silence and read on to its end.
  part.file.once("limit", () => part.file.destroy(tooLarge(maxBytes)));
  if (part.file.truncated) throw tooLarge(maxBytes);
  form.fileName = part.filename;
  form.file = await spool.write(part.file);
}

function takeField(part: MultipartValue, form: Form): void {
  if (part.fieldname === "image") throw new Fault("missing_file", "The field image is a text; it must be a file.");
  if (part.fieldname !== "recipe" || form.recipe !== undefined) throw unexpected(part.fieldname);
  form.recipe = part.value ?? "";
}

function parseRecipe(given: unknown): Recipe {
  const parsed = recipe.safeParse(given === undefined || given === "" ? {} : fromJson(given));
  if (!parsed.success) throw new Fault("invalid_recipe", sentenceOf(parsed.error), { cause: parsed.error });
  assertSense(parsed.data);
  return parsed.data;
}

/** A part that calls itself JSON arrives parsed. */
function fromJson(given: unknown): unknown {
  if (typeof given !== "string") return given;
  try {
    return JSON.parse(given);
  } catch (cause) {
    throw new Fault("invalid_recipe", "The recipe is not JSON.", { cause });
  }
}

const unexpected = (name: string) =>
  new Fault("unexpected_field", `The form has a field ${JSON.stringify(name)}; it takes one file image and at most one text recipe.`);

export const tooLarge = (maxBytes: number) =>
  new Fault("too_large", `The file is larger than the ${maxBytes.toLocaleString("en-US")} bytes that are allowed.`);

/** What the parser throws is a form that is broken or was cut off; what the file system throws is ours. */
function toFault(error: unknown): unknown {
  if (error instanceof Fault || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  if ((error as { code?: string }).code === "FST_INVALID_JSON_FIELD_ERROR") {
    return new Fault("invalid_recipe", "The recipe is not JSON.", { cause: error });
  }
  return new Fault("invalid_multipart", "The form is broken or was cut off.", { cause: error });
}
