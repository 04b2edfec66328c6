import { Kbd } from "@mantine/core";
import classes from "./viewer.module.css";

/** The keys of the viewer. */
export function KeyHelp() {
  return (
    <p className={classes["keys"]}>
      <Kbd size="xs">Y</Kbd> valid <Kbd size="xs">N</Kbd> invalid <Kbd size="xs">U</Kbd> undo <Kbd size="xs">R</Kbd>{" "}
      reason <Kbd size="xs">C</Kbd> comment · <Kbd size="xs">←</Kbd> <Kbd size="xs">→</Kbd> image ·{" "}
      <Kbd size="xs">+</Kbd> <Kbd size="xs">−</Kbd> <Kbd size="xs">0</Kbd> zoom · <Kbd size="xs">Z</Kbd> to the box ·{" "}
      <Kbd size="xs">A</Kbd> show all <Kbd size="xs">V</Kbd> valid <Kbd size="xs">I</Kbd> invalid <Kbd size="xs">E</Kbd>{" "}
      errors · <Kbd size="xs">Esc</Kbd> close
    </p>
  );
}
