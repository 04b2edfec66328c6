import { z } from "zod";

/** Every way in which a request can fail, with HTTP status and title. Programs switch over the code. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: "The request is not valid" },
  nothing_to_do: { status: 400, title: "No images were given" },
  nothing_to_correct: { status: 400, title: "No file belongs to an image that failed" },
  zip_without_images: { status: 400, title: "The zip file holds no images" },
  zip_unreadable: { status: 400, title: "The zip file cannot be read" },
  brand_unknown: { status: 400, title: "The brand is not known" },
  artwork_refused: { status: 400, title: "The artwork cannot be used" },
  review_conflict: { status: 412, title: "Somebody else reviewed the image meanwhile" },
  record_conflict: { status: 412, title: "Somebody else changed the batch's record meanwhile" },
  zip_refused: { status: 400, title: "The zip file is not safe to unpack" },
  no_address: { status: 400, title: "The batch has no e-mail address" },
  mail_not_configured: { status: 400, title: "This service sends no mail" },
  webhooks_not_configured: { status: 400, title: "This service sends no webhooks" },
  unauthorized: { status: 401, title: "An API key is needed" },
  admin_only: { status: 401, title: "Only the administrator may do this" },
  origin_not_allowed: { status: 403, title: "Pages of this origin may not do this" },
  scope_missing: { status: 403, title: "The API key does not allow this" },
  not_found: { status: 404, title: "Not found" },
  batch_not_found: { status: 404, title: "Batch not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  already_submitted: { status: 409, title: "The batch was already submitted" },
  name_taken: { status: 409, title: "The name is taken" },
  batch_not_finished: { status: 409, title: "The batch is still running" },
  brand_changed: { status: 409, title: "The brand was changed meanwhile" },
  batch_changed: { status: 409, title: "The batch was changed meanwhile" },
  too_many_runs: { status: 409, title: "The batch was checked again too often" },
  too_many_shares: { status: 409, title: "The batch has too many share links" },
  too_many_schedules: { status: 409, title: "There are too many schedules" },
  schedule_running: { status: 409, title: "The schedule is running" },
  batch_finished: { status: 409, title: "The batch is finished" },
  images_gone: { status: 409, title: "The images are not kept any more" },
  upload_incomplete: { status: 409, title: "The upload is not complete" },
  upload_busy: { status: 423, title: "The upload is in use" },
  batch_not_ready: { status: 409, title: "The batch has no images yet" },
  idempotency_key_reused: { status: 422, title: "The idempotency key belongs to another submission" },
  upload_too_large: { status: 413, title: "The upload is too large" },
  too_many_items: { status: 413, title: "The batch has too many images" },
  unknown_host: { status: 421, title: "The service is not known by this name" },
  unsupported_media_type: { status: 415, title: "The body's content type is not supported" },
  not_an_image: { status: 400, title: "The file is not an image" },
  too_many_requests: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong on our side" },
  storage_unavailable: { status: 503, title: "The storage cannot take anything now" },
  not_ready: { status: 503, title: "The service is not ready" },
  source_unavailable: { status: 502, title: "The source of images cannot be read" },
  judging_timeout: { status: 504, title: "No result in time" },
  storage_full: { status: 507, title: "The storage is full" },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** The body of every error response (RFC 9457, `application/problem+json`). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  })
  .meta({ id: "Problem" });
export type ProblemBody = z.infer<typeof problemSchema>;

/** A failed request. `detail` is a sentence that says what to do; `more` is added to the body. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, detail: string, options: { cause?: unknown; more?: Record<string, unknown> } = {}) {
    super(detail, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.more = options.more ?? {};
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  toBody(): ProblemBody & Record<string, unknown> {
    const { status, title } = PROBLEMS[this.code];
    return {
      ...this.more,
      type: `urn:symphony:problem:${this.code}`,
      title,
      status,
      detail: this.message,
      code: this.code,
    };
  }
}
