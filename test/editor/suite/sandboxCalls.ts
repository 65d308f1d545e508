/** How often the sandbox was asked for something, by anybody, such as `ecs:UpdateService`. */
export async function callsOf(operation: string): Promise<number> {
  const endpoint = process.env['QUAYSIDE_SANDBOX_ENDPOINT'] ?? '';
  const counts = (await (await fetch(`${endpoint}/_sandbox/calls`)).json()) as Record<string, number>;
  return counts[operation] ?? 0;
}
