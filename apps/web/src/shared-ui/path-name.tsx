import classes from "./path-name.module.css";

/**
 * A path whose folders are shortened where space is short. Screen readers read the whole path.
 *
 * @param lines 2: the whole name of the file, with its folders below it
 */
export function PathName({ name, lines = 1 }: { name: string; lines?: 1 | 2 }) {
  const end = name.lastIndexOf("/", name.length - 2) + 1;
  const folders = end > 0 && (
    <span className={classes["folders"]} aria-hidden>
      {lines === 1 ? name.slice(0, end) : name.slice(0, end - 1)}
    </span>
  );
  return (
    <span className={classes["path"]} data-lines={lines} title={name}>
      <span className={classes["whole"]}>{name}</span>
      {lines === 1 && folders}
      <span className={classes["file"]} aria-hidden>
        {name.slice(end)}
      </span>
      {lines === 2 && folders}
    </span>
  );
}
