import { parseArn } from '../model/arn';

/** What a sentence or a place can name. */
export type FactName =
  | 'container'
  | 'address'
  | 'exitCode'
  | 'image'
  | 'memory'
  | 'waiting'
  | 'action'
  | 'resource'
  | 'role'
  | 'secret'
  | 'parameter'
  | 'jsonKey'
  | 'logGroup'
  | 'file'
  | 'bucket'
  | 'executable'
  | 'port'
  | 'platform'
  | 'targetGroup'
  | 'codes'
  | 'path'
  | 'matcher'
  | 'alarm'
  | 'hook'
  | 'repository'
  | 'tag'
  | 'line'
  | 'revision'
  | 'setting';

/** Facts that the evidence states apart from texts. */
export type KnownFacts = Readonly<Partial<Record<FactName, string>>>;

/**
 * How facts are found in texts. Every quantifier is bounded and none stands inside another, so that no text takes more
 * than linear time; a test holds them to it.
 */
const FACT_PATTERNS: Readonly<Partial<Record<FactName, readonly RegExp[]>>> = {
  address: [
    /\bE(?:CONNREFUSED|TIMEDOUT|HOSTUNREACH|NETUNREACH)\s{1,3}([\w.:[\]-]{3,200})/,
    /\b(?:ENOTFOUND|EAI_AGAIN)\s{1,3}([\w.-]{3,200})/,
    /\bdial (?:tcp|udp)\s{1,3}([\w.[\]-]{3,200}:\d{1,5})/,
    /\blookup ([\w.-]{3,200})/,
    /\bserver (?:at|on) ["']([\w./-]{3,200})["']/i,
    /\bhost(?:name)?:? ["']([\w./-]{3,200})["']/i,
    /\bUnknownHostException:?\s{1,3}([\w.-]{3,200})/,
    /\b([\w.-]{3,200}:\d{2,5})\b/,
  ],
  action: [
    /not authorized to perform:?\s{0,3}([a-z0-9-]{2,40}:[a-z*]{2,80})/i,
    /\b((?:ecr|logs|secretsmanager|ssm|kms|s3|iam|ecs|elasticfilesystem|sts):[A-Z][A-Za-z]{2,60})/,
  ],
  resource: [/\bon resource:\s{0,3}"?([^\s"]{3,400})/i],
  role: [/\b(arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,300})/, /assumed-role\/([\w+=,.@-]{1,64})/],
  image: [
    /\b([\w.-]{1,200}(?::\d{1,5})?\/[\w./-]{1,250}@sha256:[0-9a-f]{64})/,
    /\b([\w.-]{1,200}(?::\d{1,5})?\/[\w./-]{1,250}:[\w.-]{1,128})/,
    /(?:resolve ref|resolve reference|repository|denied for|manifest for)\s{1,3}"?([a-z0-9][\w./@-]{0,250}(?::[\w.-]{1,128})?)/,
  ],
  secret: [/\b(arn:aws[a-z-]{0,20}:(?:secretsmanager|ssm):[^\s'",)]{1,400})/],
  parameter: [
    /invalid parameters:?\s{0,3}\[?([^\s\],]{1,300})/i,
    /parameter(?:s)? not found:?\s{0,3}([^\s,]{1,300})/i,
  ],
  jsonKey: [/json key\s{0,3}['"]?([\w./-]{1,200})/i],
  logGroup: [/log group (?:named )?'([^'\s]{1,512})'/i],
  file: [/with key:?\s{0,3}['"]?([^\s'"]{1,300})/i],
  bucket: [/bucket:?\s{0,3}['"]?([a-z0-9][a-z0-9.-]{1,62})/i],
  executable: [
    /exec:?\s{0,3}"([^"]{1,200})"/,
    /stat ([^\s:]{1,200}): no such file/,
    /exec ([^\s:]{1,200}): /,
  ],
  port: [
    /\(port (\d{1,5})\)/,
    /0\.0\.0\.0:(\d{1,5})/,
    /\bport (?:"|')?(\d{1,5})/i,
    /:(\d{1,5}): bind/,
    /container port (\d{1,5})/,
  ],
  platform: [/platform\(?s?\)?:?\s{0,3}['"]?((?:linux|windows)\/[a-z0-9]{2,10}(?:\/v\d)?)/i],
  targetGroup: [/\b(arn:aws[a-z-]{0,20}:elasticloadbalancing:[^\s'"(),]{1,400})/],
  codes: [/codes:?\s{0,3}\[([\d, ]{1,40})\]/i],
  repository: [/repository with name '([^']{1,256})'/i, /in the '([^']{1,256})' repository/i],
  tag: [/image tag '([^']{1,128})'/i],
  line: [/Dockerfile[\w.-]{0,60}:(\d{1,6})/, /parse error (?:on|at) line (\d{1,6})/i],
  container: [
    /container '([\w-]{1,255})'/i,
    /\bThe container ([\w-]{1,255}) (?:does|did)\b/,
    /container name ([\w-]{1,255})/i,
  ],
  hook: [/lifecycle hook target ([^\s,]{1,300})/i],
  alarm: [/\balarms?(?:\(s\))? (?:detected|triggered):\s{0,3}\[?'?(\w[\w./-]{0,254})/i],
};

/** The fact, from what is known or from the first text that tells it; undefined when none does. */
export function findFact(name: FactName, known: KnownFacts, texts: readonly string[]): string | undefined {
  const given = known[name];
  if (given !== undefined) return given;
  for (const pattern of FACT_PATTERNS[name] ?? []) {
    for (const text of texts) {
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) return readable(name, found);
    }
  }
  return undefined;
}

/** ARNs of target groups are known by their names; marks at the end of a sentence belong to no name. */
function readable(name: FactName, found: string): string {
  const value = found.replace(/[.:;]$/, '');
  return name === 'targetGroup' ? (parseArn(value)?.resource.split('/')[1] ?? value) : value;
}
