/**
 * Where programs write secrets into their logs: the password of an address, what follows a telling name, tokens and
 * keys by their form. What is shown of a failure is also kept, and copied into tickets and chats.
 */
const SECRETS: readonly (readonly [pattern: RegExp, kept: string])[] = [
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,100}:)[^\s@/]{1,200}@/gi, '$1•••@'],
  [
    /((?:passwo?r?d|passphrase|secret_?access_?key|secret_?key|api_?key|access_?token|auth_?token|client_?secret|session_?token|private_?key)["']?=["']?)[^\s"',;&]{3,400}/gi,
    '$1•••',
  ],
  [
    /((?:passwo?r?d|passphrase|secret_?access_?key|secret_?key|api_?key|access_?token|auth_?token|client_?secret|session_?token|private_?key)["']\s{0,2}:\s{0,2}["'])[^"']{1,400}/gi,
    '$1•••',
  ],
  [/\b(bearer\s{1,3})[\w.~+/=-]{8,1000}/gi, '$1•••'],
  [/\b(eyJ)[\w-]{8,500}\.[\w-]{8,900}(?:\.[\w-]{0,500})?/g, '$1•••'],
  [/\b((?:AKIA|ASIA)[A-Z0-9]{4})[A-Z0-9]{12}\b/g, '$1•••'],
];

/** A text without what looks like a secret in it. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((left, [pattern, kept]) => left.replace(pattern, kept), text);
}
