import type { IconName } from '../../kit/icons';
import { dates } from '../../words/dates.svelte';
import { t } from '../../words/words.svelte';
import type { CardRef, Notice, Waiting } from '../../wire/shapes';

const ICONS: Readonly<Record<Waiting['verb'], IconName>> = {
  vote: 'poll',
  position: 'poll',
  survey: 'poll',
  review: 'eye',
  returned: 'reply',
  crossing: 'bridge',
  proposal: 'bridge',
  report: 'flag',
  appeal: 'flag',
  flag: 'flag',
  wish: 'lock',
  wish_document: 'lock',
  mention: 'chat',
  confirm: 'check',
  silence: 'poll',
  recorded: 'poll',
  collection: 'shelf',
  consent: 'bridge',
  summary: 'edit',
  custody: 'lock',
};
export const iconOf = (verb: Waiting['verb']) => ICONS[verb];

const VOTES: ReadonlySet<Waiting['verb']> = new Set(['vote', 'position', 'survey', 'silence', 'recorded']);

/** Where one does what waits. */
export function placeOf(one: Waiting): string {
  if (VOTES.has(one.verb)) return `/s/${one.space}/p/${one.place}`;
  if (one.verb === 'review' || one.verb === 'confirm' || one.verb === 'wish_document')
    return `/s/${one.space}/d/${one.place}`;
  if (one.verb === 'custody') return '/custody';
  if (one.verb === 'collection') return `/collections/${one.collection}`;
  if (one.verb === 'mention' || one.verb === 'wish') return `/s/${one.space}/m/${one.place}`;
  if (one.verb === 'consent' && one.group === null) return '/carrying';
  if (one.verb === 'summary') return `/s/${one.space}/summaries`;
  if (one.verb === 'returned') return `/s/${one.space}`;
  return `/g/${one.group}/desk`;
}

/** What it is called: a report names no subject. */
export function titleOf(one: Waiting): string {
  if (one.verb === 'wish' || one.verb === 'wish_document' || one.verb === 'appeal' || one.verb === 'flag')
    return t(`home.${one.verb}`);
  return one.verb === 'report' ? t('home.reports', { n: one.count }) : one.title;
}

const KNOWN = [
  'unmuted',
  'crossing_released',
  'crossing_returned',
  'crossing_declined',
  'crossing_withdrawn',
  'crossing_refused',
  'crossing_overdue',
  'appeal_over',
  'flag_removed',
  'flag_over',
  'report_decided',
  'red_wished',
  'red_decided',
  'document_red_wished',
  'document_red_decided',
  'document_submitted',
  'document_approved',
  'document_returned',
  'document_relabelled',
  'document_published',
  'document_embargoed',
  'document_expired',
  'document_freed',
  'document_co_owned',
  'document_commented',
  'document_unconfirmed',
  'document_due',
  'vote_due',
  'silence_due',
  'vote_recorded',
  'proxy_given',
  'silence_broken',
  'silence_adopted',
  'unsealing_asked',
  'collection_submitted',
  'collection_accepted',
  'collection_declined',
  'carry_asked',
  'carry_carried',
  'carry_refused',
  'carry_expired',
  'carry_void',
  'carry_taken_back',
  'carry_unasked',
] as const;
type Known = (typeof KNOWN)[number];
const isKnown = (what: string): what is Known => (KNOWN as readonly string[]).includes(what);

const isOfPoll = (what: string) =>
  what.startsWith('silence_') || ['vote_due', 'vote_recorded', 'proxy_given'].includes(what);

/** The document or poll that a notice is about. */
export function cardOf({ what, space, about }: Notice): CardRef | null {
  const isCard = what.startsWith('document_') || isOfPoll(what);
  return isCard && space !== null && about !== null ? { space, place: about } : null;
}

/** Who is muted is told until when, and why; whose name was looked up, why: a moderator's words. */
function textOf({ what, facts }: Notice): string {
  const reason = String(facts.reason);
  if (what === 'redacted' || what === 'flagged') return t(`notice.${what}`, { reason });
  if (what === 'appeal_answered')
    return t(facts.answer === 'lifted' ? 'notice.appeal_lifted' : 'notice.appeal_stands', { reason });
  if (what === 'looked_up') return t('notice.looked_up', { reason });
  if (what !== 'muted') return isKnown(what) ? t(`notice.${what}`) : t('notice.other');
  return t('notice.muted', {
    time: dates.write(String(facts.until), 'short'),
    reason,
  });
}

const isRuling = (what: string) => what === 'muted' || what === 'redacted' || what.startsWith('appeal_');

/** A notice in a sentence, and where it leads. Kinds of a newer server are called news. */
export function newsOf(notice: Notice): { text: string; href: string } {
  const text = textOf(notice);
  const isPaper = notice.what.startsWith('document_');
  const bridge = typeof notice.facts.bridge === 'number' ? notice.facts.bridge : null;
  if (notice.what === 'unsealing_asked') return { text, href: '/custody' };
  if (notice.what === 'looked_up') return { text, href: `/g/${String(notice.facts.group)}` };
  if (isRuling(notice.what) && notice.facts.group)
    return { text, href: `/g/${String(notice.facts.group)}/log` };
  if (notice.what === 'crossing_overdue') return { text, href: `/g/${String(notice.facts.group)}/desk` };
  if (typeof notice.facts.collection === 'number')
    return { text, href: `/collections/${notice.facts.collection}` };
  if (notice.what.startsWith('carry_') && notice.about === null) return { text, href: '/carrying' };
  const space = notice.space ?? bridge;
  if (space === null) return { text, href: '/' };
  if (isPaper && notice.about !== null) return { text, href: `/s/${space}/d/${notice.about}` };
  if (isOfPoll(notice.what) && notice.about !== null) return { text, href: `/s/${space}/p/${notice.about}` };
  return {
    text,
    href: notice.about === null || bridge !== null ? `/s/${space}` : `/s/${space}/m/${notice.about}`,
  };
}
