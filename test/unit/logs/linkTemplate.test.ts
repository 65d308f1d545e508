import { expect, it } from 'vitest';
import { fillLinkTemplate } from '../../../src/core/logs/linkTemplate';

const subject = {
  clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop',
  serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
  taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/shop/4c1d09',
  container: 'app & co',
};

it('fills in what is known, encoded, and leaves other braces alone', () => {
  const template =
    'https://logs.example/{region}?q=task:{task}&c={container}&s={service}&k={cluster}&x={other}';
  expect(fillLinkTemplate(template, subject, 'eu-west-1')).toBe(
    'https://logs.example/eu-west-1?q=task:4c1d09&c=app%20%26%20co&s=web&k=shop&x={other}',
  );
});

it('is no link where something it needs is not known, or where there is no template', () => {
  const { clusterArn, container } = subject;
  expect(fillLinkTemplate('https://x/{service}', { clusterArn, container }, 'eu-west-1')).toBeUndefined();
  expect(fillLinkTemplate('https://x/{region}', subject, undefined)).toBeUndefined();
  expect(fillLinkTemplate('', subject, 'eu-west-1')).toBeUndefined();
});
