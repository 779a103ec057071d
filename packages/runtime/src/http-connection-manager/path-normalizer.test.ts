import { describe, expect, it } from 'vitest';
import { normalizePath, type PathOptions } from './path-normalizer.ts';

const OFF: PathOptions = { normalize: false, mergeSlashes: false, escapedSlashes: 'KEEP_UNCHANGED' };

describe('normalizePath', () => {
  it.each<[Partial<PathOptions>, string, string]>([
    [{}, '/a/../b', '/a/../b'],
    [{}, '/a%2fb', '/a%2fb'],
    [{}, '//a', '//a'],
    [{ normalize: true }, '/a/../b', '/b'],
    [{ normalize: true }, '/a/%2e%2E/b', '/b'],
    [{ normalize: true }, '/../../x', '/x'],
    [{ normalize: true }, '/a\\b/%41%7e', '/a/b/A~'],
    [{ normalize: true }, '/a/b/..', '/a/'],
    [{ normalize: true }, '/a/.', '/a/'],
    [{ normalize: true }, '/%zz', '/%zz'],
    [{ normalize: true }, '/a"<>^`{|}b', '/a%22%3C%3E%5E%60%7B%7C%7Db'],
    [{ normalize: true }, '/a/..;x=1/b;y/.;', '/b;y/'],
    [{ mergeSlashes: true }, '//', '//'],
    [{ normalize: true }, '/a%20b;c?x=/../y', '/a%20b;c?x=/../y'],
    [{ mergeSlashes: true }, '//a///b?x=//y', '/a/b?x=//y'],
    [{ normalize: true, mergeSlashes: true }, '//a/./b//../c?x=//y', '/a/b/c?x=//y'],
    [{ normalize: true, escapedSlashes: 'UNESCAPE_AND_FORWARD' }, '/a%2Fb/..%2fc', '/a/c'],
  ])('%j: %s becomes %s', (options, path, expected) => {
    expect(normalizePath(path, { ...OFF, ...options })).toEqual({ kind: 'continue', path: expected });
  });
  it.each<[Partial<PathOptions>, string, string]>([
    [{}, '/a#b', '/a#b'],
    [{ normalize: true }, '/a%00b', '/a%00b'],
    [{ normalize: true }, '/..;x/%00', '/../%00'],
    [{ escapedSlashes: 'REJECT_REQUEST' }, '/a%2fb', '/a/b'],
  ])('%j: %s is refused as %s', (options, path, left) => {
    expect(normalizePath(path, { ...OFF, ...options })).toEqual({ kind: 'reject', path: left });
  });
  it('redirects to the unescaped path', () => {
    expect(normalizePath('/a%2Fb%5Cc?q=1', { ...OFF, escapedSlashes: 'UNESCAPE_AND_REDIRECT' })).toEqual({
      kind: 'redirect',
      path: '/a/b\\c?q=1',
    });
  });
});
