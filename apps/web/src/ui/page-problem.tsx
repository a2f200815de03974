import { Anchor, Text, Title } from "@mantine/core";
import classes from "./page-problem.module.css";

/** Stands where a page cannot be shown. */
export function PageProblem({ title, sentence }: { title: string; sentence: string }) {
  return (
    <div className={classes.problem}>
      <Title order={1} size="h3">
        {title}
      </Title>
      <Text c="dimmed">{sentence}</Text>
      <Anchor href="/">Go to the front page</Anchor>
    </div>
  );
}
