const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";
const COUNTS = { total: 212, valid: 188, invalid: 21, error: 3, processed: 212, pending: 0 };
const RUN = {
  run: 0,
  started_at: "2026-10-12T08:00:04.000Z",
  completed_at: "2026-10-12T08:01:40.000Z",
  threshold: null,
  thresholds: { logo: 0.65, "logo-read": 0.5 },
  items: 212,
  counts: COUNTS,
  changed: null,
  model: "3f6c0d2a",
};

/** Examples of the description. */
export const examples = {
  found: {
    batches: [
      {
        batch_id: BATCH,
        title: "Autumn catalogue",
        supplier: "Example Ltd",
        pinned: true,
        status: "completed",
        counts: COUNTS,
        created_at: "2026-10-12T08:00:00.000Z",
        completed_at: "2026-10-12T08:05:10.000Z",
        matching_name: "kettles/kettle-12.jpg",
      },
    ],
    next_cursor: null,
    searched_to: null,
  },
  edit: { title: "Autumn catalogue", pinned: true },
  record: {
    batch_id: BATCH,
    title: "Autumn catalogue",
    supplier: "Example Ltd",
    note: "Second delivery",
    pinned: true,
    version: 2,
    status: "completed",
    created_at: "2026-10-12T08:00:00.000Z",
    completed_at: "2026-10-12T08:05:10.000Z",
    kept_until: null,
    thresholds: { logo: 0.4 },
    model: "3f6c0d2a",
    runs: [
      RUN,
      {
        ...RUN,
        run: 1,
        started_at: "2026-10-12T08:05:08.000Z",
        completed_at: "2026-10-12T08:05:10.000Z",
        threshold: 0.4,
        changed: 24,
      },
    ],
  },
};
