/** What an output tells of a search that there was none of; zod-free, for an engine child. */
export const unsearched = {
  score: null,
  target: null,
  search: null,
  targetMet: null,
  encodes: null,
  scale: null,
  chroma: null,
  effort: null,
  effortReason: null,
  stages: null,
  candidates: [],
  metadataRemoved: [],
};
