import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../src/core/lib/message';
import { parseTargets, writeTarget } from '../../../src/ui/targets/parseTargets';

const ROOT = path.resolve('/work/shop');
const toAbsolute = (text: string): string => path.resolve(ROOT, text);
const toRelative = (file: string): string => path.relative(ROOT, file).split(path.sep).join('/') || '.';
const whole = { name: 'production', cluster: 'shop', service: 'web', dockerfile: 'Dockerfile' };

function problemsOf(...entries: readonly unknown[]): readonly string[] {
  return parseTargets(entries, toAbsolute).problems.map(formatMessage);
}

describe('a saved target', () => {
  it('builds a Dockerfile, with its folder as context', () => {
    expect(parseTargets([{ ...whole, dockerfile: 'web/Dockerfile' }], toAbsolute)).toEqual({
      problems: [],
      targets: [
        {
          name: 'production',
          target: {
            name: 'production',
            cluster: 'shop',
            service: 'web',
            source: {
              kind: 'build',
              dockerfile: path.join(ROOT, 'web', 'Dockerfile'),
              context: path.join(ROOT, 'web'),
            },
          },
        },
      ],
    });
  });

  it('says everything that a build can be told', () => {
    const more = { context: '.', stage: 'release', platform: 'linux/arm64', buildArgs: { VERSION: '' } };
    const [saved] = parseTargets([{ ...whole, ...more, container: 'app' }], toAbsolute).targets;
    expect(saved?.target).toMatchObject({ container: 'app', source: { ...more, context: ROOT } });
  });

  it('finds files of secrets like all others, and leaves variables alone', () => {
    const secrets = { npm: 'env=NPM_TOKEN', pip: 'src=secrets/pip.conf' };
    const [saved] = parseTargets([{ ...whole, secrets }], toAbsolute).targets;
    expect(saved?.target.source).toMatchObject({
      secrets: { npm: 'env=NPM_TOKEN', pip: `src=${path.join(ROOT, 'secrets', 'pip.conf')}` },
    });
  });

  it('uses an image that exists', () => {
    const { dockerfile, ...rest } = whole;
    expect(dockerfile).toBeDefined();
    const [saved] = parseTargets([{ ...rest, image: 'repo/web:1.2' }], toAbsolute).targets;
    expect(saved?.target.source).toEqual({ kind: 'image', image: 'repo/web:1.2' });
  });

  it('can name profile and region', () => {
    const [saved] = parseTargets([{ ...whole, profile: 'prod', region: 'eu-west-1' }], toAbsolute).targets;
    expect(saved).toMatchObject({ profile: 'prod', region: 'eu-west-1' });
  });

  it('comes back as it was written', () => {
    const entries = [
      { ...whole, container: 'app', context: '.', dockerfile: 'web/Dockerfile', buildArgs: { A: '1' } },
      { ...whole, name: 'other', stage: 'release', platform: 'linux/arm64' },
      {
        ...whole,
        name: 'all of it',
        cache: 'registry',
        secrets: { npm: 'env=NPM_TOKEN', pip: 'src=secrets/pip.conf' },
        options: ['--no-cache'],
        more: [
          { container: 'worker', dockerfile: 'worker/Dockerfile', stage: 'release' },
          { container: 'proxy', image: 'repo/proxy:2' },
        ],
        also: ['web-admin'],
      },
      { name: 'image', cluster: 'shop', service: 'web', image: 'repo/web:1.2' },
    ];
    const { targets, problems } = parseTargets(entries, toAbsolute);
    expect(problems).toEqual([]);
    expect(targets.map(({ name, target }) => writeTarget(name, target, toRelative))).toEqual(entries);
  });

  it('is written with the profile and region that it was deployed with', () => {
    const [saved] = parseTargets([whole], toAbsolute).targets;
    const place = { profile: 'shop-prod', region: 'eu-west-1' };
    const entry = saved && writeTarget(saved.name, saved.target, toRelative, place);
    expect(entry).toMatchObject(place);
    expect(parseTargets([entry], toAbsolute).targets).toEqual([{ ...saved, ...place }]);
  });
});

describe('an entry that cannot be used', () => {
  it.each([
    ['is no object', 'production', /^quayside\.targets\[0\] is not an object\.$/],
    [
      'lacks its service',
      { name: 'a', cluster: 'c', dockerfile: 'D' },
      /^quayside\.targets\[0\] "a": "service" is missing/,
    ],
    [
      'lacks its name',
      { cluster: 'c', service: 's', dockerfile: 'D' },
      /^quayside\.targets\[0\]: "name" is missing/,
    ],
    ['misspells a field', { ...whole, dockerFile: 'D' }, /there is no field "dockerFile"/],
    ['has a field of another type', { ...whole, cluster: 7 }, /"cluster" must be a text/],
    ['has an empty field', { ...whole, service: ' ' }, /"service" must be a text that is not empty/],
    ['names both sources', { ...whole, image: 'x:1' }, /either a "dockerfile".*or an "image"/],
    ['names no source', { name: 'a', cluster: 'c', service: 's' }, /either a "dockerfile".*or an "image"/],
    [
      'builds an image that exists',
      { name: 'a', cluster: 'c', service: 's', image: 'x:1', stage: 'y' },
      /"stage" has no meaning/,
    ],
    [
      'has build arguments that are no texts',
      { ...whole, buildArgs: { A: 1 } },
      /"buildArgs" must be an object of texts/,
    ],
    [
      'holds the value of a secret',
      { ...whole, secrets: { npm: 'hush' } },
      /"secrets" must say where each value is: "env=NAME" or "src=path", never the value itself/,
    ],
    [
      'has options that are no texts',
      { ...whole, options: '--no-cache' },
      /"options" must be a list of texts/,
    ],
    ['has further containers that are no list', { ...whole, more: {} }, /"more" must be a list of objects/],
    [
      'has a further container without a name',
      { ...whole, more: [{ image: 'x:1' }] },
      /^quayside\.targets\[0\] "production"\.more\[0\]: "container" is missing/,
    ],
    [
      'has a further container with no source',
      { ...whole, more: [{ container: 'x' }] },
      /more\[0\]: name either a "dockerfile".*or an "image"/,
    ],
    ['has further services that are no texts', { ...whole, also: [''] }, /"also" must be a list of names/],
    ['is null', null, /is not an object/],
  ])('%s, and is named in one sentence', (_name, entry, words) => {
    expect(problemsOf(entry)).toEqual([expect.stringMatching(words)]);
  });

  it('does not keep the others from working', () => {
    const { targets, problems } = parseTargets([7, whole, { name: 'x' }], toAbsolute);
    expect(targets.map(({ name }) => name)).toEqual(['production']);
    expect(problems).toHaveLength(2);
  });

  it('is the second of a name', () => {
    const { targets, problems } = parseTargets([whole, { ...whole, service: 'other' }], toAbsolute);
    expect(targets.map(({ target }) => target.service)).toEqual(['web']);
    expect(problems.map(formatMessage)).toEqual([
      'quayside.targets[1] "production": another target has this name.',
    ]);
  });
});
