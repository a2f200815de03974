import { Component, type ReactNode } from "react";
import { PageProblem } from "./page-problem.tsx";

/** Shows a sentence instead of an empty page when a part of it breaks. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return <PageProblem title="This page broke" sentence="Reload it to go on; your images are safe on the server." />;
  }
}
