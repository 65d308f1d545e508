import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
  RemoveTagsCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sdkOptions, startTestSandbox, type TestSandbox } from '../../../support/sandboxServer';

let sandbox: TestSandbox;
let elb: ElasticLoadBalancingV2Client;

beforeEach(async () => {
  sandbox = await startTestSandbox({ seed: 'empty' });
  elb = new ElasticLoadBalancingV2Client(sdkOptions(sandbox));
});

afterEach(async () => {
  elb.destroy();
  await sandbox.dispose();
});

const failure = async (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => undefined,
    (reason: unknown) => (reason instanceof Error ? reason.name : String(reason)),
  );

async function createBalancer(Name = 'shop'): Promise<string> {
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name, Subnets: ['subnet-1', 'subnet-2'] }),
  );
  return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
}

async function createGroup(Name: string, Port = 8080): Promise<string> {
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({ Name, Port, Protocol: 'HTTP', VpcId: 'vpc-1', TargetType: 'ip' }),
  );
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
}

async function createListener(LoadBalancerArn: string, group: string, Port = 80): Promise<string> {
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: group }];
  const { Listeners } = await elb.send(
    new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions }),
  );
  return Listeners?.[0]?.ListenerArn ?? '';
}

/** A rule that forwards a path to a group. */
const pathRule = (ListenerArn: string, path: string, group: string, Priority: number) =>
  new CreateRuleCommand({
    ListenerArn,
    Priority,
    Conditions: [{ Field: 'path-pattern', Values: [path] }],
    Actions: [{ Type: 'forward', TargetGroupArn: group }],
  });

const balancersOf = async (group: string) => {
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [group] }));
  return TargetGroups?.[0]?.LoadBalancerArns;
};

describe('a load balancer', () => {
  it('is provisioning, then active, and made once for the same name', async () => {
    const arn = await createBalancer();
    const state = async () => {
      const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }));
      return LoadBalancers?.[0]?.State?.Code;
    };
    expect(await state()).toBe('provisioning');
    await sandbox.clock.advance(120_000);
    expect(await state()).toBe('active');
    expect(await createBalancer()).toBe(arn);
    const internal = new CreateLoadBalancerCommand({ Name: 'shop', Subnets: ['s'], Scheme: 'internal' });
    expect(await failure(elb.send(internal))).toBe('DuplicateLoadBalancerNameException');
  });

  it('goes with its listeners, unless it is protected, and may be gone already', async () => {
    const LoadBalancerArn = await createBalancer();
    const group = await createGroup('web');
    const ListenerArn = await createListener(LoadBalancerArn, group);
    const protect = (Value: 'true' | 'false') =>
      elb.send(
        new ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn,
          Attributes: [{ Key: 'deletion_protection.enabled', Value }],
        }),
      );
    await protect('true');
    const remove = () => elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    expect(await failure(remove())).toBe('OperationNotPermittedException');
    await protect('false');
    await remove();
    await remove();
    expect(await failure(elb.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] })))).toBe(
      'ListenerNotFoundException',
    );
    expect(await balancersOf(group)).toEqual([]);
  });

  it('has attributes that keep what was changed', async () => {
    const LoadBalancerArn = await createBalancer();
    const Attributes = [{ Key: 'idle_timeout.timeout_seconds', Value: '120' }];
    await elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
    const described = await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
    expect(described.Attributes).toContainEqual(Attributes[0]);
    expect(described.Attributes).toContainEqual({ Key: 'routing.http2.enabled', Value: 'true' });
  });
});

