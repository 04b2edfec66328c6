import { Html, html } from "./html.ts";

/** Without scripts and without anything from elsewhere; prints on A4. */
const STYLE = `
:root { color-scheme: light dark; --line: #8884; --muted: #767676; --bad: #c92a2a; --good: #2b8a3e; }
* { box-sizing: border-box; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 24px; max-width: 1100px; }
h1 { font-size: 22px; margin: 0 0 4px; overflow-wrap: anywhere; } h2 { font-size: 17px; margin: 28px 0 8px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 12px 0; } dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 6px 8px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } th { overflow-wrap: normal; }
thead { display: table-header-group; } tr, figure { break-inside: avoid; }
img { max-width: 160px; max-height: 120px; display: block; } figure { margin: 0 0 12px; } .view img { max-width: 100%; max-height: 80vh; }
.pictures { display: flex; gap: 8px; } .muted { color: var(--muted); } code { font-size: 11px; overflow-wrap: anywhere; }
td.Invalid, td.Error, td.Valid { overflow-wrap: normal; } .Invalid, .Error { color: var(--bad); font-weight: 600; } .Valid { color: var(--good); font-weight: 600; }
nav, form { display: flex; flex-wrap: wrap; gap: 12px; align-items: center; margin: 16px 0; } select, input, button { font: inherit; padding: 4px 8px; }
@media screen and (max-width: 640px) { body { padding: 16px; font-size: 16px; } .pictures { flex-wrap: wrap; } code { font-size: 13px; } thead { display: none; } table, tbody, tr, td { display: block; } tr { padding: 10px 0; border-bottom: 1px solid var(--line); } td { padding: 2px 0; border: 0; }
  /* For fingers. */
  nav { gap: 0 24px; margin: 8px 0; } nav a, td a { display: inline-block; padding: 11px 0; } td a:has(img) { padding: 0; } select, button { min-height: 44px; padding: 4px 14px; } }
@page { size: A4; margin: 14mm; }
@media (prefers-color-scheme: dark) { :root { --muted: #a0a0a0; --bad: #ff8787; --good: #69db7c; } }
@media print { :root { color-scheme: light; --muted: #555; --bad: #c92a2a; --good: #2b8a3e; } body { padding: 0; max-width: none; font-size: 11px; } nav, form { display: none; } }
`;

export const pageHead = (title: string): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
     `;

export const PAGE_END = html`</main></body></html> `;

/** For pages that are made here: nothing runs, and nothing is loaded from elsewhere. */
export const pageHeaders = (images: "data:" | "'self'"): Record<string, string> => ({
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; img-src ${images}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
});
