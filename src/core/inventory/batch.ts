/** Cuts a list into runs of at most `size`; an empty list gives none, so nothing is ever described with nothing. */
export function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const result: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += size) result.push(items.slice(start, start + size));
  return result;
}

/**
 * Waits for all, and only then throws the first failure: what succeeded beside a failure is not lost. The calls
 * themselves are paced by the connection's request budget.
 */
export async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