describe('listeners and rules', () => {
  it('lead to target groups, which know the load balancer while they do', async () => {
    const balancer = await createBalancer();
    const [web, api] = [await createGroup('web'), await createGroup('api')];
    const ListenerArn = await createListener(balancer, web);
    expect(await balancersOf(web)).toEqual([balancer]);
    const { Rules } = await elb.send(pathRule(ListenerArn, '/api/*', api, 10));
    expect(Rules).toMatchObject([
      { Priority: '10', Conditions: [{ PathPatternConfig: { Values: ['/api/*'] } }] },
    ]);
    expect(await balancersOf(api)).toEqual([balancer]);
    expect(await failure(elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: api })))).toBe(
      'ResourceInUseException',
    );
    await elb.send(new DeleteRuleCommand({ RuleArn: Rules?.[0]?.RuleArn }));
    expect(await balancersOf(api)).toEqual([]);
    expect(await failure(elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: api })))).toBeUndefined();
    await elb.send(new DeleteListenerCommand({ ListenerArn }));
    expect(await balancersOf(web)).toEqual([]);
  });

  it('take weights, of a rule and of the default', async () => {
    const [blue, green] = [await createGroup('blue'), await createGroup('green')];
    const ListenerArn = await createListener(await createBalancer(), blue);
    const weighted = [
      {
        Type: 'forward' as const,
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: blue, Weight: 90 },
            { TargetGroupArn: green, Weight: 10 },
          ],
          TargetGroupStickinessConfig: { Enabled: false },
        },
      },
    ];
    const { Rules: made } = await elb.send(pathRule(ListenerArn, '/', blue, 1));
    await elb.send(new ModifyRuleCommand({ RuleArn: made?.[0]?.RuleArn, Actions: weighted }));
    await elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions: weighted, Port: 8080 }));
    const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
    expect(Rules?.map(({ Actions }) => Actions)).toEqual([weighted, weighted]);
    const { Listeners } = await elb.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }));
    expect(Listeners).toMatchObject([{ Port: 8080, DefaultActions: weighted }]);
  });

  it('are in order of their priorities, each of which is taken once', async () => {
    const group = await createGroup('web');
    const ListenerArn = await createListener(await createBalancer(), group);
    const arns: (string | undefined)[] = [];
    for (const priority of [20, 10]) {
      const { Rules } = await elb.send(pathRule(ListenerArn, `/${priority}`, group, priority));
      arns.push(Rules?.[0]?.RuleArn);
    }
    expect(await failure(elb.send(pathRule(ListenerArn, '/x', group, 10)))).toBe('PriorityInUseException');
    const RulePriorities = [{ RuleArn: arns[0], Priority: 5 }];
    await elb.send(new SetRulePrioritiesCommand({ RulePriorities }));
    const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
    expect(Rules?.map(({ Priority }) => Priority)).toEqual(['5', '10', 'default']);
    const byDefault = Rules?.[2]?.RuleArn;
    expect(await failure(elb.send(new DeleteRuleCommand({ RuleArn: byDefault })))).toBe(
      'OperationNotPermittedException',
    );
  });

  it('refuse a port that is taken and a target group that is not there', async () => {
    const balancer = await createBalancer();
    const group = await createGroup('web');
    await createListener(balancer, group);
    expect(await failure(createListener(balancer, group))).toBe('DuplicateListenerException');
    expect(await failure(createListener(balancer, 'absent', 81))).toBe('TargetGroupNotFoundException');
    expect(await failure(createListener('absent', group))).toBe('LoadBalancerNotFoundException');
  });
});

describe('a target group', () => {
  it('has the defaults of ELB, and keeps what is changed', async () => {
    const TargetGroupArn = await createGroup('web');
    expect(await createGroup('web')).toBe(TargetGroupArn);
    expect(await failure(createGroup('web', 81))).toBe('DuplicateTargetGroupNameException');
    const modify = new ModifyTargetGroupCommand({
      TargetGroupArn,
      HealthCheckPath: '/up',
      HealthyThresholdCount: 2,
    });
    const { TargetGroups } = await elb.send(modify);
    expect(TargetGroups).toMatchObject([
      {
        HealthCheckPath: '/up',
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
        HealthCheckIntervalSeconds: 30,
        Matcher: { HttpCode: '200' },
        TargetType: 'ip',
      },
    ]);
    const attribute = { Key: 'deregistration_delay.timeout_seconds', Value: '10' };
    const set = new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [attribute] });
    expect((await elb.send(set)).Attributes).toContainEqual(attribute);
  });

  it('takes targets in, which turn healthy, drain and go', async () => {
    const TargetGroupArn = await createGroup('web');
    const Targets = [{ Id: '10.0.0.1' }, { Id: '10.0.0.2', Port: 9090 }];
    const health = async () => {
      const { TargetHealthDescriptions = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn }),
      );
      return TargetHealthDescriptions.map(({ Target, TargetHealth }) => [Target?.Port, TargetHealth?.State]);
    };
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    expect(await health()).toEqual([
      [8080, 'initial'],
      [9090, 'initial'],
    ]);
    await sandbox.clock.advance(150_000);
    await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.1' }] }));
    expect(await health()).toEqual([
      [8080, 'draining'],
      [9090, 'healthy'],
    ]);
    await sandbox.clock.advance(300_000);
    expect(await health()).toEqual([[9090, 'healthy']]);
    const unknown = new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.0.9' }] });
    expect(await failure(elb.send(unknown))).toBe('InvalidTargetException');
  });
});

it('tags can be put on anything, and taken off', async () => {
  const group = await createGroup('web');
  const ListenerArn = await createListener(await createBalancer(), group);
  const ResourceArns = [group, ListenerArn];
  const Tags = [
    { Key: 'team', Value: 'shop' },
    { Key: 'stage', Value: 'test' },
  ];
  await elb.send(new AddTagsCommand({ ResourceArns, Tags }));
  await elb.send(new RemoveTagsCommand({ ResourceArns: [group], TagKeys: ['team'] }));
  const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns }));
  expect(TagDescriptions).toEqual([
    { ResourceArn: group, Tags: [Tags[1]] },
    { ResourceArn: ListenerArn, Tags },
  ]);
});
