import { describe, expect, it } from 'vitest';
import type { StageId } from '../../../src/core/deploy/event';
import { omit } from '../../../src/core/deploy/omit';
import type { DeployState } from '../../../src/core/deploy/state';
import { deploymentReport } from '../../../src/core/deploy/report';
import { formatMessage } from '../../../src/core/lib/message';
import { panelButtons, type ButtonFacts } from '../../../src/ui/deployment/buttons';
import { causeButtons } from '../../../src/ui/deployment/causeButtons';
import { remedyOf } from '../../../src/ui/explain/causeButtons';
import { interrupted } from '../../../src/ui/deployment/interrupted';
import { panelHtml } from '../../../src/ui/deployment/panelHtml';
import type { Translator } from '../../../src/ui/deployment/panelStrings';
import { lineOfPath } from '../../../src/ui/deployment/jsonPlace';
import { isRival } from '../../../src/ui/deployment/rivals';
import { translateState } from '../../../src/ui/deployment/translate';
import { deployStates, english, type DeployStateName } from '../../support/deployStates';

const FACTS: ButtonFacts = {
  stopping: false,
  canDeployAgain: true,
  canSaveTarget: true,
  canCompare: false,
  signInHelps: false,
};
const labels = (name: DeployStateName, facts: Partial<ButtonFacts> = {}): readonly string[] =>
  panelButtons(deployStates[name], { ...FACTS, ...facts }, english).map(({ label }) => label);

describe('the buttons of a deployment', () => {
  it('are those that work at that moment', () => {
    expect(labels('planning')).toEqual(['Cancel']);
    expect(labels('planOk')).toEqual(['Deploy to production', 'Cancel']);
    expect(labels('building')).toEqual(['Cancel', 'Open the full output']);
    expect(labels('rolling').slice(0, 3)).toEqual(['Stop and Roll Back…', 'Stop Watching', 'Logs']);
    expect(labels('succeeded').slice(0, 2)).toEqual(['Deploy Again', 'Logs']);
    expect(labels('failed').slice(0, 2)).toEqual(['Deploy Again', 'Copy Report']);
  });

  it('have one primary at most', () => {
    for (const [name, state] of Object.entries(deployStates)) {
      for (const signInHelps of [false, true]) {
        const buttons = panelButtons(state, { ...FACTS, signInHelps }, english);
        expect(buttons.filter(({ primary }) => primary).length, name).toBeLessThanOrEqual(1);
      }
    }
  });

  it('name the service where the target has no name', () => {
    const state: DeployState = omit(deployStates.planOk, 'targetName');
    expect(panelButtons(state, FACTS, english)[0]?.label).toBe('Deploy to shop-web');
  });

  it('keep a deployment from starting with a reason', () => {
    const [confirm] = panelButtons(deployStates.planBlocked, FACTS, english);
    expect(confirm).toMatchObject({ action: 'confirm', enabled: false });
    expect(confirm?.reason).toContain('problems');
  });

  it('keep a deployment from starting until everything is checked, with that for a reason', () => {
    const [confirm, cancel] = panelButtons(deployStates.planChecking, FACTS, english);
    expect(confirm).toMatchObject({ action: 'confirm', enabled: false });
    expect(confirm?.reason).toContain('as soon as the checks');
    expect(cancel).toMatchObject({ action: 'cancel', enabled: true });
  });

  it('cannot ask twice for a roll back', () => {
    const [stop] = panelButtons(deployStates.rolling, { ...FACTS, stopping: true }, english);
    expect(stop).toMatchObject({ action: 'stopAndRollBack', enabled: false });
  });

  it('do not offer a roll back while there is one', () => {
    expect(labels('rollingBack').slice(0, 2)).toEqual(['Stop Watching', 'Logs']);
  });

  it('do not offer to repeat or save what is only watched', () => {
    expect(labels('succeeded', { canDeployAgain: false, canSaveTarget: false })).not.toContain(
      'Deploy Again',
    );
  });

  it('offer to go on watching what was left alone', () => {
    const state: DeployState = {
      ...deployStates.superseded,
      verdict: { kind: 'watchEnded', tone: 'neutral', title: deployStates.rolling.headline },
    };
    expect(panelButtons(state, FACTS, english)[0]).toMatchObject({ action: 'watch', primary: true });
  });

  it('put signing in first where it helps', () => {
    expect(labels('hindrance', { signInHelps: true })[0]).toBe('Sign In…');
  });
});

