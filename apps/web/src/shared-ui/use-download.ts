import { useMutation } from "@tanstack/react-query";
import { request } from "../api/request.ts";
import { t } from "../browser/language/text.ts";

/**
 * Downloads what a link points to. A browser shows a failed download hardly anywhere, or keeps the error as the file,
 * so the server is asked first whether it has it.
 */
export function useDownload(href: string) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => assertThere(href),
    onSuccess: () => startDownload(href),
  });
  const onClick = (event: React.MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (!isPending) mutate();
  };
  return {
    link: { href, download: true, "data-loading": isPending || undefined, onClick },
    failure: error === null ? undefined : t("download.failed", { reason: error.message }),
  };
}

/** @throws {ApiError} with the server's sentence, which a response to HEAD does not have */
async function assertThere(href: string): Promise<void> {
  try {
    await request(href, { method: "HEAD" });
  } catch {
    await (await request(href)).body?.cancel();
  }
}

function startDownload(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}
