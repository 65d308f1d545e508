/** Pages of a list, one request at a time, the first one when somebody asks for it. */
export async function* pages<T>(
  fetchPage: (
    nextToken: string | undefined,
  ) => Promise<{ readonly items: readonly T[]; readonly nextToken: string | undefined }>,
): AsyncGenerator<readonly T[], void, undefined> {
  let token: string | undefined;
  do {
    const { items, nextToken } = await fetchPage(token);
    yield items;
    // A token that comes back unchanged would go round for ever.
    token = nextToken === token ? undefined : nextToken;
  } while (token !== undefined && token !== '');
}
