import type { AttributionChoice, Bridge } from '../wire/bridges';
import type { Badge, Message, SpaceShape, Start, Topic } from '../wire/shapes';

/** The cast: Ada moderates, Ben belongs (and is the one at this tab), Eve is outside. */
export const ADA: Badge = {
  seat: 1,
  name: 'Ada (example)',
  organisation: 'Lantern (example)',
  constituency: 'civil_society',
  role: 'moderator',
};
export const BEN: Badge = { ...ADA, seat: 2, name: 'Ben (example)', role: 'member' };

/** The space that all tests talk in, and its one topic. */
export const LOOM = 12;
export const YARN = 5;

export function space(changes: Partial<SpaceShape> = {}): SpaceShape {
  return {
    id: LOOM,
    group: { id: 3, name: 'Weavers (example)', kind: 'reference_group', constituency: 'civil_society' },
    bridge: false,
    title: 'Loom',
    purpose: '',
    closed: false,
    label: 'green',
    ceiling: 'amber',
    history: 'all',
    archived: false,
    observers_post: false,
    slow_seconds: 0,
    people: 2,
    organisations: 1,
    seat: BEN.seat,
    may_post: true,
    muted_until: null,
    frozen_at: null,
    may_moderate: false,
    presence: true,
    floor: 0,
    rev: 40,
    ...changes,
  };
}

export function topic(changes: Partial<Topic> = {}): Topic {
  return {
    kind: 'topic',
    space: LOOM,
    place: YARN,
    rev: 5,
    title: 'Yarn',
    label: 'green',
    locked: false,
    pinned: false,
    slow_seconds: 0,
    by: ADA,
    capabilities: [],
    opened_at: '2026-11-23T09:00:00Z',
    messages: 1,
    last_place: 6,
    last_at: '2026-11-23T09:00:00Z',
    ...changes,
  };
}

/** A message of Ada's at `place`, changed last at `rev`. */
export function message(place: number, changes: Partial<Message> = {}): Message {
  return {
    kind: 'message',
    attachments: [],
    space: LOOM,
    place,
    rev: place,
    topic: YARN,
    client_id: `c${place}`,
    by: ADA,
    body: `Message ${place}`,
    html: `<p>Message ${place}</p>`,
    label: 'green',
    note: '',
    quote: null,
    cards: [],
    mentions: [],
    mentions_all: false,
    mentions_moderators: false,
    reactions: [],
    pinned: false,
    posted_at: '2026-11-23T10:00:00Z',
    edited_at: null,
    gone: '',
    gone_at: null,
    ...changes,
  };
}

/** What Ben's tab is told first. */
export function start(changes: Partial<Start> = {}): Start {
  return {
    me: {
      id: 9,
      email: 'ben@example.org',
      name: 'Ben (example)',
      language: 'en',
      time_zone: 'UTC',
      theme: 'system',
      more_contrast: false,
      less_motion: false,
      enter_sends: true,
      single_keys: true,
      shows_presence: true,
      second_factor: false,
    },
    officer: false,
    groups: [],
    spaces: [space()],
    counts: [],
    muted: [],
    desks: [],
    constituencies: [],
    quick_exit: '/leave/',
    example: true,
    body_limit: 4000,
    identifying: {},
    ...changes,
  } as Start;
}

/** A thread of Weavers and Potters, in which Ben sits for both. */
export function bridge(changes: Partial<Bridge> = {}): Bridge {
  const way = (attribution: AttributionChoice['attribution'], crowd: number, least: number) => ({
    attribution,
    shown_as: BEN,
    crowd,
    least,
    groups: 2,
    least_groups: 1,
    allowed: crowd >= least,
    sealable: false,
  });
  const weavers = {
    id: 3,
    name: 'Weavers (example)',
    kind: 'reference_group',
    constituency: 'civil_society',
  };
  const potters = {
    id: 4,
    name: 'Potters (example)',
    kind: 'reference_group',
    constituency: 'private_sector',
  };
  return {
    id: 30,
    title: 'Glazes and threads',
    purpose: '',
    state: 'open',
    label: 'amber',
    ceiling: 'amber',
    history: 'joining',
    batch_minutes: 0,
    response_hours: 24,
    chatham: false,
    unasked: false,
    opened_at: '2026-11-23T10:00:00Z',
    paused_until: null,
    closed_at: null,
    close_reason: '',
    sides: [weavers, potters].map((group) => ({ group, people: 5, gate: 'pre', moderators: [] })),
    people: 9,
    speakers: [
      {
        seat: BEN.seat,
        group: weavers,
        by: BEN,
        may_post: true,
        may_hold: false,
        passes: false,
        attributions: [way('name', 1, 1), way('constituency', 5, 5)],
      },
      {
        seat: 7,
        group: potters,
        by: { ...BEN, seat: 7, organisation: 'Kiln (example)', constituency: 'private_sector' },
        may_post: true,
        may_hold: false,
        passes: false,
        attributions: [way('name', 1, 1), way('constituency', 2, 5)],
      },
    ],
    reacted: [],
    custody: { custodians: [], needed: 2, least: 3 },
    unsealings: [],
    sealed: [],
    ...changes,
  };
}