describe('a deployment that was cut off', () => {
  const detail = (state: DeployState): string => {
    const { verdict } = interrupted(state, 1);
    return verdict?.detail === undefined ? '' : formatMessage(verdict.detail);
  };
  const during = (stage: StageId, more: Partial<DeployState> = {}): DeployState => ({
    ...deployStates.planning,
    phase: 'running',
    stages: deployStates.planning.stages.map(({ id }) =>
      id === stage ? { id, status: 'active', startedAt: 0 } : { id, status: 'waiting' },
    ),
    ...more,
  });
  const { image, newRevision } = deployStates.rolling as Required<DeployState>;

  it('says what is left of it, stage by stage', () => {
    expect(detail(during('build'))).toContain('before anything was registered');
    expect(detail(during('push'))).toContain('service was not touched');
    expect(detail(during('register', { image }))).toContain('A revision may be left over');
    expect(detail(during('register', { image, newRevision }))).toContain('after revision 42 was registered');
    expect(detail(during('update', { image, newRevision }))).toContain('look at the service');
  });

  it('says what was known when it failed, where it is kept because of a failure', () => {
    const { failure } = deployStates.failed;
    expect(detail({ ...during('register', { image }), ...(failure && { failure }) })).toBe(
      formatMessage(failure?.left ?? { template: '', args: [] }),
    );
  });

  it('has ended, and is neither a success nor a failure', () => {
    const state = interrupted(during('push'), 7);
    expect(state).toMatchObject({ phase: 'ended', tone: 'warning', endedAt: 7 });
  });
});

describe('the translation of a state', () => {
  const shouting: Translator = { t: ((text: string) => text.toUpperCase()) as Translator['t'] };

  it('reaches every message, wherever it stands, and leaves what goes into it', () => {
    const state = translateState(deployStates.planBlocked, shouting);
    expect(formatMessage(state.headline)).toBe('SOMETHING KEEPS IT FROM STARTING');
    expect(state.plan?.checks.map(({ text }) => formatMessage(text))[1]).toBe(
      'THE REPOSITORY shop-web DOES NOT EXIST IN EU-WEST-1',
    );
    expect(state.plan?.checks[1]?.fix?.label.template).toBe('CREATE THE REPOSITORY WITH THIS DEPLOYMENT');
  });

  it('leaves everything else as it is', () => {
    expect(translateState(deployStates.succeeded, english)).toEqual(deployStates.succeeded);
  });
});

