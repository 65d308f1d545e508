/** True under `npm run soak`: properties are tried on many more examples than `npm test` has time for. */
export const SOAKING = process.env['QUAYSIDE_SOAK'] === '1';
