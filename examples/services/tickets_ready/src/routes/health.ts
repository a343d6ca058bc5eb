import { Router } from "express"

import { db } from "../db.js"
import { log } from "../log.js"
import { askChat } from "../services/chat.js"

export const health = Router()

health.get("/", async (_req, res) => {
  const parts = { database: await answers("database", askDatabase), chat: await answers("chat", askChat) }
  const healthy = parts.database && parts.chat
  res.status(healthy ? 200 : 503).json({ status: healthy ? "healthy" : "unhealthy", parts })
})

health.get("/live", (_req, res) => {
  res.json({ status: "alive" })
})

async function askDatabase() {
  await db.ticket.findFirst({ select: { id: true } })
}

async function answers(name: string, ask: () => Promise<unknown>) {
  try {
    await ask()
    return true
  } catch (error) {
    log.warn(`the ${name} does not answer`, error)
    return false
  }
}
