// Speaks as the front end of the original service does: another origin, forms, its socket without a version, and tokens.
// It knows one batch, the one in front, and takes any `complete` for it.
import { zipOf } from "./zip.mjs";

const api = new URLSearchParams(location.search).get("api");
const at = (id) => document.getElementById(id);
const show = (id, text) => (at(id).textContent = text);
/** More files than this go as one zip. */
const ZIP_ABOVE = 100;
const RECONNECT_MS = 300;
const HEARTBEAT_MS = 500;

const clientId = localStorage.getItem("client_id") ?? `client-${crypto.randomUUID()}`;
localStorage.setItem("client_id", clientId);
let batchId = localStorage.getItem("batch_id") ?? undefined;
let session;
let connects = 0;

const call = async (path, init = {}) => {
  const response = await fetch(api + path, init);
  const body = await response.json();
  if (!response.ok) throw new Error(`${response.status}: ${body.detail}`);
  return body;
};
const postJson = (path, body) =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const formOf = (fields) => {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, ...[value].flat());
  return form;
};
const guarded = (work) => () => {
  show("error", "");
  work().catch((error) => show("error", String(error.message ?? error)));
};

function connect() {
  const socket = new WebSocket(`${api.replace("http", "ws")}/ws/${clientId}`);
  let heartbeat;
  socket.addEventListener("open", () => {
    show("socket", "open");
    show("connects", String((connects += 1)));
    heartbeat = setInterval(() => {
      socket.send(JSON.stringify({ event: "heartbeat", client_id: clientId, timestamp: Date.now() / 1000 }));
    }, HEARTBEAT_MS);
  });
  socket.addEventListener("message", ({ data }) => receive(JSON.parse(data)));
  socket.addEventListener("close", () => {
    clearInterval(heartbeat);
    show("socket", "closed");
    setTimeout(connect, RECONNECT_MS);
  });
}

const handlers = {
  connected: ({ recovered_batches: recovered }) => {
    if (batchId === undefined && recovered.length > 0) follow(recovered[0]);
  },
  progress: (frame) => {
    if (frame.batch_id !== batchId) return;
    at("bar").value = frame.percentage;
    show(
      "counts",
      `${frame.processed} of ${frame.total}: ${frame.valid} valid, ${frame.invalid} invalid, ${frame.error} error`,
    );
    show("current", frame.current_file ?? frame.current_url ?? "");
    if (typeof frame.timestamp !== "number") show("error", "a timestamp is no number");
  },
  retry_start: () => show("state", "retrying"),
  complete: () => guarded(showResults)(),
  error: ({ error }) => show("error", error),
  heartbeat_ack: ({ timestamp }) => (document.body.dataset.beat = typeof timestamp),
};
const receive = (frame) => handlers[frame.event]?.(frame);

function follow(id) {
  batchId = id;
  localStorage.setItem("batch_id", id);
  show("batch-id", id);
  show("state", "processing");
  at("results").replaceChildren();
}

async function showResults() {
  const { results } = await call(`/api/check-logo/batch/${batchId}/complete`);
  const counts = await call(`/check-logo/batch/getCount?batch_id=${batchId}`);
  at("results").replaceChildren(
    ...results.map(({ Image_Path_or_URL: name, Is_Valid: verdict, Error: error }) => rowOf(name, verdict, error ?? "")),
  );
  show("counts", `${counts.total}: ${counts.valid} valid, ${counts.invalid} invalid`);
  show("state", "completed");
}

function rowOf(...cells) {
  const row = document.createElement("tr");
  row.append(
    ...cells.map((cell) =>
      Object.assign(document.createElement("td"), cell instanceof Node ? {} : { textContent: cell }),
    ),
  );
  cells.forEach((cell, i) => cell instanceof Node && row.children[i].append(cell));
  return row;
}

async function begin(total) {
  const { batch_id: id } = await call("/api/start-batch", { method: "POST", body: formOf([["client_id", clientId]]) });
  await postJson("/api/init-batch", { batch_id: id, client_id: clientId, total });
  follow(id);
  return [
    ["batch_id", id],
    ["client_id", clientId],
    ["chunkSize", "10"],
  ];
}

const clicks = {
  async single() {
    const [file] = at("single-file").files;
    const result = await call("/api/check-logo/single/", {
      method: "POST",
      body: formOf([["file", [file, file.name]]]),
    });
    at("results").replaceChildren(rowOf(result.Image_Path_or_URL, result.Is_Valid, result.Error ?? ""));
    show("state", "checked");
  },
  async batch() {
    const files = [...at("files").files];
    // It declares all files; those of equal names fall together in the zip.
    const fields = await begin(files.length);
    if (files.length > ZIP_ABOVE) fields.push(["zip_file", [await zipOf(files), "images.zip"]]);
    else for (const file of files) fields.push(["files", [file, file.name]]);
    await call("/api/check-logo/batch/", { method: "POST", body: formOf(fields) });
  },
  async "send-urls"() {
    const urls = at("urls")
      .value.split("\n")
      .filter((line) => line !== "");
    const fields = Object.fromEntries(await begin(urls.length));
    await postJson("/api/check-logo/batch/", { ...fields, chunkSize: 10, image_paths: urls });
  },
  async login() {
    const body = formOf([
      ["username", at("username").value],
      ["password", at("password").value],
    ]);
    session = await call("/api/admin/login", { method: "POST", body });
    show("session", "logged in");
    await showAdministration();
  },
  async logout() {
    await admin("/api/admin/logout", { method: "POST" });
    show(
      "session",
      await admin("/api/admin/check-session").then(
        () => "logged in",
        () => "logged out",
      ),
    );
  },
};

const admin = (path, init = {}) =>
  call(path, { ...init, headers: { "x-auth-token": session.token, "x-csrf-token": session.csrf_token } });

async function showAdministration() {
  const stats = await admin("/api/admin/dashboard-stats");
  show("stats", `${stats.batches_today} today, ${stats.success_rate} %`);
  const rows = await admin("/api/admin/batch-history");
  at("history").replaceChildren(
    ...rows.map((row) => {
      const preview = Object.assign(document.createElement("button"), { textContent: "Preview" });
      preview.addEventListener(
        "click",
        guarded(async () => {
          const { preview: first } = await admin(`/api/admin/batch/${row.batch_id}/preview`);
          show("preview", first.map((each) => `${each.Image_Path_or_URL} ${each.Is_Valid}`).join("\n"));
        }),
      );
      const download = Object.assign(document.createElement("a"), {
        textContent: "Download",
        href: api + row.download_url,
      });
      return rowOf(
        row.batch_id,
        `${row.valid_count}/${row.invalid_count}/${row.total_count}`,
        `${row.file_size} bytes`,
        preview,
        download,
      );
    }),
  );
}

for (const [id, work] of Object.entries(clicks)) at(id).addEventListener("click", guarded(work));
if (batchId !== undefined) {
  show("batch-id", batchId);
  show("state", "processing");
}
connect();
