import { expect, jest } from "@jest/globals";

// Tests of the running system share two cores with two others, and a promise within seconds may miss its time. They get
// a second try, and the report has the first failure too. Unit tests get one.
if (expect.getState().testPath?.includes("/tests/")) jest.retryTimes(1, { logErrorsBeforeRetry: true });
