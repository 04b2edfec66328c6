import { splitPath } from "../state/items/split-path.ts";
import classes from "./path-name.module.css";

/**
 * A path whose folders are shortened where space is short. Screen readers read the whole path.
 *
 * @param lines 2: the whole name of the file, with its folders below it
 */
export function PathName({ name, lines = 1 }: { name: string; lines?: 1 | 2 }) {
  const [path, file] = splitPath(name);
  const folders = path !== "" && (
    <span className={classes["folders"]} aria-hidden>
      {lines === 1 ? path : path.slice(0, -1)}
    </span>
  );
  return (
    <span className={classes["path"]} data-lines={lines} title={name}>
      <span className={classes["whole"]}>{name}</span>
      {lines === 1 && folders}
      <span className={classes["file"]} aria-hidden>
        {file}
      </span>
      {lines === 2 && folders}
    </span>
  );
}
