import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { WebsiteStore, type WebsiteRow } from './website-store';

const tick = (second: number) => ({
  checkedAt: new Date(second * 1_000).toISOString(),
  outcome: 'UP' as const,
  region: 'local',
  responseTimeMs: 12,
  failure: null,
});

const row = (id: string): WebsiteRow => ({
  id,
  name: id,
  url: 'https://a.example/',
  status: 'UP',
  createdAt: '2026-11-01T00:00:00Z',
  intervalSecs: 60,
  tags: [],
  lastTick: tick(10),
});

describe('the websites of an organization', () => {
  let store: WebsiteStore;

  beforeEach(() => {
    vi.useFakeTimers();
    store = new WebsiteStore();
    store.add([row('a'), row('b')], true);
  });

  afterEach(() => vi.useRealTimers());

  it('does not bring back what was deleted while it was read', () => {
    store.remove('a');
    store.add([row('a'), row('b')], true);
    vi.advanceTimersByTime(1_000);
    expect(store.list.map(({ id }) => id)).toEqual(['b']);
    expect(store.wasRemoved('a')).toBe(true);
  });

  it('keeps what was told before the answer to a change was there', () => {
    const { told } = store;
    store.change('a', 'PENDING');
    store.change('a', 'UP');
    store.answer('a', 'PENDING', told);
    store.answer('b', 'PENDING', told);
    expect(store.row('a')?.status).toBe('UP');
    expect(store.row('b')?.status).toBe('PENDING');
  });

  it('tells only the row that a tick is of, and not the list', () => {
    const [a, b, list] = [vi.fn(), vi.fn(), vi.fn()];
    store.listenToRow('a', a);
    store.listenToRow('b', b);
    store.listenToList(list);
    store.tick('a', tick(20));
    store.tick('a', tick(30));
    vi.runAllTimers();
    expect(a).toHaveBeenCalledTimes(1);
    expect(b).not.toHaveBeenCalled();
    expect(list).not.toHaveBeenCalled();
    expect(store.row('a')?.lastTick).toEqual(tick(30));
  });

  it('tells the list of a change of status once for many', () => {
    const list = vi.fn();
    store.listenToList(list);
    store.change('a', 'DOWN');
    store.change('b', 'DOWN');
    store.change('b', 'DOWN');
    vi.runAllTimers();
    expect(list).toHaveBeenCalledTimes(1);
    expect(store.list.map(({ status }) => status)).toEqual(['DOWN', 'DOWN']);
  });

  it('keeps the newer tick, whichever comes first', () => {
    store.tick('a', tick(30));
    store.tick('a', tick(20));
    store.add([row('a')], true);
    expect(store.row('a')?.lastTick).toEqual(tick(30));
  });

  it('keeps a status that was told before its website was read', () => {
    expect(store.change('c', 'DOWN')).toBe(false);
    store.add([row('c')], true);
    expect(store.row('c')?.status).toBe('DOWN');
  });

  it('keeps a status that was told while its website was read', () => {
    const { told } = store;
    store.change('a', 'DOWN');
    store.add([row('a')], true, told);
    expect(store.row('a')?.status).toBe('DOWN');
    store.add([row('a')], true, store.told);
    expect(store.row('a')?.status).toBe('UP');
  });

  it('tells nobody while the tab is hidden, and everybody after that', () => {
    const [a, list] = [vi.fn(), vi.fn()];
    store.listenToRow('a', a);
    store.listenToList(list);
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    store.change('a', 'DOWN');
    vi.runAllTimers();
    expect(a).not.toHaveBeenCalled();
    visibility.mockRestore();
    store.catchUp();
    expect(a).toHaveBeenCalledTimes(1);
    expect(list).toHaveBeenCalledTimes(1);
  });
});
