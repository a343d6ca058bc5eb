export async function suggestPriority(title: string, body: string) {
  // In a real implementation this would ask the model.
  await new Promise((resolve) => setTimeout(resolve, 300))
  return { level: "normal", confidence: 0.87, reason: "Looks like a billing question" }
}
