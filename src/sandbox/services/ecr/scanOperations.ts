import type { JsonObject } from '../../../core/lib/json';
import type { Image } from '../../registry/image';
import type { Repository } from '../../registry/repositories';
import { record, text } from '../../wire/input';
import { AwsError, type CallContext, type Operation } from '../../wire/service';
import { imageNotFound } from './errors';
import { findImage, isFailure } from './imageIds';
import { page } from './paging';
import { requireRepository } from './scope';
import type { EcrOptions, ImageId } from './types';

const SCAN_MS = 5_000;
const DAY_MS = 86_400_000;

interface Finding {
  readonly name: string;
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';
  readonly component: string;
  readonly version: string;
}

/** What images of this sandbox may have, by their digest: nothing is really looked at. Sorted by name. */
const FINDINGS: readonly Finding[] = [
  { name: 'CVE-2022-3219', severity: 'LOW', component: 'gnupg2', version: '2.2.40-1' },
  { name: 'CVE-2023-44487', severity: 'HIGH', component: 'nghttp2', version: '1.52.0-1' },
  { name: 'CVE-2023-45853', severity: 'CRITICAL', component: 'zlib', version: '1:1.2.13.dfsg-1' },
  { name: 'CVE-2023-4911', severity: 'HIGH', component: 'glibc', version: '2.36-9' },
  { name: 'CVE-2023-50387', severity: 'MEDIUM', component: 'systemd', version: '252.17-1' },
  { name: 'CVE-2023-5363', severity: 'MEDIUM', component: 'openssl', version: '3.0.9-1' },
];

function findingsOf({ digest }: Image): readonly Finding[] {
  return FINDINGS.filter((_finding, index) => parseInt(digest.charAt(10 + index), 16) % 2 === 1);
}

function severityCounts(findings: readonly Finding[]): JsonObject {
  const counts: Record<string, number> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

/** The two members about the scan that DescribeImages has once somebody asked for one. */
export function scanSummary(image: Image, now: number): JsonObject {
  const { scannedAt } = image;
  if (scannedAt === undefined) return {};
  if (now - scannedAt < SCAN_MS) return { imageScanStatus: { status: 'IN_PROGRESS' } };
  return {
    imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
    imageScanFindingsSummary: {
      imageScanCompletedAt: (scannedAt + SCAN_MS) / 1000,
      vulnerabilitySourceUpdatedAt: (scannedAt - (scannedAt % DAY_MS)) / 1000,
      findingSeverityCounts: severityCounts(findingsOf(image)),
    },
  };
}

/** Basic scanning: a scan takes a few seconds, and an image can be scanned once a day. */
export function scanOperations({ registry, clock }: EcrOptions): Record<string, Operation> {
  const find = (input: JsonObject, context: CallContext) => {
    const repository = requireRepository(registry, input, context);
    const given = record(input, 'imageId') ?? {};
    const imageDigest = text(given, 'imageDigest');
    const imageTag = text(given, 'imageTag');
    const id: ImageId = { ...(imageDigest && { imageDigest }), ...(imageTag && { imageTag }) };
    const image = findImage(repository, id);
    if (isFailure(image)) throw imageNotFound(id, repository.name, repository.owner.accountId);
    return { repository, image, imageTag };
  };
  const head = (
    { owner, name }: Repository,
    { digest }: Image,
    imageTag: string | undefined,
  ): JsonObject => ({
    registryId: owner.accountId,
    repositoryName: name,
    imageId: { imageDigest: digest, ...(imageTag === undefined ? {} : { imageTag }) },
  });

  return {
    StartImageScan: (input, context) => {
      const { repository, image, imageTag } = find(input, context);
      if (image.blobs.length === 0) {
        throw new AwsError('UnsupportedImageTypeException', 'The image is of a type that cannot be scanned.');
      }
      const now = clock.now();
      if (image.scannedAt !== undefined && now - image.scannedAt < DAY_MS) {
        throw new AwsError(
          'LimitExceededException',
          'The scan quota per image has been exceeded. Wait and try again.',
        );
      }
      repository.images.set(image.digest, { ...image, scannedAt: now });
      return { ...head(repository, image, imageTag), imageScanStatus: { status: 'IN_PROGRESS' } };
    },

    DescribeImageScanFindings: (input, context) => {
      const { repository, image, imageTag } = find(input, context);
      if (image.scannedAt === undefined) {
        throw new AwsError(
          'ScanNotFoundException',
          `Image scan does not exist for the image with '{imageDigest:'${image.digest}', imageTag:'${imageTag ?? 'null'}'}' in the repository with name '${repository.name}' in the registry with id '${repository.owner.accountId}'`,
        );
      }
      const { imageScanStatus, imageScanFindingsSummary } = scanSummary(image, clock.now());
      const answer = { ...head(repository, image, imageTag), imageScanStatus: imageScanStatus ?? {} };
      if (imageScanFindingsSummary === undefined) return answer;
      const { items, nextToken } = page(input, findingsOf(image), ({ name }) => name);
      return {
        ...answer,
        imageScanFindings: { ...(imageScanFindingsSummary as JsonObject), findings: items.map(describe) },
        nextToken,
      };
    },
  };
}

function describe({ name, severity, component, version }: Finding): JsonObject {
  return {
    name,
    description: `A made-up finding in ${component}: the sandbox does not look into images.`,
    uri: `https://security-tracker.debian.org/tracker/${name}`,
    severity,
    attributes: [
      { key: 'package_version', value: version },
      { key: 'package_name', value: component },
    ],
  };
}
