import cors from "cors"
import express from "express"

import { config } from "./config.js"
import { health } from "./routes/health.js"
import { reports } from "./routes/reports.js"
import { tickets } from "./routes/tickets.js"

export const app = express()

app.use(cors({ origin: config.allowedOrigins }))
app.use(express.json())
app.use("/health", health)
app.use("/api/tickets", tickets)
app.use("/api/reports", reports)
