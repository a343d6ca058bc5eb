import { config } from "../config.js"

async function call(path: string, options: RequestInit = {}) {
  const response = await fetch(`${config.chatUrl}${path}`, {
    ...options,
    signal: AbortSignal.timeout(3000),
  })
  if (!response.ok) {
    throw new Error(`the chat answered ${response.status}`)
  }
}

export async function notifyTeam(ticketId: string) {
  await call("/messages", { method: "POST", body: JSON.stringify({ text: `New ticket ${ticketId}` }) })
}

export async function askChat() {
  await call("/health")
}
