import { Button } from "@mantine/core";
import type { ButtonProps } from "@mantine/core";
import classes from "./download-button.module.css";
import { useDownload } from "./use-download.ts";

interface Props extends Pick<ButtonProps, "variant" | "leftSection" | "children"> {
  href: string;
}

/** A link that downloads a file and says when it cannot. */
export function DownloadButton({ href, ...button }: Props) {
  const { link, failure } = useDownload(href);
  return (
    <>
      <Button {...button} component="a" {...link} />
      {failure !== undefined && (
        <span role="alert" className={classes["error"]}>
          {failure}
        </span>
      )}
    </>
  );
}
