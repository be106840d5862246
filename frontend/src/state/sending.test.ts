import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LOOM } from '../testing/shapes';
import { json } from '../testing/socket';
import { ApiError } from '../wire/api';
import type { lineFor, Told } from '../wire/uploads';
import { Sending } from './sending.svelte';
import { UploadQueue } from './uploads.svelte';

const FILE = new File(['blue wool'], 'yarn_menu.txt');

/** A line that does nothing by itself. */
class Fake {
  readonly log: string[] = [];
  told!: Told;
  readonly open: typeof lineFor = (_space, _file, id, told) => {
    this.log.push(`open ${String(id)}`);
    this.told = told;
    return {
      goOn: () => void this.log.push('go on'),
      stop: () => (this.log.push('stop'), Promise.resolve()),
    };
  };
}

describe('Sending', () => {
  let fake: Fake;
  let sending: Sending;
  const asked: string[] = [];

  beforeEach(() => {
    fake = new Fake();
    sending = new Sending(LOOM, FILE, null, fake.open);
    asked.length = 0;
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      asked.push(`${init.method} ${url}`);
      return Promise.resolve(json(null, 204));
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('goes on after a broken line and after a pause, on the same line', async () => {
    const whole = sending.run();
    fake.told.onbegun(7);
    fake.told.onprogress(4);
    fake.told.onbroken();
    expect([sending.stage, sending.sent]).toEqual(['broken', 4]);
    fake.told.onprogress(5);
    expect(sending.stage).toBe('sending');
    sending.pause();
    expect([sending.stage, sending.isUnderWay]).toEqual(['paused', true]);
    sending.goOn();
    fake.told.onwhole();
    expect([await whole, sending.stage, sending.sent]).toEqual([7, 'whole', 9]);
    expect(fake.log).toEqual(['open null', 'go on', 'stop', 'go on']);
    expect(await sending.run()).toBe(7); // the form is sent again, the file is not
    expect(fake.log).toHaveLength(4);
  });

  it('stands still when the network stays away, and waits', async () => {
    const whole = sending.run();
    fake.told.onbegun(7);
    fake.told.onrefused(new ApiError(0, 'offline', ''));
    expect(sending.stage).toBe('paused');
    sending.goOn();
    fake.told.onwhole();
    expect(await whole).toBe(7);
  });

  it('rejects with the "no" of the server, and may be tried again', async () => {
    const whole = sending.run();
    fake.told.onrefused(new ApiError(422, 'too_large', 'Too large.'));
    await expect(whole).rejects.toMatchObject({ code: 'too_large' });
    expect(sending.stage).toBe('refused');
    const again = sending.run();
    fake.told.onbegun(8);
    fake.told.onwhole();
    expect(await again).toBe(8);
  });

  it('is thrown away on the site as well', async () => {
    const whole = sending.run();
    fake.told.onbegun(7);
    await sending.discard();
    await expect(whole).rejects.toMatchObject({ code: 'stopped' });
    expect([asked, sending.sent, sending.stage]).toEqual([['DELETE /api/uploads/7'], 0, 'waiting']);
  });

  it('goes on with an upload of an earlier visit, or has it whole already', () => {
    const begun = { id: 7, name: 'menu.txt', size: 9, received: 4 };
    const later = new Sending(LOOM, FILE, begun, fake.open);
    void later.run();
    expect([later.sent, fake.log]).toEqual([4, ['open 7', 'go on']]);
    expect(new Sending(LOOM, null, { ...begun, received: 9 }).stage).toBe('whole');
  });
});

describe('UploadQueue', () => {
  const upload = {
    id: 7,
    space: LOOM,
    name: 'yarn_menu.txt',
    size: 9,
    received: 4,
    started_at: '2031-01-01T00:00:00Z',
    expires_at: '2031-01-04T00:00:00Z',
  };
  // SHA-256 of "blue"
  const sha256 = '16477688c0e00699c6cfa4497a3612d7e83c532062b64b250fed8908128ed548';
  let queue: UploadQueue;

  beforeEach(() => {
    queue = new UploadQueue({ onwhole: () => undefined, onproblem: () => undefined }, () => 'offline');
    vi.stubGlobal('fetch', (url: string) =>
      Promise.resolve(
        url === '/api/uploads' ? json([upload]) : json({ ...upload, parts: [{ start: 0, size: 4, sha256 }] }),
      ),
    );
  });
  afterEach(() => vi.unstubAllGlobals());

  it('tells another file from the one that was begun, by what has come', async () => {
    await queue.load();
    expect(queue.unfinished).toEqual([upload]);
    expect(await queue.resume(upload, new File(['pink wool'], 'yarn_menu.txt'))).toBe(false);
    expect(await queue.resume(upload, new File(['blue'], 'yarn_menu.txt'))).toBe(false);
    expect([queue.files.length, queue.unfinished.length]).toEqual([0, 1]);
    expect(await queue.resume({ ...upload, received: 9 }, null)).toBe(true);
    expect([queue.ready[0]?.title, queue.unfinished]).toEqual(['yarn menu', []]);
  });

  it('sends two at a time', () => {
    queue.add(LOOM, [FILE, FILE, FILE]);
    expect(queue.files.map((each) => each.sending.stage)).toEqual(['sending', 'sending', 'waiting']);
  });
});
