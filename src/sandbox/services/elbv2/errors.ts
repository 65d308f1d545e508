import { AwsError } from '../../wire/service';

const NOT_FOUND = {
  LoadBalancerNotFound: 'One or more load balancers not found',
  ListenerNotFound: 'One or more listeners not found',
  RuleNotFound: 'One or more rules not found',
  TargetGroupNotFound: 'One or more target groups not found',
} as const;

export function notFound(code: keyof typeof NOT_FOUND): AwsError {
  return new AwsError(code, NOT_FOUND[code]);
}

export function validationError(text: string): AwsError {
  return new AwsError('ValidationError', text);
}