describe('the report of a deployment', () => {
  it('has place, cause, lines, what to do and what is left', () => {
    const report = deploymentReport(deployStates.failed);
    expect(report).toContain('# shop-web 41\n\n**The build failed**');
    expect(report).toContain('- Account: 123456789012, eu-west-1 (shop-prod)');
    expect(report).toMatch(/```text\n#9 \[build 5\/5\] RUN npm run build\n[^`]*```/);
    expect(report).toContain('then deploy again');
    expect(report).toContain('the service was not touched');
  });

  it('names the tasks that failed and what ECS said', () => {
    const report = deploymentReport(deployStates.rolledBack);
    expect(report).toContain('> Service deployment rolled back because the circuit breaker');
    expect(report).toContain('| 17bb3e | 42 | exit 1 | Essential container in task exited |');
    expect(report).toContain('rolling back to deployment ecs-svc/41');
  });
});

describe('two deployments of one service in one window', () => {
  const plan: DeployState = deployStates.planOk;

  it.each<[string, DeployState, boolean]>([
    ['that builds', deployStates.building, true],
    ['that updates the service', deployStates.updating, true],
    ['that rolls out: ECS has it', deployStates.rolling, false],
    ['whose plan is on screen', plan, false],
    ['that failed', deployStates.failed, false],
    ['of another service', { ...deployStates.building, serviceName: 'shop-api' }, false],
    ['in another cluster', { ...deployStates.building, clusterName: 'staging' }, false],
    ['in another account', { ...deployStates.building, connection: deployStates.sandbox.connection }, false],
  ])('are told apart from one %s', (_name, other, refused) => {
    expect(isRival(plan, other)).toBe(refused);
  });
});

describe('the buttons of a cause', () => {
  const facts = { stopping: false, signInHelps: false, builds: true };
  const texts = (name: DeployStateName, more: Partial<typeof facts> = {}): readonly string[] =>
    causeButtons(deployStates[name], { ...facts, ...more }, english).map(({ label }) => label);

  it('are none without a cause', () => {
    expect(texts('rolling')).toEqual([]);
  });

  it('begin with the way back while the rollout runs', () => {
    const [stop, ...others] = causeButtons(deployStates.failing, facts, english);
    expect(stop).toMatchObject({ action: 'stopAndRollBack', primary: true, enabled: true });
    expect(others.map(({ label }) => label)).toEqual([
      'Show Task Definition',
      'Log of Task 4c1d09',
      'Copy as Markdown',
    ]);
    expect(texts('rolledBack')).toEqual(['Show Task Definition', 'Log of Task 4c1d09', 'Copy as Markdown']);
  });

  it('leave the first place to signing in where that helps, and do not ask twice', () => {
    const [stop] = causeButtons(
      deployStates.failing,
      { stopping: true, signInHelps: true, builds: true },
      english,
    );
    expect(stop).toMatchObject({ label: 'Stopping…', primary: false, enabled: false });
  });

  it('offer the statement that grants what is missing', () => {
    expect(texts('denied')).toContain('Copy IAM Statement');
    expect(JSON.parse(remedyOf(deployStates.denied.cause, 'copyIam')?.statement ?? '')).toEqual({
      Effect: 'Allow',
      Action: ['ecr:GetAuthorizationToken'],
      Resource: '*',
    });
    expect(remedyOf(deployStates.failing.cause, 'copyIam')).toBeUndefined();
  });
});

describe('the line of a path in a task definition', () => {
  const text = JSON.stringify(
    {
      family: 'web',
      containerDefinitions: [
        { name: 'proxy', ports: [], environment: [{ name: 'A', value: 'a\nb' }] },
        { name: 'app', memory: 256, secrets: [{ name: 'S', valueFrom: 'arn' }] },
      ],
      cpu: '256',
    },
    undefined,
    2,
  );
  const lineAt = (path: string): string | undefined => text.split('\n')[lineOfPath(text, path)]?.trim();

  it('is where the member stands', () => {
    expect(lineAt('family')).toBe('"family": "web",');
    expect(lineAt('containerDefinitions[1].memory')).toBe('"memory": 256,');
    expect(lineAt('containerDefinitions[1].secrets[0].valueFrom')).toBe('"valueFrom": "arn"');
    expect(lineAt('cpu')).toBe('"cpu": "256"');
  });

  it('is that of what is there, where the member is missing', () => {
    const app = lineOfPath(text, 'containerDefinitions[1]');
    expect(lineOfPath(text, 'containerDefinitions[1].command')).toBe(app);
    expect(lineAt('runtimePlatform.cpuArchitecture')).toBe('{');
    expect(lineOfPath('not JSON', 'family')).toBe(0);
  });
});

describe('the page of the panel', () => {
  const page = {
    script: 'https://x/deployment.js?a="b"&c',
    cspSource: "'self' https://*.cdn",
    language: 'en',
    title: 'shop <web>',
  };

  it('lets one script run and nothing else in', () => {
    const html = panelHtml(page);
    const nonce = /script-src 'nonce-([^']+)'/.exec(html)?.[1];
    expect(nonce?.length).toBeGreaterThanOrEqual(20);
    expect(html).toContain(`<script nonce="${nonce ?? ''}" src=`);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/unsafe|style=|onload/);
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it('has another nonce each time', () => {
    expect(panelHtml(page)).not.toBe(panelHtml(page));
  });

  it('escapes what it is given', () => {
    const html = panelHtml(page);
    expect(html).toContain('<title>shop &lt;web&gt;</title>');
    expect(html).toContain('src="https://x/deployment.js?a=&quot;b&quot;&amp;c"');
  });
});
