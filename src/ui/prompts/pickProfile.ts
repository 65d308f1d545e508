import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { Connections, ProfileSummary } from '../../core/aws/connections';
import { QuaysideError } from '../../core/lib/errors';
import { parseArn } from '../../core/model/arn';
import { infoOf } from '../explorer/explorer';
import { facts } from '../words';

export type ProfileChoice =
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'sandbox' }
  | { readonly kind: 'edit' };

interface ChoiceItem extends QuickPickItem {
  readonly choice?: ProfileChoice;
}

/** Asks whose account to look at: the profiles of the shared files, or the sandbox. Rejects as cancelled. */
export async function pickProfile(connections: Connections): Promise<ProfileChoice> {
  const info = infoOf(connections.state);
  const items = async (): Promise<ChoiceItem[]> => [
    ...(await connections.profiles())
      .map((profile): ChoiceItem => ({
        label: profile.name,
        description: profileWords(profile),
        choice: { kind: 'profile', profile: profile.name },
      }))
      .map((item) => (info?.kind === 'profile' && item.label === info.profile ? asCurrent(item) : item))
      .sort((a, b) => Number(b.picked ?? false) - Number(a.picked ?? false)),
    { label: l10n.t('Without an account'), kind: QuickPickItemKind.Separator },
    sandboxItem(info?.kind === 'sandbox'),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: `$(edit) ${l10n.t('Edit the AWS config file')}`, choice: { kind: 'edit' } },
  ];
  const picked = await window.showQuickPick(items(), {
    title: l10n.t('Switch Profile'),
    placeHolder: l10n.t('Which AWS profile?'),
    matchOnDescription: true,
  });
  if (picked?.choice === undefined) throw new QuaysideError('cancelled', 'No profile was chosen');
  return picked.choice;
}

function sandboxItem(current: boolean): ChoiceItem {
  const item: ChoiceItem = {
    label: `$(beaker) ${l10n.t('Sandbox')}`,
    description: l10n.t('a local ECS that runs on this machine'),
    choice: { kind: 'sandbox' },
  };
  return current ? asCurrent(item) : item;
}

function asCurrent(item: ChoiceItem): ChoiceItem {
  return { ...item, picked: true, description: facts(l10n.t('current'), item.description) };
}

/** Where its credentials come from, its region and account, as far as the files tell. */
function profileWords({ source, region, ssoAccountId, roleArn, endpoint }: ProfileSummary): string {
  const account = ssoAccountId ?? (roleArn === undefined ? undefined : parseArn(roleArn)?.accountId);
  return facts(sourceWords(source), region, account, endpoint);
}

function sourceWords(source: ProfileSummary['source']): string | undefined {
  switch (source) {
    case 'static':
      return l10n.t('access key');
    case 'sso':
      return l10n.t('single sign-on');
    case 'assumeRole':
      return l10n.t('role');
    case 'process':
      return l10n.t('credential process');
    case 'login':
      return l10n.t('AWS sign-in');
    case 'webIdentity':
      return l10n.t('web identity');
    case 'default':
      return l10n.t('default credential chain');
    case 'unknown':
      return undefined;
  }
}
