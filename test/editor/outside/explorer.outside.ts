import { expect, test } from './fixtures';

test('the packaged extension brings its own view container', async ({ workbench }) => {
  await workbench.openView();
  await expect(workbench.sideBar.getByRole('heading', { name: /Clusters/ })).toBeVisible();
  await workbench.screenshotThemes('explorer');
});
