import type { JsonObject } from '../../../core/lib/json';
import { records } from '../../wire/input';
import { AwsError } from '../../wire/service';
import type { Tag } from '../../world/records';

/** The `tags` of a request; a tag without value is refused with the error class that the resource's kind has. */
export function readTags(input: JsonObject, code = 'InvalidParameterException'): readonly Tag[] | undefined {
  return records(input, 'tags')?.map(({ key, value }) => {
    if (typeof key !== 'string') throw new AwsError(code, 'Tag key can not be null.');
    if (typeof value !== 'string') throw new AwsError(code, 'Tag value can not be null.');
    return { key, value };
  });
}

export function tagAnswer(tags: readonly Tag[]): readonly JsonObject[] {
  return tags.map(({ key, value }) => ({ key, value }));
}
