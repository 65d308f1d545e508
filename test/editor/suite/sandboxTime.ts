/** Waits, in the editor's time, until something is so. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await pause();
  }
  throw new Error('It did not come to that');
}

/** The same, while the sandbox's time passes much faster. */
export async function advanceUntil(condition: () => boolean | Promise<boolean>): Promise<void> {
  await until(async () => {
    if (await condition()) return true;
    await advance(5000);
    return false;
  });
}

async function advance(advanceMs: number): Promise<void> {
  const endpoint = process.env['QUAYSIDE_SANDBOX_ENDPOINT'] ?? '';
  await fetch(`${endpoint}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advanceMs }) });
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}
