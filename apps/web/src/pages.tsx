import { lazy, Suspense } from "react";
import { Route, Routes } from "react-router";
import type { UploadRows } from "./features/upload/upload-rows.ts";
import { Frame } from "./frame.tsx";
import { HomePage } from "./home-page.tsx";
import { PageProblem } from "./ui/page-problem.tsx";

// The comparison is heavy and most visits do without it.
const PhotoPage = lazy(() => import("./features/photo/photo-page.tsx"));

/** The page's own addresses; they lie outside of the API's prefixes. */
export function Pages({ rows }: { rows: UploadRows }) {
  return (
    <Routes>
      <Route element={<Frame rows={rows} />}>
        <Route path="/" element={<HomePage />} />
        <Route
          path="/photo/:id"
          element={
            <Suspense>
              <PhotoPage />
            </Suspense>
          }
        />
        <Route path="*" element={<PageProblem title="There is no such page" sentence="The address may be mistyped." />} />
      </Route>
    </Routes>
  );
}
