import { openAsBlob } from "node:fs";

// A process of its own, so that its memory is not the server's.
const [url = "", path = "", count = "0"] = process.argv.slice(2);

const blob = await openAsBlob(path);
const answers = await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const form = new FormData();
    form.append("image", blob, "large.png");
    const response = await fetch(`${url}/images/upload`, { method: "POST", body: form });
    await response.arrayBuffer();
    return response.status;
  }),
);
process.send?.(answers);
