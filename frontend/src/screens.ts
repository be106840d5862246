import type { Component } from 'svelte';

import type { Route } from './routes';
import Missing from './screens/Missing.svelte';
import type { Tab } from './state/tab.svelte';
import type { Key } from './words/words.svelte';

export type ScreenName = Route['screen'];
export type ScreenProps = { tab: Tab; route: Route };

/** A screen's code comes when it is first shown. `title` is neutral: it names a kind of page, never a subject. */
export type Screen = { title: Key; wide?: boolean; load: () => Promise<{ default: Component<ScreenProps> }> };

export const SCREENS: Record<ScreenName, Screen> = {
  home: { title: 'title.home', load: () => import('./screens/Home.svelte') },
  space: { title: 'title.space', wide: true, load: () => import('./screens/Space.svelte') },
  message: { title: 'title.space', wide: true, load: () => import('./screens/Space.svelte') },
  topic: { title: 'title.topic', load: () => import('./screens/Topic.svelte') },
  document: { title: 'title.document', load: () => import('./screens/Document.svelte') },
  poll: { title: 'title.poll', load: () => import('./screens/Poll.svelte') },
  newInquiry: { title: 'title.poll', load: () => import('./screens/NewInquiry.svelte') },
  library: { title: 'title.library', load: () => import('./screens/Library.svelte') },
  centre: { title: 'title.centre', load: () => import('./screens/Centre.svelte') },
  published: { title: 'title.document', load: () => import('./screens/Published.svelte') },
  decisions: { title: 'title.decisions', load: () => import('./screens/Decisions.svelte') },
  group: { title: 'title.group', load: () => import('./screens/Group.svelte') },
  desk: { title: 'title.desk', load: () => import('./screens/Desk.svelte') },
  audit: { title: 'title.audit', load: () => import('./screens/Audit.svelte') },
  newBridge: { title: 'title.bridge', load: () => import('./screens/NewBridge.svelte') },
  settings: { title: 'title.settings', load: () => import('./screens/Settings.svelte') },
  mentions: { title: 'title.mentions', load: () => import('./screens/Mentions.svelte') },
  find: { title: 'title.find', load: () => import('./screens/Find.svelte') },
  secretariat: { title: 'title.secretariat', load: () => import('./screens/Secretariat.svelte') },
  missing: { title: 'title.missing', load: () => Promise.resolve({ default: Missing }) },
};
