/** Where one is. */
export type Route =
  | {
      screen:
        | 'home'
        | 'library'
        | 'uploads'
        | 'safeguarding'
        | 'centre'
        | 'decisions'
        | 'mentions'
        | 'carrying'
        | 'settings'
        | 'secretariat'
        | 'newBridge'
        | 'custody'
        | 'missing';
    }
  | { screen: 'space' | 'summaries'; space: number }
  | { screen: 'topic'; space: number; topic: number }
  | { screen: 'message' | 'poll'; space: number; place: number }
  | { screen: 'document'; space: number; place: number; version?: number }
  | { screen: 'writing'; space: number; place: number }
  | { screen: 'reading'; space: number; place: number; version: number }
  | { screen: 'issueReading'; id: number; version: number }
  | { screen: 'attachment'; number: number }
  | { screen: 'changes'; space: number; place: number; version: number; since: number }
  | { screen: 'issueChanges'; id: number; version: number; since: number }
  | { screen: 'group' | 'desk' | 'audit' | 'log'; group: number }
  | { screen: 'published' | 'collection'; id: number }
  | { screen: 'find'; q: string }
  | {
      screen: 'newInquiry';
      space: number;
      kind: 'consultation' | 'survey';
      topic: number | null;
      after: number | null;
    };

const PATTERNS: readonly [RegExp, (parts: number[], query: URLSearchParams) => Route][] = [
  [/^\/$/, () => ({ screen: 'home' })],
  [/^\/s\/(\d+)$/, ([space = 0]) => ({ screen: 'space', space })],
  [/^\/s\/(\d+)\/summaries$/, ([space = 0]) => ({ screen: 'summaries', space })],
  [/^\/s\/(\d+)\/t\/(\d+)$/, ([space = 0, topic = 0]) => ({ screen: 'topic', space, topic })],
  [/^\/s\/(\d+)\/m\/(\d+)$/, ([space = 0, place = 0]) => ({ screen: 'message', space, place })],
  [/^\/s\/(\d+)\/d\/(\d+)$/, ([space = 0, place = 0]) => ({ screen: 'document', space, place })],
  [
    /^\/s\/(\d+)\/d\/(\d+)\/v\/(\d+)$/,
    ([space = 0, place = 0, version = 0]) => ({ screen: 'document', space, place, version }),
  ],
  [
    /^\/s\/(\d+)\/d\/(\d+)\/v\/(\d+)\/since\/(\d+)$/,
    ([space = 0, place = 0, version = 0, since = 0]) => ({ screen: 'changes', space, place, version, since }),
  ],
  [
    /^\/s\/(\d+)\/d\/(\d+)\/v\/(\d+)\/read$/,
    ([space = 0, place = 0, version = 0]) => ({ screen: 'reading', space, place, version }),
  ],
  [/^\/s\/(\d+)\/d\/(\d+)\/text$/, ([space = 0, place = 0]) => ({ screen: 'writing', space, place })],
  [/^\/s\/(\d+)\/p\/(\d+)$/, ([space = 0, place = 0]) => ({ screen: 'poll', space, place })],
  [/^\/s\/(\d+)\/consult$/, ([space = 0], query) => newInquiry(space, 'consultation', query)],
  [/^\/s\/(\d+)\/survey$/, ([space = 0], query) => newInquiry(space, 'survey', query)],
  [/^\/centre$/, () => ({ screen: 'centre' })],
  [/^\/centre\/(\d+)$/, ([id = 0]) => ({ screen: 'published', id })],

  [
    /^\/centre\/(\d+)\/v\/(\d+)\/since\/(\d+)$/,
    ([id = 0, version = 0, since = 0]) => ({ screen: 'issueChanges', id, version, since }),
  ],
  [/^\/centre\/(\d+)\/v\/(\d+)\/read$/, ([id = 0, version = 0]) => ({ screen: 'issueReading', id, version })],
  [/^\/attachments\/(\d+)$/, ([number = 0]) => ({ screen: 'attachment', number })],
  [/^\/collections\/(\d+)$/, ([id = 0]) => ({ screen: 'collection', id })],
  [/^\/library$/, () => ({ screen: 'library' })],
  [/^\/safeguarding$/, () => ({ screen: 'safeguarding' })],
  [/^\/uploads$/, () => ({ screen: 'uploads' })],
  [/^\/decisions$/, () => ({ screen: 'decisions' })],
  [/^\/mentions$/, () => ({ screen: 'mentions' })],
  [/^\/carrying$/, () => ({ screen: 'carrying' })],
  [/^\/g\/(\d+)$/, ([group = 0]) => ({ screen: 'group', group })],
  [/^\/g\/(\d+)\/desk$/, ([group = 0]) => ({ screen: 'desk', group })],
  [/^\/g\/(\d+)\/log$/, ([group = 0]) => ({ screen: 'log', group })],
  [/^\/g\/(\d+)\/audit$/, ([group = 0]) => ({ screen: 'audit', group })],
  [/^\/bridges\/new$/, () => ({ screen: 'newBridge' })],
  [/^\/custody$/, () => ({ screen: 'custody' })],
  [/^\/settings$/, () => ({ screen: 'settings' })],
  [/^\/find$/, (_, query) => ({ screen: 'find', q: query.get('q') ?? '' })],
  [/^\/secretariat$/, () => ({ screen: 'secretariat' })],
];

function newInquiry(space: number, kind: 'consultation' | 'survey', query: URLSearchParams): Route {
  const number = (name: string) => Number(query.get(name)) || null;
  return { screen: 'newInquiry', space, kind, topic: number('topic'), after: number('after') };
}

/** The screen of an address; `missing` for one that is not ours. */
export function routeOf(path: string, query = ''): Route {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  for (const [pattern, make] of PATTERNS) {
    const found = pattern.exec(plain);
    if (found) return make(found.slice(1).map(Number), new URLSearchParams(query));
  }
  return { screen: 'missing' };
}

/** Addresses that Django answers, though they are on this site. */
export function isOutside(path: string): boolean {
  return /^\/(account|plain|leave|static|api|files)(\/|$)/.test(path);
}
