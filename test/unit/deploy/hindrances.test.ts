import { afterEach, beforeEach, expect, test } from 'vitest';
import { deploy, live, once, TestWorld, type Played } from './setup';

let world: TestWorld;

beforeEach(async () => {
  world = await TestWorld.start();
});

afterEach(() => world[Symbol.asyncDispose]());

const target = (service = 'shop-web', image = 'shop-web:1.8.1') =>
  ({ cluster: 'production', service, source: { kind: 'image', image: world.image(image) } }) as const;

const faults = (...errors: readonly object[]) => world.sandbox.control('faults', { errors });

const denied = (action: string) => ({
  operation: action,
  code: 'AccessDeniedException',
  message: `User: arn:aws:iam::1:user/dev is not authorized to perform: ${action} on resource: *`,
});

const hindrances = ({ events }: Played) =>
  events.flatMap((event) => (event.type === 'hindrance' ? [event.text?.id ?? 'clear'] : []));

const NEWER = [
  'ecs:ListServiceDeployments',
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
];

test('without the newer actions a success is still told from the rollout itself, and the missing action is named', async () => {
  await faults(...NEWER.map(denied));
  const played = await deploy(target(), world.deps());
  expect(played.verdict?.kind).toBe('succeeded');
  expect(played.state.reference?.serviceDeploymentArn).toBeUndefined();
  const told = played.events.find((event) => event.type === 'hindrance');
  expect(told).toMatchObject({ text: { id: 'hindrance.basicDenied' }, code: 'accessDenied' });
});

test('without the newer actions a rollback of the breaker is still a failure', async () => {
  await faults(...NEWER.map(denied));
  const { verdict } = await deploy(target('shop-mail', 'shop-mail:2.5.0-broken'), world.deps());
  expect(verdict).toMatchObject({ kind: 'rolledBack', tone: 'failure' });
});

test.each([
  ['UnknownOperationException', 400],
  ['NotFound', 404],
  ['NotImplemented', 501],
])('an endpoint that answers %s to the newer actions is watched in basic mode', async (code, status) => {
  await faults(...NEWER.map((operation) => ({ operation, code, status, message: 'unknown operation' })));
  const played = await deploy(target(), world.deps());
  expect(played.verdict?.kind).toBe('succeeded');
  expect(hindrances(played)).toContain('hindrance.basicUnknown');
});

test.each([
  ['InternalFailure', 500],
  ['ServiceUnavailable', 503],
])(
  'a passing fault (%s) of the newer actions does not keep them from being asked again',
  async (code, status) => {
    // Two looks, each of which tries three times.
    await faults({ operation: 'ecs:ListServiceDeployments', code, status, message: 'try again', times: 6 });
    const played = await deploy(target(), world.deps());
    expect(played.verdict?.kind).toBe('succeeded');
    expect(played.state.reference?.serviceDeploymentArn).toBeDefined();
    expect(hindrances(played).filter((id) => id.startsWith('hindrance.basic'))).toEqual([]);
  },
);

test('throttling slows watching down and is told, but ends nothing', async () => {
  const played = await deploy(
    target(),
    world.deps(),
    once('updated', () =>
      faults({
        operation: 'ecs:DescribeServices',
        code: 'ThrottlingException',
        message: 'Rate exceeded',
        times: 30,
      }).then(() => undefined),
    ),
  );
  expect(played.verdict?.kind).toBe('succeeded');
  expect(hindrances(played)).toEqual(['hindrance.throttled', 'clear']);
});

test('credentials that expire in the middle stop nothing: watching goes on once they are back', async () => {
  const played = await deploy(
    target(),
    world.deps(),
    once('updated', async () => {
      await faults({
        operation: '*',
        code: 'ExpiredTokenException',
        message: 'The security token included in the request is expired',
        times: 40,
      });
    }),
  );
  expect(hindrances(played)).toEqual(['hindrance.expired', 'clear']);
  expect(played.verdict?.kind).toBe('succeeded');
});

test('parts that may not be read narrow the view, not the verdict', async () => {
  await faults(denied('ecs:ListTasks'), denied('elasticloadbalancing:DescribeTargetHealth'));
  const played = await deploy(target(), world.deps());
  expect(played.verdict?.kind).toBe('succeeded');
  expect(played.state.rollout?.tasks).toEqual([]);
  expect(hindrances(played)).toContain('hindrance.denied');
});

test('a registration that is refused leaves the service alone and quotes AWS', async () => {
  await faults(denied('ecs:RegisterTaskDefinition'));
  const { state } = await deploy(target(), world.deps());
  expect(state.failure).toMatchObject({
    stage: 'register',
    code: 'accessDenied',
    left: { id: 'left.nothing' },
  });
  expect(state.failure?.title.args).toEqual(['ecs:RegisterTaskDefinition']);
  expect(state.failure?.quote).toContain('not authorized to perform');
});

test('an update that is refused names the revision that is kept', async () => {
  await faults(denied('ecs:UpdateService'));
  const { state } = await deploy(target(), world.deps());
  expect(state.failure).toMatchObject({ stage: 'update', left: { id: 'left.revision', args: [4] } });
  const { services } = await world.connection.ecs.describeServices('production', ['shop-web'], live());
  expect(services[0]?.taskDefinitionArn).toMatch(/shop-web:3$/);
});

test('a registry that stops having the image keeps it from being registered', async () => {
  const { state, events } = await deploy(target(), world.deps(), async (event) => {
    if (event.type === 'confirmed')
      await faults({ operation: 'ecr:DescribeImages', code: 'ImageNotFoundException', message: 'gone' });
  });
  expect(state.failure).toMatchObject({
    stage: 'push',
    code: 'imageNotConfirmed',
    left: { id: 'left.nothing' },
  });
  expect(events.some(({ type }) => type === 'registered')).toBe(false);
});
