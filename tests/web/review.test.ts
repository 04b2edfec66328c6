import { expect, test } from "@jest/globals";
import type { ListedResult, ReviewEntry } from "@symphony/contract";
import { createCaller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { until } from "@symphony/test-support/system";
import type { Page } from "playwright-core";
import { violations } from "./axe.ts";
import { openNetworkProxy } from "./network-proxy.ts";
import { batchIdOf, images } from "./page.ts";
import { TOOL_LOOKS, setUpWebTests } from "./setup.ts";

/** How long a decision may take to show on another page. */
const SHOWN_MS = 2_000;

const web = setUpWebTests();

const finishSixImages = async (): Promise<string> =>
  web.finishBatch([
    ...(await picturesOf(5)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]),
    ["broken.jpg", Buffer.from("no image")],
  ]);
const addressOf = (id: string): string => `${web.system().url}/?batch=${id}`;
const viewer = (page: Page) => page.getByRole("dialog");
/** Opens the queue and waits until it has the keys. */
async function openQueue(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Review" }).click();
  await viewer(page).locator(":focus").waitFor();
}
const decidedText = (page: Page, text: string): Promise<void> =>
  viewer(page).getByText(text, { exact: true }).waitFor();

async function resultsOf(page: Page): Promise<ListedResult[]> {
  const path = `/api/batches/${batchIdOf(page)}/results?limit=100`;
  return (await createCaller(web.system().url).getJson<{ results: ListedResult[] }>(path)).results;
}

