import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/ui/commands/ids';
import { contributedCommands, manifest, menus, texts } from './manifest';

const ids = contributedCommands.map(({ command }) => command);

describe('commands', () => {
  it('are contributed as the code names them, no more and no fewer', () => {
    expect([...ids].sort()).toEqual(Object.values(COMMANDS).sort());
  });

  it.each(contributedCommands)('$command stands under ECS with a title from the texts', (command) => {
    expect(command.category).toBe('ECS');
    const key = /^%(.+)%$/.exec(command.title)?.[1] ?? '';
    expect(texts[key], command.title).toMatch(/^[A-Z]/);
    if (command.icon !== undefined) expect(command.icon).toMatch(/^\$\([a-z-]+\)$/);
  });

  it('in menus and key bindings are contributed ones', () => {
    const used = [...menus, ...(manifest.contributes.keybindings ?? [])].flatMap(
      ({ command }) => command ?? [],
    );
    expect(used.filter((id) => id.startsWith('quayside.') && !ids.includes(id))).toEqual([]);
  });

  it('that hide from the palette are reached from another menu', () => {
    const hidden = menus.filter(({ menu, when }) => menu === 'commandPalette' && when === 'false');
    for (const { command } of hidden) {
      expect(
        menus.some((item) => item.menu !== 'commandPalette' && item.command === command),
        command,
      ).toBe(true);
    }
  });

  it('named in welcome texts are contributed ones', () => {
    const named = (manifest.contributes.viewsWelcome ?? []).flatMap(({ contents }) =>
      [...(texts[contents.slice(1, -1)] ?? '').matchAll(/command:([\w.]+)/g)].map((match) => match[1]),
    );
    expect(named.filter((id) => id?.startsWith('quayside.') === true && !ids.includes(id))).toEqual([]);
  });
});
