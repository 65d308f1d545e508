/** As the agent words a tag or digest that the registry does not have (deploy-anchors d.1, row 1). */
export function imageNotFoundText(image: string): string {
  return `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`;
}

/** What an engine printed about a failed pull, in the words of AWS (deploy-anchors d.1). */
export function pullFailureText(image: string, printed: string): string {
  const text = lastLine(printed);
  if (/manifest unknown|name unknown|not found|does not exist in the registry/i.test(text)) {
    return imageNotFoundText(image);
  }
  const platform = /no matching manifest for (\S+)/i.exec(text)?.[1];
  if (platform !== undefined) {
    return `CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform '${platform}'`;
  }
  if (/access denied|denied: requested access/i.test(text)) {
    return `CannotPullContainerError: The task can’t pull the image. Check whether the image exists. ${text}`;
  }
  return `CannotPullContainerError: ${text}`;
}

export const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';

/** The line that says what went wrong: the engine's own, or the last one, without hints and warnings. */
export function lastLine(printed: string): string {
  const lines = printed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(See|Run) 'docker|^WARNING:|^time="/.test(line));
  return (
    lines.find((line) => line.startsWith('Error response from daemon:')) ?? lines.at(-1) ?? 'unknown error'
  );
}
