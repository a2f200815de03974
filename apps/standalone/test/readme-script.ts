import { openAsBlob } from "node:fs";
import { type AppRouter, uploadImage } from "@pixpress/contracts";
import { createTRPCClient, httpLink } from "@trpc/client";

const [url = "http://127.0.0.1:3003", photo = "photo.jpg"] = process.argv.slice(2);
const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc` })] });
const file = new File([await openAsBlob(photo)], "photo.jpg");
const { taskId, imageId } = await uploadImage(url, file, { formats: ["webp"], quality: "high" });
while ((await api.tasks.get.query({ id: taskId })).status === "pending") await new Promise((next) => setTimeout(next, 200));
const image = await api.images.get.query({ id: imageId });
console.log(image.bytes, "->", image.outputs[0]?.bytes, image.compressedUrl);
