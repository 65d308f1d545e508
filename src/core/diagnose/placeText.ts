import type { Place } from './cause';

/** A place in the words of AWS, as it stands where the change is made. */
export function placeText(place: Place): string {
  switch (place.kind) {
    case 'taskDefinition':
      return place.path;
    case 'dockerfile':
      return place.line === undefined ? 'Dockerfile' : `Dockerfile:${place.line}`;
    case 'iam':
      return place.action;
    case 'targetGroup':
    case 'service':
      return place.field;
    case 'network':
      return 'networkConfiguration';
    case 'repository':
      return place.name ?? 'ECR';
  }
}
