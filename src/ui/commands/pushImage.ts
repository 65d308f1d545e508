import { env, l10n, window, type Disposable } from 'vscode';
import type { Repository } from '../../core/aws/api';
import type { Connection } from '../../core/aws/connection';
import { isTag, parseImageReference } from '../../core/docker/imageReference';
import { QuaysideError } from '../../core/lib/errors';
import type { CurrentInventory } from '../explorer/currentInventory';
import type { ImageCommandDeps } from './buildImage';
import { readDeployOptions } from './deployOptions';
import { COMMANDS } from './ids';
import { executeCommand, registerCommand } from './run';

/** Pushes an image of the local engine to a repository of the account that is looked at; no service changes. */
export function registerPushImage(
  deps: ImageCommandDeps & { readonly current: CurrentInventory },
): Disposable {
  return registerCommand(COMMANDS.pushImage, deps, async () => {
    const { connection } = await deps.current.ready();
    const image = await askImage(deps.state.get('lastImage') ?? '');
    const name = await askRepository(deps.state.get('lastRepository') ?? nameOf(image), connection);
    const tag = parseImageReference(image)?.tag ?? (await askTag());
    await deps.state.set('lastRepository', name);
    const repository = await repositoryOf(connection, name);
    const { reference, digest } = await push(deps, connection, {
      image,
      repositoryUri: repository.uri,
      tag,
    });
    const deploy = l10n.t('Deploy Image…');
    const copy = l10n.t('Copy Reference');
    const text = l10n.t(
      '{0} is pushed, and the registry confirms it as {1}.',
      reference,
      digest.slice(0, 19),
    );
    void window.showInformationMessage(text, deploy, copy).then(async (chosen) => {
      if (chosen === copy) await env.clipboard.writeText(reference);
      if (chosen === deploy) await executeCommand(COMMANDS.deployImage);
    });
  });
}

async function push(
  { clock, logger, output }: ImageCommandDeps,
  connection: Connection,
  request: { readonly image: string; readonly repositoryUri: string; readonly tag: string },
): Promise<{ readonly reference: string; readonly digest: string }> {
  const options = readDeployOptions();
  const { pushOnly, createProgramRunner } = await import(/* webpackChunkName: "deploy" */ './imageWork');
  const runner = createProgramRunner();
  return output.during(l10n.t('Pushing to {0}', request.repositoryUri), (signal, onLine) =>
    pushOnly(request, { connection, runner, clock, logger, options }, signal, onLine),
  );
}

/** Asks before a repository is made. */
async function repositoryOf(connection: Connection, name: string): Promise<Repository> {
  const { signal } = new AbortController();
  const found = await connection.ecr.describeRepository({ name }, signal);
  if (found !== undefined) return found;
  const create = l10n.t('Create Repository');
  const { accountId, profile, region } = connection.info;
  const answer = await window.showWarningMessage(
    l10n.t('There is no repository "{0}" yet.', name),
    { modal: true, detail: [accountId ?? profile, region].join(' · ') },
    create,
  );
  if (answer !== create) throw new QuaysideError('cancelled', 'The repository is not to be made');
  return connection.ecr.createRepository(name, signal);
}

async function askImage(proposal: string): Promise<string> {
  return ask(
    proposal,
    l10n.t('Which image of the local engine? Its name with tag, or its id'),
    (text) => parseImageReference(text) !== undefined || /^(sha256:)?[0-9a-f]{12,64}$/.test(text),
    l10n.t('That is no name of an image.'),
  );
}

async function askRepository(proposal: string, { info }: Connection): Promise<string> {
  return ask(
    proposal,
    l10n.t(
      'Which repository of {0} in {1}? Its name, like team/web',
      info.accountId ?? info.profile,
      info.region,
    ),
    (text) => /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(text),
    l10n.t('A repository has lower-case letters, digits, and - _ . / between them.'),
  );
}

async function askTag(): Promise<string> {
  return ask('', l10n.t('Which tag does it get?'), isTag, l10n.t('That is no tag.'));
}

async function ask(
  value: string,
  prompt: string,
  isValid: (text: string) => boolean,
  complaint: string,
): Promise<string> {
  const text = await window.showInputBox({
    title: l10n.t('Push Image'),
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (typed) => (isValid(typed.trim()) ? undefined : complaint),
  });
  if (text === undefined) throw new QuaysideError('cancelled', 'Nothing was given');
  return text.trim();
}

function nameOf(image: string): string {
  return parseImageReference(image)?.repository ?? '';
}
