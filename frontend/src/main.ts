import './styles/app.css';

import { mount } from 'svelte';

import App from './App.svelte';
import Fault from './screens/Fault.svelte';
import { constituencies } from './kit/constituencies.svelte';
import { Tab } from './state/tab.svelte';
import { ApiError } from './wire/api';
import { words } from './words/words.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app.');

const tab = new Tab();
try {
  // The language of the page that Django sent, and who I am: asked for together.
  const [start] = await Promise.all([tab.start(), words.speak(document.documentElement.lang)]);
  constituencies.learn(start.constituencies);
  await words.speak(start.me.language);
  mount(App, { target, props: { tab } });
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) location.assign(`/account/login/?next=${encodeURIComponent(location.pathname)}`);
  else mount(Fault, { target });
}
