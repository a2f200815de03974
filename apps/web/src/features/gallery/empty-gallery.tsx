import { Text } from "@mantine/core";
import { IconPhotoDown } from "@tabler/icons-react";
import classes from "./empty-gallery.module.css";

/** What stands where images will be. */
export function EmptyGallery() {
  return (
    <div className={classes.empty}>
      <IconPhotoDown size={36} stroke={1.25} aria-hidden />
      <Text c="dimmed">Drop some photos and they come back here as the smallest files that still look the same.</Text>
    </div>
  );
}
