/** The plain facts of the contract: no schema and no library here, so the browser can import them for a few bytes. */

/** What the engine can read. */
export const inputFormats = ["jpeg", "png", "webp", "avif", "gif", "tiff", "heic", "jxl", "bmp", "ico"] as const;
/** What the engine can write; `gif` only through `original`. */
export const outputFormats = ["jpeg", "png", "webp", "avif", "gif"] as const;
/** What a recipe may ask for. */
export const recipeFormats = ["original", "auto", "jpeg", "png", "webp", "avif"] as const;
/** Named levels of quality, from the smallest file to the closest one. */
export const qualityPresets = ["small", "balanced", "high", "visually-lossless"] as const;
export const metadataChoices = ["strip", "copyright", "keep"] as const;
/** What becomes of colours that are not sRGB: converted, or kept with their profile and gamut. */
export const colorChoices = ["srgb", "keep"] as const;
/** What a file may tell or carry beside the pixels that everybody sees. */
export const metadataGroups = ["location", "camera", "thumbnail", "text", "profile", "gain_map"] as const;
export const taskStatuses = ["pending", "completed", "completed_with_errors", "failed"] as const;
export const outcomes = ["compressed", "kept_original", "optimised_losslessly", "larger_required"] as const;

export const maxRecipeFormats = 4;
export const maxSide = 30_000;
/** Rows a page holds at most, and how many it holds where the caller names no limit. */
export const maxPageSize = 500;
/** Images one archive may hold. */
export const maxZipImages = 500;
/** The longest `Idempotency-Key`, in characters, and how long one is honoured. */
export const maxIdempotencyKeyLength = 255;
export const idempotencySeconds = 24 * 60 * 60;
/** A stored file name, in bytes of UTF-8. */
export const maxNameBytes = 255;
/** A task is small up to this many pixels (all frames counted), and up to so many where it may bring AVIF, which takes two to three times as long. */
export const smallTaskPixels = 2_000_000;
export const smallAvifTaskPixels = smallTaskPixels / 2;
/** How tasks travel: small ones in a lane of their own. */
export const lanes = ["large", "small"] as const;

export type InputFormat = (typeof inputFormats)[number];
export type OutputFormat = (typeof outputFormats)[number];
export type RecipeFormat = (typeof recipeFormats)[number];
export type QualityPreset = (typeof qualityPresets)[number];
export type TaskStatus = (typeof taskStatuses)[number];
export type MetadataGroup = (typeof metadataGroups)[number];
export type Outcome = (typeof outcomes)[number];
export type Lane = (typeof lanes)[number];

/** The media type of every format that is read or written. */
export const mediaTypes = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  avif: "image/avif",
  gif: "image/gif",
  tiff: "image/tiff",
  heic: "image/heic",
  jxl: "image/jxl",
  bmp: "image/bmp",
  ico: "image/x-icon",
} as const satisfies Record<InputFormat, string>;

/** The file name extension of every format, without its dot. */
export const extensions = {
  jpeg: "jpg",
  png: "png",
  webp: "webp",
  avif: "avif",
  gif: "gif",
  tiff: "tiff",
  heic: "heic",
  jxl: "jxl",
  bmp: "bmp",
  ico: "ico",
} as const satisfies Record<InputFormat, string>;
