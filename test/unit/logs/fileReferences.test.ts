import { describe, expect, it } from 'vitest';
import { findFileReferences, mapPath, pathEnds } from '../../../src/core/logs/fileReferences';

const places = (text: string): readonly string[] =>
  findFileReferences(text).map(({ path, line, column }) =>
    [path, line, column].filter((part) => part !== undefined).join(':'),
  );

describe('the files that a line of a log names', () => {
  it.each([
    ['    at handler (/app/src/main.js:12:7)', '/app/src/main.js:12:7'],
    ['    at file:///app/server.mjs:3:1', '/app/server.mjs:3:1'],
    ['  File "/app/jobs/run.py", line 33, in main', '/app/jobs/run.py:33'],
    ['\t/go/src/shop/main.go:51 +0x1d', '/go/src/shop/main.go:51'],
    ['\tat shop.OrderService.find(OrderService.java:51)', 'OrderService.java:51'],
    ['   at Shop.Orders.Find() in C:\\app\\Orders.cs:line 8', 'C:/app/Orders.cs:8'],
    ["app/models/order.rb:17:in `find'", 'app/models/order.rb:17'],
  ])('%s', (text, place) => {
    expect(places(text)).toEqual([place]);
  });

  it('stand where they are written', () => {
    const text = '10:42:07.113  4c1d09 r42 app      at f (/app/a.js:1:2)';
    const [found] = findFileReferences(text);
    expect(found && text.slice(found.start, found.end)).toBe('/app/a.js:1:2');
  });

  it.each([
    'GET http://10.0.0.7:8080/x 200',
    'connecting to postgres://db.internal:5432/shop',
    '10:42:07.113 up',
    'at node:internal/modules:12',
    'at x (/app/node_modules/pg/lib/client.js:5:1)',
    'listening on 0.0.0.0:80',
    'v1.2.3:0',
  ])('are not guessed: %s', (text) => {
    expect(places(text)).toEqual([]);
  });

  it('are found in thousands of long lines without keeping the editor waiting', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `${index}${'abcdef0123/+'.repeat(400)}`);
    expect(lines.flatMap(places)).toEqual([]);
  });

  it('are found in a line of any length without being searched for in all of it', () => {
    expect(places(`${'a.b/'.repeat(100_000)}x.js:1`)).toEqual([]);
  });
});

describe('a path of a container', () => {
  it('is mapped by the longest folder that fits', () => {
    const mapping = { '/app': 'services/web', '/app/lib': 'packages/lib/', '/': '' };
    expect(mapPath('/app/src/main.js', mapping)).toBe('services/web/src/main.js');
    expect(mapPath('/app/lib/a.js', mapping)).toBe('packages/lib/a.js');
    expect(mapPath('/application/a.js', mapping)).toBe('application/a.js');
    expect(mapPath('/opt/a.js', { '/app': 'x' })).toBeUndefined();
  });

  it('of Windows is mapped however its folder is written', () => {
    expect(mapPath('C:/app/src/Main.cs', { 'c:\\App\\': 'services\\web' })).toBe('services/web/src/Main.cs');
    expect(mapPath('/C:/app/Main.cs', { 'C:/app': 'web' })).toBe('web/Main.cs');
    expect(mapPath('D:/app/Main.cs', { 'C:/app': 'web' })).toBeUndefined();
  });

  it.each(['.', './', '', '${workspaceFolder}'])('can come from the top of the workspace: "%s"', (top) => {
    expect(mapPath('/app/src/main.js', { '/app': top })).toBe('src/main.js');
  });

  it('never leads out of the workspace', () => {
    expect(mapPath('/app/../../etc/passwd.txt', { '/app': '' })).toBeUndefined();
    expect(pathEnds('/app/../x.js')).toEqual([]);
  });

  it('is looked for by its ends, the longest first', () => {
    expect(pathEnds('/app/src/main.js')).toEqual(['app/src/main.js', 'src/main.js', 'main.js']);
  });
});
