import { Link } from "react-router";
import { ColorSchemeToggle } from "./color-scheme-toggle.tsx";
import classes from "./header.module.css";
import { Logo } from "./logo.tsx";

/** The name of the place and the way home. */
export function Header() {
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.home} aria-label="pixpress, home">
        <Logo />
        <span>pixpress</span>
      </Link>
      <ColorSchemeToggle />
    </header>
  );
}
