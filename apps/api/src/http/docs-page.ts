import express from "express";
import type { Express } from "express";
// Not the package itself: to say where its files are, that loads the whole page (12 MB of heap) into this process.
import swaggerUiDir from "swagger-ui-dist/absolute-path.js";

/** The page loads from this server only, whatever a description refers to. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Symphony API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>
`;

const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#page", deepLinking: true, tryItOutEnabled: true, validatorUrl: null, docExpansion: "list" });\n`;

const FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

/** `/docs`: the description of the API as a page, from which it can be called. */
export function mountDocsPage(app: Express): void {
  app.get(
    "/docs",
    (_request, response) => void response.set("content-security-policy", POLICY).type("html").send(PAGE),
  );
  app.get("/docs/start.js", (_request, response) => void response.type("js").send(START));
  const files = express.static(swaggerUiDir(), { index: false, maxAge: "1d" });
  for (const name of FILES) {
    app.get(`/docs/${name}`, (request, response, next) => {
      request.url = `/${name}`;
      files(request, response, next);
    });
  }
}
