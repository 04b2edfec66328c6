import classes from "./path-name.module.css";

/** A path whose folders are shortened where space is short. Screen readers read the whole path. */
export function PathName({ name }: { name: string }) {
  const end = name.lastIndexOf("/", name.length - 2) + 1;
  return (
    <span className={classes["path"]} title={name}>
      <span className={classes["whole"]}>{name}</span>
      {end > 0 && (
        <span className={classes["folders"]} aria-hidden>
          {name.slice(0, end)}
        </span>
      )}
      <span className={classes["file"]} aria-hidden>
        {name.slice(end)}
      </span>
    </span>
  );
}