test("a queue ordered by doubt is decided by keys; another page shows it within 2 s", async () => {
  const id = await finishSixImages();
  const page = await web.open(addressOf(id));
  const colleague = await web.open(addressOf(id));
  await Promise.all([page, colleague].map((each) => images(each, /broken\.jpg Error/).waitFor()));
  await colleague.getByText("Live", { exact: true }).waitFor();
  await openQueue(page);
  // The machine could not tell: the error comes first.
  await viewer(page).getByText("broken.jpg").first().waitFor();
  // Keys that decide and keys that filter have different names.
  await viewer(page)
    .getByText(/Y valid N invalid .* V only valid I only invalid E only errors/)
    .waitFor();
  await decidedText(page, "0 of 6 decided");

  await page.keyboard.press("c");
  await page.keyboard.type("seen on paper");
  await page.keyboard.press("Enter");
  await page.getByLabel("Reason").selectOption("bad photo");
  // Keys belong to a field while it has the focus.
  await viewer(page).getByRole("button", { name: "Next image" }).focus();
  await page.keyboard.press("y");
  await decidedText(page, "1 of 6 decided");
  colleague.context().setDefaultTimeout(SHOWN_MS);
  await images(colleague, /broken\.jpg Error Decided: Valid/).waitFor();

  for (const [key, count] of [
    ["n", 2],
    ["y", 3],
  ] as const) {
    await page.keyboard.press(key);
    await decidedText(page, `${count} of 6 decided`);
  }
  await page.keyboard.press("u");
  await decidedText(page, "2 of 6 decided");
  await viewer(page).getByText("3 of 6", { exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await viewer(page).getByText("4 of 6", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await viewer(page).waitFor({ state: "detached" });

  const results = await resultsOf(page);
  expect(results[5]).toMatchObject({
    Is_Valid: "Error",
    Effective: "Valid",
    Review: { verdict: "Valid", reason: "bad photo", note: "seen on paper", by: "anonymous" },
  });
  expect(results.filter(({ Review }) => Review !== null)).toHaveLength(2);
  // What was decided goes first in no queue: it begins at the first open image.
  await openQueue(page);
  await viewer(page).getByText("3 of 6", { exact: true }).waitFor();
});

test("a comment is sent with the decision, stays with its image, and can be added to a decided one", async () => {
  const id = await finishSixImages();
  const page = await web.open(addressOf(id));
  await images(page, /0\.jpg/).click();
  await viewer(page).locator(":focus").waitFor();
  const comment = page.getByLabel("Comment");
  await comment.fill("too dark to read");
  await viewer(page).getByRole("button", { name: "Invalid" }).click();
  await decidedText(page, "1 of 6 decided");
  await viewer(page).getByText("2 of 6", { exact: true }).waitFor();
  expect(await comment.inputValue()).toBe("");

  await comment.fill("not sent yet");
  // Enter gives the keys back to the viewer.
  await comment.press("Enter");
  await page.keyboard.press("ArrowLeft");
  await viewer(page).getByText("1 of 6", { exact: true }).waitFor();
  expect(await comment.inputValue()).toBe("too dark to read");
  await comment.fill("seen on paper");
  await comment.press("Enter");
  await until(async () => (await resultsOf(page))[0]?.Review?.note === "seen on paper", "the comment is sent");
  expect((await resultsOf(page))[0]?.Review).toMatchObject({ verdict: "Invalid", note: "seen on paper" });
  await page.keyboard.press("ArrowRight");
  await viewer(page).getByText("2 of 6", { exact: true }).waitFor();
  expect(await comment.inputValue()).toBe("not sent yet");
  expect((await resultsOf(page))[1]?.Review).toBeNull();
});

test("a comment on an undecided image says that it waits for the decision, and a reload does not lose it", async () => {
  const id = await finishSixImages();
  const page = await web.open(addressOf(id));
  await images(page, /0\.jpg/).click();
  await viewer(page).locator(":focus").waitFor();
  const waiting = viewer(page).getByText("Not saved yet: it is saved with your decision.");
  await page.keyboard.press("c");
  await page.keyboard.type("too dark to read");
  await page.keyboard.press("Enter");
  await waiting.waitFor();
  await page.keyboard.press("ArrowRight");
  await waiting.waitFor({ state: "hidden" });
  await page.keyboard.press("Escape");
  await viewer(page).waitFor({ state: "detached" });
  await page.reload();
  await images(page, /0\.jpg/).click();
  await waiting.waitFor();
  expect(await page.getByLabel("Comment").inputValue()).toBe("too dark to read");
  await viewer(page).locator(":focus").waitFor();
  await page.keyboard.press("n");
  await decidedText(page, "1 of 6 decided");
  expect((await resultsOf(page))[0]?.Review).toMatchObject({ verdict: "Invalid", note: "too dark to read" });
  await page.keyboard.press("ArrowLeft");
  await waiting.waitFor({ state: "hidden" });
});

test("an older remark does not hide what somebody else has said since", async () => {
  const id = await finishSixImages();
  const page = await web.open(addressOf(id));
  await images(page, /0\.jpg/).click();
  await viewer(page).locator(":focus").waitFor();
  await page.keyboard.press("c");
  await page.keyboard.type("too dark to read");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await viewer(page).waitFor({ state: "detached" });
  await decideElsewhere(id, "Invalid", 0, "the old logo");
  await images(page, /^0\.jpg Valid Decided: Invalid/).click();
  await until(async () => (await page.getByLabel("Comment").inputValue()) === "the old logo", "theirs is shown");
});

test("filters by decision; an image that is decided stays in the open viewer", async () => {
  const page = await web.open(addressOf(await finishSixImages()));
  await images(page, /broken\.jpg Error/).waitFor();
  await page.getByLabel("Decision").selectOption("open");
  await images(page).first().click();
  await decidedText(page, "0 of 6 decided");
  await page.keyboard.press("n");
  await decidedText(page, "1 of 6 decided");
  await viewer(page).getByText("2 of 6", { exact: true }).waitFor();
  await page.keyboard.press("n");
  await decidedText(page, "2 of 6 decided");
  await page.keyboard.press("Escape");
  await until(async () => (await images(page).count()) === 4, "four are open");
  await page.getByLabel("Decision").selectOption("decided");
  await until(async () => (await images(page).count()) === 2, "two are decided");
  await page.getByLabel("Decision").selectOption("overridden");
  // Whose numbers the page shows, and those of the report.
  await page
    .getByText(
      "People decided 1 image otherwise. All numbers and filters here are the machine's; with the decisions: 2 valid, 3 invalid, errors: 1.",
    )
    .waitFor();
  // The machine found the mark on the first, and not on the second.
  await until(async () => (await images(page).count()) === 1, "one is overridden");
  await images(page, /^0\.jpg Valid Decided: Invalid/).waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("button", { name: "Show overridden" }).click();
  await until(async () => (await images(page).count()) === 1, "one is overridden");
});

test("keys that follow each other at once decide about an image again, before the page has shown its last decision", async () => {
  const id = await finishSixImages();
  const page = await web.open(addressOf(id));
  await openQueue(page);
  const statuses: number[] = [];
  for (const key of ["y", "u", "n", "u", "y"]) {
    const response = page.waitForResponse((each) => each.request().method() === "PUT");
    await page.keyboard.press(key);
    statuses.push((await response).status());
    // A key does nothing while the decision before it is on its way.
    await viewer(page).locator('[role="group"][aria-busy="false"]').waitFor();
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  await decidedText(page, "1 of 6 decided");
});

test("of two people who decide about one image the second is told, and sees the first one's decision", async () => {
  const id = await finishSixImages();
  const [page, colleague] = [await web.open(addressOf(id)), await web.open(addressOf(id))];
  await Promise.all([page, colleague].map((each) => images(each, /broken\.jpg Error/).waitFor()));
  for (const each of [page, colleague]) {
    await openQueue(each);
    await decidedText(each, "0 of 6 decided");
    await viewer(each).getByText("broken.jpg").first().waitFor();
  }
  const path = `/api/batches/${id}/items/5/review`;
  // Awaited: on a busy machine the key would be sent before its request is caught, and the second would be the first.
  await colleague.route(`**${path}`, async (route) => {
    await until(async () => (await resultsOf(page))[5]?.Review !== null, "the first decision is there");
    await route.continue();
  });
  await colleague.keyboard.press("n");
  await page.keyboard.press("y");
  await viewer(colleague).getByRole("alert").getByText("Somebody else decided").waitFor();
  await viewer(page).getByText("2 of 6", { exact: true }).waitFor();
  expect((await resultsOf(page))[5]?.Review?.verdict).toBe("Valid");
  await viewer(colleague)
    .getByText(/Decided: Valid/)
    .waitFor();
});

test("a reviewer shows where the mark is that the machine did not find, and undo takes it back", async () => {
  const id = await finishSixImages();
  const page = await web.open(`${addressOf(id)}&image=1`);
  await viewer(page).locator("img[alt='1.jpg']").waitFor();
  await page.keyboard.press("m");
  await page.keyboard.press("Escape");
  const draw = viewer(page).getByRole("button", { name: "Show where the mark is" });
  await draw.and(page.locator("[aria-pressed=false]")).waitFor();
  await viewer(page).getByRole("button", { name: "Zoom in" }).click();
  await draw.click();
  // A slip of the hand is no box.
  await drag(page, [0.5, 0.5], [0.503, 0.503]);
  await drag(page, [0.4, 0.55], [0.6, 0.7]);
  await decidedText(page, "1 of 6 decided");
  await viewer(page).getByText("3 of 6", { exact: true }).waitFor();
  const { box, ...decision } = (await reviewsOf(id, 1)).at(-1)!;
  expect(decision).toMatchObject({ verdict: "Valid", by: "anonymous" });
  const drawn = [box?.x1, box?.y1, box?.x2, box?.y2];
  for (const [nth, at] of [64, 88, 96, 112].entries()) expect(Math.abs(drawn[nth]! - at)).toBeLessThanOrEqual(1);

  await page.keyboard.press("ArrowLeft");
  await viewer(page)
    .getByText(/Decided: Valid/)
    .waitFor();
  expect(await viewer(page).locator("[data-drawn]").count()).toBe(2);
  await page.keyboard.press("u");
  await decidedText(page, "0 of 6 decided");
  await viewer(page).locator("[data-drawn]").first().waitFor({ state: "detached" });
  // Held down, Enter takes the box and does not go on through the images.
  await page.keyboard.press("m");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.down("Enter");
  await viewer(page).getByText("3 of 6", { exact: true }).waitFor();
  await page.keyboard.down("Enter");
  await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await page.keyboard.press("ArrowLeft");
  await viewer(page).getByText("2 of 6", { exact: true }).waitFor();
  expect((await reviewsOf(id, 1)).map(({ verdict }) => verdict)).toEqual(["Valid", null, "Valid"]);
});

test("undo leaves alone what somebody else decided since, and goes on with what is one's own", async () => {
  const id = await finishSixImages();
  const page = await web.open(addressOf(id));
  await images(page, /0\.jpg Valid/).click();
  await viewer(page).locator(":focus").waitFor();
  const press = async (key: string): Promise<number> => {
    const response = page.waitForResponse((each) => each.request().method() === "PUT");
    await page.keyboard.press(key);
    const status = (await response).status();
    await viewer(page).locator('[role="group"][aria-busy="false"]').waitFor();
    return status;
  };
  await press("n");
  await page.keyboard.press("ArrowLeft");
  await press("y");
  await press("n");
  await decideElsewhere(id, "Invalid", 1);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await viewer(page).getByText("1 of 6", { exact: true }).waitFor();
  expect(await press("u")).toBe(412);
  await viewer(page).getByRole("alert").getByText("Somebody else decided").waitFor();
  await viewer(page).getByText("2 of 6", { exact: true }).waitFor();
  expect([await press("u"), await press("u")]).toEqual([200, 200]);
  const results = await resultsOf(page);
  expect(results.map(({ Review }) => Review?.verdict)).toEqual([undefined, "Invalid", ...Array(4).fill(undefined)]);
});

test("an undo whose response was lost counts as done when it is tried again, and the ones before it follow", async () => {
  const id = await finishSixImages();
  const page = await web.open(addressOf(id));
  await images(page, /0\.jpg Valid/).click();
  await viewer(page).locator(":focus").waitFor();
  const verdict = async (): Promise<string | undefined> => (await resultsOf(page))[0]?.Review?.verdict;
  const press = async (key: string, expected: string | undefined): Promise<void> => {
    await page.keyboard.press(key);
    await until(async () => (await verdict()) === expected, `${key} is saved`);
    await viewer(page).locator('[role="group"][aria-busy="false"]').waitFor();
  };
  await press("n", "Invalid");
  await page.keyboard.press("ArrowLeft");
  await press("y", "Valid");
  await page.route(
    `**/api/batches/${id}/items/0/review`,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await press("u", "Invalid");
  const alert = viewer(page).getByRole("alert");
  await alert.waitFor();
  await press("u", "Invalid");
  await alert.waitFor({ state: "detached" });
  await press("u", undefined);
  expect(await alert.count()).toBe(0);
  expect((await reviewsOf(id, 0)).map((each) => each.verdict)).toEqual(["Invalid", "Valid", "Invalid", null]);
});

/** Somebody else decides about an image of a batch. */
const decideElsewhere = (id: string, verdict: "Valid" | "Invalid", seq = 0, note?: string): Promise<Response> =>
  fetch(`${web.system().url}/api/batches/${id}/items/${seq}/review`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verdict, note }),
  });

test("a decision that was made while the page was not connected shows after it has reconnected", async () => {
  const id = await finishSixImages();
  const proxy = await openNetworkProxy(web.system().url);
  web.cleanUp(() => proxy.close());
  const page = await web.open(`${proxy.url}/?batch=${id}`);
  await images(page, /broken\.jpg Error/).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  proxy.cut();
  await page.getByText("Reconnecting", { exact: true }).first().waitFor();
  await decideElsewhere(id, "Invalid");
  proxy.restore();
  await images(page, /^0\.jpg Valid Decided: Invalid/).waitFor();
});

test("a decision that was made after the page had read the results and before its socket was live shows within 2 s", async () => {
  const id = await finishSixImages();
  const page = await web.open("about:blank");
  let connect = (): void => undefined;
  const decided = new Promise<void>((resolve) => (connect = resolve));
  await page.routeWebSocket(/\/ws\//, async (socket) => {
    await decided;
    socket.connectToServer();
  });
  await page.goto(addressOf(id));
  await images(page, /broken\.jpg Error/).waitFor();
  await decideElsewhere(id, "Invalid");
  connect();
  await page.getByText("Live", { exact: true }).waitFor();
  page.context().setDefaultTimeout(SHOWN_MS);
  await images(page, /^0\.jpg Valid Decided: Invalid/).waitFor();
});

test("the results of a batch are read once per visit, also after a reconnect and for what was missed elsewhere", async () => {
  const [id, other] = [await finishSixImages(), await finishSixImages()];
  const proxy = await openNetworkProxy(web.system().url);
  web.cleanUp(() => proxy.close());
  const page = await web.open(`${proxy.url}/?batch=${other}`);
  const reads: string[] = [];
  page.on("request", (request) => void (/\/results\?cursor/.test(request.url()) && reads.push(request.url())));
  const visit = async (batch: string): Promise<void> => {
    reads.length = 0;
    await page.evaluate(
      `history.pushState(null, "", "/?batch=${batch}"); dispatchEvent(new PopStateEvent("popstate"))`,
    );
    await images(page, /broken\.jpg Error/).waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
  };
  /** What a socket tells comes after everything that its page reads at the start. */
  const seeDecision = async (batch: string, seq: number): Promise<void> => {
    await decideElsewhere(batch, "Invalid", seq);
    await images(page, new RegExp(`^${seq}\\.jpg .*Decided: Invalid`)).waitFor();
  };
  await images(page, /broken\.jpg Error/).waitFor();
  await visit(id);
  await seeDecision(id, 0);
  expect(reads).toHaveLength(1);
  proxy.cut();
  await page.getByText("Reconnecting", { exact: true }).first().waitFor();
  proxy.restore();
  await page.getByText("Live", { exact: true }).waitFor();
  await visit(other);
  await seeDecision(other, 0);
  expect(reads).toHaveLength(1);
  await decideElsewhere(id, "Invalid", 1);
  await visit(id);
  await images(page, /^1\.jpg .*Decided: Invalid/).waitFor();
  await seeDecision(id, 2);
  expect(reads).toHaveLength(1);
});

test("where WebSockets are blocked, a finished batch still shows what others decide and remove", async () => {
  const id = await finishSixImages();
  const page = await web.open("about:blank");
  await page.routeWebSocket(/\/ws\//, (socket) => void socket.close());
  await page.goto(addressOf(id));
  await images(page, /broken\.jpg Error/).waitFor();
  await decideElsewhere(id, "Invalid");
  await images(page, /^0\.jpg Valid Decided: Invalid/).waitFor();
  await fetch(`${web.system().url}/api/batches/${id}`, { method: "DELETE" });
  await images(page).first().waitFor({ state: "detached" });
});

const reviewsOf = (id: string, seq: number): Promise<ReviewEntry[]> =>
  createCaller(web.system().url).getJson(`/api/batches/${id}/items/${seq}/review`);

/** Drags over the picture of the viewer, from and to shares of its width and height. */
async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const element = (await viewer(page).locator("img").first().boundingBox())!;
  // The pictures are squares, fitted into the element.
  const side = Math.min(element.width, element.height);
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    element.x + element.width / 2 + (x - 0.5) * side,
    element.y + element.height / 2 + (y - 0.5) * side,
  ];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 4 });
  await page.mouse.up();
}

