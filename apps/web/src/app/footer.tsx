import { shownAdmin } from "../browser/address.ts";
import { LANGUAGES, chooseLanguage, language } from "../browser/language/language.ts";
import type { Language } from "../browser/language/language.ts";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useCapabilities } from "../state/capabilities.ts";
import classes from "./footer.module.css";

/** Where else to go, and the language. */
export function Footer() {
  // The administrator's page does without an API key.
  const onAdminPage = useSignal(shownAdmin);
  const hasAdmin = useCapabilities(!onAdminPage)?.admin === true || onAdminPage;
  const shown = useSignal(language);
  return (
    <footer className={`no-print ${classes["footer"]}`}>
      <nav aria-label={t("footer.label")}>
        <a href="/docs/">{t("footer.docs")}</a>
        {hasAdmin && <a href="/?admin">{t("footer.admin")}</a>}
      </nav>
      <label>
        <span>{t("footer.language")}</span>{" "}
        <select value={shown} onChange={(event) => void chooseLanguage(event.currentTarget.value as Language)}>
          {Object.entries(LANGUAGES).map(([name, label]) => (
            <option key={name} value={name} lang={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}
