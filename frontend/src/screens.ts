import type { Component } from 'svelte';

import type { Route } from './routes';
import Missing from './screens/Missing.svelte';
import type { Tab } from './state/tab.svelte';
import { type Key, withWords } from './words/words.svelte';

export type ScreenName = Route['screen'];
export type ScreenProps = { tab: Tab; route: Route };

/** A screen's code comes when it is first shown. `title` is neutral: it names a kind of page, never a subject. */
export type Screen = { title: Key; wide?: boolean; load: () => Promise<{ default: Component<ScreenProps> }> };

export const SCREENS: Record<ScreenName, Screen> = {
  home: { title: 'title.home', load: () => import('./screens/Home.svelte') },
  space: { title: 'title.space', wide: true, load: () => import('./screens/Space.svelte') },
  message: { title: 'title.space', wide: true, load: () => import('./screens/Space.svelte') },
  topic: { title: 'title.topic', load: () => import('./screens/Topic.svelte') },
  document: { title: 'title.document', load: () => withWords(import('./screens/Document.svelte')) },
  reading: { title: 'title.document', load: () => withWords(import('./screens/Reading.svelte')) },
  writing: { title: 'title.document', load: () => withWords(import('./screens/Writing.svelte')) },
  issueReading: { title: 'title.document', load: () => withWords(import('./screens/IssueReading.svelte')) },
  attachment: {
    title: 'title.document',
    load: () => withWords(import('./screens/AttachmentReading.svelte')),
  },
  changes: { title: 'title.document', load: () => withWords(import('./screens/Changes.svelte')) },
  issueChanges: { title: 'title.document', load: () => withWords(import('./screens/IssueChanges.svelte')) },
  poll: { title: 'title.poll', load: () => withWords(import('./screens/Poll.svelte')) },
  newInquiry: { title: 'title.poll', load: () => withWords(import('./screens/NewInquiry.svelte')) },
  library: { title: 'title.library', load: () => withWords(import('./screens/Library.svelte')) },
  safeguarding: {
    title: 'title.safeguarding',
    load: () => withWords(import('./screens/Safeguarding.svelte')),
  },
  uploads: { title: 'title.uploads', load: () => withWords(import('./screens/Uploads.svelte')) },
  centre: { title: 'title.centre', load: () => withWords(import('./screens/Centre.svelte')) },
  published: { title: 'title.document', load: () => withWords(import('./screens/Published.svelte')) },
  collection: {
    title: 'title.collection',
    load: () => withWords(import('./screens/Collection.svelte')),
  },
  decisions: { title: 'title.decisions', load: () => withWords(import('./screens/Decisions.svelte')) },
  group: { title: 'title.group', load: () => withWords(import('./screens/Group.svelte')) },
  desk: { title: 'title.desk', load: () => withWords(import('./screens/Desk.svelte')) },
  audit: { title: 'title.audit', load: () => withWords(import('./screens/Audit.svelte')) },
  log: { title: 'title.log', load: () => withWords(import('./screens/Log.svelte')) },
  newBridge: { title: 'title.bridge', load: () => withWords(import('./screens/NewBridge.svelte')) },
  custody: { title: 'title.settings', load: () => withWords(import('./screens/Custody.svelte')) },
  settings: { title: 'title.settings', load: () => withWords(import('./screens/Settings.svelte')) },
  mentions: { title: 'title.mentions', load: () => withWords(import('./screens/Mentions.svelte')) },
  carrying: { title: 'title.carrying', load: () => withWords(import('./screens/Carrying.svelte')) },
  summaries: { title: 'title.summaries', load: () => withWords(import('./screens/Summaries.svelte')) },
  find: { title: 'title.find', load: () => withWords(import('./screens/Find.svelte')) },
  secretariat: { title: 'title.secretariat', load: () => withWords(import('./screens/Secretariat.svelte')) },
  missing: { title: 'title.missing', load: () => Promise.resolve({ default: Missing }) },
};