test.each(TOOL_LOOKS)("axe finds no violations while reviewing: %s", async (_name, options) => {
  const page = await web.open(addressOf(await finishSixImages()), options);
  await images(page, /broken\.jpg Error/).waitFor();
  await openQueue(page);
  await decidedText(page, "0 of 6 decided");
  expect(await violations(page)).toEqual([]);
  await viewer(page).getByRole("button", { name: "Valid", exact: true }).click();
  await decidedText(page, "1 of 6 decided");
  await viewer(page).getByRole("button", { name: "Previous image" }).click();
  await viewer(page)
    .getByText(/Decided: Valid/)
    .waitFor();
  expect(await violations(page)).toEqual([]);
  const dir = process.env["REVIEW_SHOTS"];
  if (dir !== undefined) await page.screenshot({ path: `${dir}/viewer-${_name}.png` });
  await viewer(page).getByRole("button", { name: "Close" }).click();
  await images(page, /broken\.jpg Error Decided: Valid/).waitFor();
  expect(await violations(page)).toEqual([]);
  if (dir !== undefined) await page.screenshot({ path: `${dir}/list-${_name}.png` });
  await page.getByRole("button", { name: "Grid" }).click();
  await images(page, /Decided: Valid/).waitFor();
  expect(await violations(page)).toEqual([]);
  if (dir !== undefined) await page.screenshot({ path: `${dir}/grid-${_name}.png` });
});
