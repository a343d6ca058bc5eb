import { expect, test } from "vitest"

import { suggestPriority } from "../src/services/triage.js"

test("a ticket gets a priority", async () => {
  expect((await suggestPriority("Invoice", "It is wrong")).level).toBe("normal")
})
