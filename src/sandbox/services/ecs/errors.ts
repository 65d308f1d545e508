import { AwsError } from '../../wire/service';

export function invalidParameter(text: string): AwsError {
  return new AwsError('InvalidParameterException', text);
}

export function clientError(text: string): AwsError {
  return new AwsError('ClientException', text);
}
