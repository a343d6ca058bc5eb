// Used before there was a database.
export const mockTickets = [
  { id: "t-1", title: "Printer on fire", owner: "Jane Doe", opened: "2 hours ago" },
  { id: "t-2", title: "Cannot log in", owner: "John Smith", opened: "1 day ago" },
]

export async function fetchTickets() {
  await new Promise((resolve) => setTimeout(resolve, 500))
  return mockTickets
}

export function getAgentName(ticketId: string) {
  return { id: 7, name: "Jane Doe", team: "Support" }
}
