import type { Candidate } from "@pixpress/contracts";
import { candidateSentence } from "../../words/candidate-sentence.ts";
import { fileSize } from "../../words/file-size.ts";
import { formatNames } from "../../words/format-name.ts";
import classes from "./candidate-list.module.css";

/** The ways that were weighed, and what became of each. */
export function CandidateList({ candidates }: { candidates: readonly Candidate[] }) {
  return (
    <ul className={classes.list} aria-label="What was weighed">
      {candidates.map((candidate) => (
        <li key={`${candidate.format} ${candidate.lossless}`} data-outcome={candidate.outcome}>
          <span className={classes.name}>{nameOf(candidate)}</span>
          <span className={classes.figures}>{figures(candidate)}</span>
          <span className={classes.sentence}>{candidateSentence(candidate)}</span>
        </li>
      ))}
    </ul>
  );
}

const nameOf = ({ format, lossless }: Candidate) => `${formatNames[format]}${lossless ? ", lossless" : ""}`;

function figures({ bytes, score }: Candidate): string {
  if (bytes === null) return "";
  return score === null ? fileSize(bytes) : `${fileSize(bytes)}, score ${score.toFixed(1)}`;
}
