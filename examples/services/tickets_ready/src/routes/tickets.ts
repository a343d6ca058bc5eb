import { Router } from "express"

import { requireUser } from "../auth.js"
import { db } from "../db.js"
import { log } from "../log.js"
import { notifyTeam } from "../services/chat.js"
import { suggestPriority } from "../services/triage.js"

export const tickets = Router()

tickets.use(requireUser)

tickets.get("/", async (_req, res) => {
  res.json(await db.ticket.findMany({ where: { ownerId: res.locals.user.sub } }))
})

tickets.get("/search", async (req, res) => {
  const words = String(req.query.q ?? "")
  res.json(
    await db.ticket.findMany({
      select: { id: true, title: true },
      where: { title: { contains: words, mode: "insensitive" }, ownerId: res.locals.user.sub },
    }),
  )
})

tickets.post("/", async (req, res) => {
  const { title, body } = req.body
  const ticket = await db.ticket.create({
    data: { title, body, priority: suggestPriority(title, body), ownerId: res.locals.user.sub },
  })
  try {
    await notifyTeam(ticket.id)
  } catch (error) {
    log.warn(`the team was not told of ${ticket.id}`, error)
  }
  res.status(201).json(ticket)
})

tickets.delete("/:id", async (req, res) => {
  const { count } = await db.ticket.deleteMany({
    where: { id: req.params.id, ownerId: res.locals.user.sub },
  })
  res.status(count > 0 ? 204 : 404).end()
})
