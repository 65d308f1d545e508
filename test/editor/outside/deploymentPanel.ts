import { expect, type FrameLocator, type Locator } from '@playwright/test';
import type { Workbench } from './workbench';

/** Where "ECS: Deploy…" is led to. */
export interface Destination {
  readonly cluster: string;
  readonly service: string;
}

/** The panel of a deployment, in the words of somebody who looks at it. */
export class DeploymentPanel {
  readonly #workbench: Workbench;

  private constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** From the palette to the plan. */
  static async plan(workbench: Workbench, { cluster, service }: Destination): Promise<DeploymentPanel> {
    await workbench.runCommand('ECS: Deploy…');
    await workbench.pick('Dockerfile');
    await workbench.pick(cluster);
    await workbench.pick(service);
    const panel = new DeploymentPanel(workbench);
    await expect(panel.button(`Deploy to ${service}`)).toBeEnabled();
    return panel;
  }

  /** The panel that is open, such as after a reload. */
  static shown(workbench: Workbench): DeploymentPanel {
    return new DeploymentPanel(workbench);
  }

  get page(): FrameLocator {
    return this.#workbench.webview();
  }

  get text(): Locator {
    return this.page.getByRole('main');
  }

  /** How it stands, in a few words. */
  get headline(): Locator {
    return this.page.locator('.headline');
  }

  /** The card of the end. */
  get outcome(): Locator {
    return this.page.locator('quayside-outcome');
  }

  /** The card of the cause. */
  get cause(): Locator {
    return this.page.locator('quayside-cause');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async confirm(service: string): Promise<void> {
    await this.button(`Deploy to ${service}`).click();
  }

  async tab(name: RegExp): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  /** The digest of the image that the revision runs. */
  async digest(): Promise<string> {
    const digest = await this.page.locator('[title^="sha256:"]').first().getAttribute('title');
    if (digest === null) throw new Error('The panel shows no digest');
    return digest;
  }
}
