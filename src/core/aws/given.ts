/** An object with the one member when there is a value, else none: an absent member and `undefined` are different things. */
export function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

/** Milliseconds since the epoch of a date of the SDK. */
export function millis(date: Date | undefined): number | undefined {
  return date?.getTime();
}
