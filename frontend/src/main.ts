import './styles/app.css';

import { mount } from 'svelte';

import App from './App.svelte';
import Fault from './screens/Fault.svelte';
import { constituencies } from './kit/constituencies.svelte';
import { Tab } from './state/tab.svelte';
import { router } from './router.svelte';
import { SCREENS } from './screens';
import { ApiError } from './wire/api';
import { words } from './words/words.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app.');

const tab = new Tab();
const { route } = router;
void SCREENS[route.screen].load().catch(() => undefined); // its code comes meanwhile; should it fail, the page says so
try {
  // The language of the page that Django sent, and who I am: asked for together.
  const first = 'space' in route ? route.space : null;
  const [start] = await Promise.all([tab.start(first), words.speak(document.documentElement.lang)]);
  constituencies.learn(start.constituencies);
  await words.speak(start.me.language);
  mount(App, { target, props: { tab } });
} catch (error) {
  tab.line.end();
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) location.assign(`/account/login/?next=${encodeURIComponent(location.pathname)}`);
  else mount(Fault, { target });
}
