import { Kbd } from "@mantine/core";
import "@mantine/core/styles/Kbd.css";
import { Fragment } from "react";
import { t } from "../browser/language/text.ts";
import classes from "./viewer.module.css";

/** The keys of the viewer, in groups. */
const KEYS = [
  [
    [["Y"], "keys.valid"],
    [["N"], "keys.invalid"],
    [["M"], "keys.draw"],
    [["U"], "keys.undo"],
    [["R"], "keys.reason"],
    [["C"], "keys.comment"],
  ],
  [[["←", "→"], "keys.image"]],
  [[["+", "−", "0"], "keys.zoom"]],
  [[["Z"], "keys.box"]],
  [
    [["A"], "keys.all"],
    [["V"], "keys.onlyValid"],
    [["I"], "keys.onlyInvalid"],
    [["E"], "keys.errors"],
  ],
  [[["Esc"], "keys.close"]],
] as const;

export function KeyHelp() {
  return (
    <p className={classes["keys"]}>
      {KEYS.map((group, index) => (
        <Fragment key={index}>
          {index > 0 && "· "}
          {group.map(([keys, text]) => (
            <Fragment key={keys.join()}>
              {keys.map((key) => (
                <Fragment key={key}>
                  <Kbd size="xs">{key}</Kbd>{" "}
                </Fragment>
              ))}
              {t(text)}{" "}
            </Fragment>
          ))}
        </Fragment>
      ))}
    </p>
  );
}
