import type { PublicOutput } from "@pixpress/contracts";
import { makingFacts } from "../../words/making-facts.ts";
import { CandidateList } from "./candidate-list.tsx";
import classes from "./making.module.css";

/** How the file was made, for whoever wants to know: what was weighed, the encoder's settings, the time it took. */
export function Making({ output }: { output: PublicOutput }) {
  const facts = makingFacts(output);
  return (
    <details className={classes.making}>
      <summary>How it was made</summary>
      {output.candidates.length > 1 && <CandidateList candidates={output.candidates} />}
      <dl className={classes.facts}>
        {facts.map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
