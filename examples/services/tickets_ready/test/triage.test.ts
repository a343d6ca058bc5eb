import { expect, test } from "vitest"

import { suggestPriority } from "../src/services/triage.js"

test("an outage is urgent, a question is not", () => {
  expect(suggestPriority("Payment is down", "")).toBe("urgent")
  expect(suggestPriority("Invoice", "Where is it?")).toBe("normal")
})
