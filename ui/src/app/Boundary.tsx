// Keeps a page that fails from taking the frame with it; another address is another try.
import { Component, type ReactNode } from "react";
import { PageFailed } from "./Elsewhere";

interface Given {
  /** The address; a new one clears the failure. */
  at: string;
  children: ReactNode;
}

export class Boundary extends Component<Given, { thrown: unknown; at: string }> {
  override state = { thrown: undefined as unknown, at: this.props.at };

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }

  static getDerivedStateFromProps(given: Given, state: { at: string }) {
    return given.at === state.at ? null : { thrown: undefined, at: given.at };
  }

  override render() {
    return this.state.thrown === undefined ? this.props.children : <PageFailed thrown={this.state.thrown} />;
  }
}
