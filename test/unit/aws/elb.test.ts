import { describe, expect, it } from 'vitest';
import { connectTo, live } from './setup';
import { startStub, type StubAnswer } from './stubServer';

const xml = (operation: string, result: string): StubAnswer => ({
  text: `<${operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${operation}Result>${result}</${operation}Result></${operation}Response>`,
  type: 'text/xml',
});

describe('target groups', () => {
  it('are read with their health check', async () => {
    await using stub = await startStub(() =>
      xml(
        'DescribeTargetGroups',
        '<TargetGroups><member><TargetGroupArn>tg</TargetGroupArn><TargetGroupName>web</TargetGroupName><Protocol>HTTP</Protocol><Port>80</Port><TargetType>ip</TargetType><HealthCheckPath>/health</HealthCheckPath><HealthCheckIntervalSeconds>10</HealthCheckIntervalSeconds><HealthyThresholdCount>2</HealthyThresholdCount><UnhealthyThresholdCount>3</UnhealthyThresholdCount><LoadBalancerArns><member>lb</member></LoadBalancerArns></member></TargetGroups>',
      ),
    );
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.elb.describeTargetGroups(['tg'], live())).toEqual([
      {
        arn: 'tg',
        name: 'web',
        protocol: 'HTTP',
        port: 80,
        targetType: 'ip',
        healthCheckPath: '/health',
        healthCheckIntervalSeconds: 10,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        loadBalancerArns: ['lb'],
      },
    ]);
  });

  it('are asked for in twenties, and not at all when there are none', async () => {
    await using stub = await startStub(() => xml('DescribeTargetGroups', '<TargetGroups/>'));
    const { connection } = await connectTo(stub.endpoint);
    await connection.elb.describeTargetGroups([], live());
    expect(stub.calls).toEqual([]);
    await connection.elb.describeTargetGroups(
      Array.from({ length: 21 }, (_, index) => `tg${index}`),
      live(),
    );
    expect(stub.calls).toHaveLength(2);
  });

  it.each([
    ['<member><Key>deregistration_delay.timeout_seconds</Key><Value>0</Value></member>', 0],
    ['<member><Key>stickiness.enabled</Key><Value>false</Value></member>', 300],
  ])('drain for the time of the attribute %s', async (attributes, seconds) => {
    await using stub = await startStub(() =>
      xml('DescribeTargetGroupAttributes', `<Attributes>${attributes}</Attributes>`),
    );
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.elb.deregistrationDelay('tg', live())).toBe(seconds);
  });

  it('have targets that say why they are not healthy', async () => {
    await using stub = await startStub(() =>
      xml(
        'DescribeTargetHealth',
        '<TargetHealthDescriptions><member><Target><Id>10.0.0.7</Id><Port>8080</Port><AvailabilityZone>a</AvailabilityZone></Target><TargetHealth><State>unhealthy</State><Reason>Target.ResponseCodeMismatch</Reason><Description>Health checks failed with these codes: [404]</Description></TargetHealth></member><member><Target><Id>10.0.0.8</Id><Port>8080</Port></Target><TargetHealth><State>healthy</State></TargetHealth></member></TargetHealthDescriptions>',
      ),
    );
    const { connection } = await connectTo(stub.endpoint);
    expect(await connection.elb.describeTargetHealth('tg', live())).toEqual([
      {
        id: '10.0.0.7',
        port: 8080,
        availabilityZone: 'a',
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch',
        description: 'Health checks failed with these codes: [404]',
      },
      { id: '10.0.0.8', port: 8080, state: 'healthy' },
    ]);
  });

  it('throttled in the words of ELB slow down too', async () => {
    await using stub = await startStub(({ index }) =>
      index === 0
        ? {
            status: 400,
            text: '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
            type: 'text/xml',
          }
        : xml('DescribeTargetHealth', '<TargetHealthDescriptions/>'),
    );
    const { connection, clock } = await connectTo(stub.endpoint);
    expect(await connection.elb.describeTargetHealth('tg', live())).toEqual([]);
    expect(clock.slept).toHaveLength(1);
  });
});
