import { Anchor, Button, Center, Loader, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "react-router";
import { useImage } from "../../api/use-image.ts";
import { problemOf } from "../../words/problem-of.ts";
import { Photo } from "./photo.tsx";
import classes from "./photo-page.module.css";

/** The page of one image. */
export default function PhotoPage() {
  const { id = "" } = useParams();
  const { data: image, error, refetch } = useImage(id);
  const problem = error && problemOf(error);
  // A malformed id is as little an image as an unknown one; a known one may be deleted while it is looked at.
  const missing = problem?.status === 404 || problem?.status === 400;
  return (
    <div className={classes.page}>
      <Anchor component={Link} to="/" size="sm" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> All images
      </Anchor>
      {image && !missing && <Photo key={image.id} image={image} />}
      {!image && !problem && (
        <Center p="xl">
          <Loader aria-label="Loading the image" />
        </Center>
      )}
      {problem && (!image || missing) && (
        <div className={classes.problem}>
          <Title order={1} size="h3">
            {missing ? "There is no such image" : "The image could not be loaded"}
          </Title>
          <Text c="dimmed">{missing ? "It may have been deleted." : problem.sentence}</Text>
          <Button variant="default" onClick={() => void refetch()}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
