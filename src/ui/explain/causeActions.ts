import { env, l10n, Selection, Uri, window, workspace } from 'vscode';
import type { CauseView } from '../../core/deploy/state';
import { consoleUrl } from '../../core/model/consoleUrl';
import { lineOfPath } from '../deployment/jsonPlace';
import { taskDefinitionUri } from '../documents/taskDefinitionDocuments';
import { dockerfilePlace, remedyOf } from './causeButtons';

/** Opens a task definition with the cursor where the cause says that something is to be changed. */
export async function openTaskDefinition(
  connectionId: string,
  arn: string,
  cause: CauseView | undefined,
): Promise<void> {
  const document = await workspace.openTextDocument(taskDefinitionUri(connectionId, arn));
  const place = cause?.causes[0]?.place;
  const line = place?.kind === 'taskDefinition' ? lineOfPath(document.getText(), place.path) : 0;
  await show(document.uri, line);
}

/** Opens the Dockerfile at the line that the cause names. */
export async function openDockerfile(file: string, cause: CauseView | undefined): Promise<void> {
  await show(Uri.file(file), (dockerfilePlace(cause?.causes[0])?.line ?? 1) - 1);
}

/** The statement that grants what the first cause misses. */
export async function copyIamStatement(cause: CauseView | undefined): Promise<void> {
  await env.clipboard.writeText(remedyOf(cause, 'copyIam')?.statement ?? '');
  window.setStatusBarMessage(l10n.t('IAM statement copied'), 3000);
}

/** Opens what is to be changed in the AWS console: the target group, or else the service. */
export async function openPlaceInConsole(
  cause: CauseView | undefined,
  { clusterArn, serviceArn }: { readonly clusterArn: string; readonly serviceArn?: string },
): Promise<void> {
  const place = cause?.causes[0]?.place;
  const arn = place?.kind === 'targetGroup' ? (place.arn ?? serviceArn) : serviceArn;
  const url = arn === undefined ? undefined : consoleUrl(arn, clusterArn);
  if (url !== undefined) await env.openExternal(Uri.parse(url, true));
}

async function show(uri: Uri, line: number): Promise<void> {
  const selection = new Selection(line, 0, line, 0);
  await window.showTextDocument(uri, { preview: true, selection });
}
