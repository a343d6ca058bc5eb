const URGENT = ["down", "outage", "leak", "payment"]

export function suggestPriority(title: string, body: string) {
  const words = `${title} ${body}`.toLowerCase().split(/\W+/)
  const urgent = words.filter((word) => URGENT.includes(word)).length
  if (urgent > 1) return "urgent"
  return urgent === 1 ? "high" : "normal"
}
