import classes from "./download-button.module.css";
import { useDownload } from "./use-download.ts";

/** The same as text in a list. */
export function DownloadLink({ href, children }: { href: string; children: React.ReactNode }) {
  const { link, failure } = useDownload(href);
  return (
    <span>
      <a {...link}>{children}</a>
      {failure !== undefined && (
        <span role="alert" className={classes["error"]}>
          {` ${failure}`}
        </span>
      )}
    </span>
  );
}
