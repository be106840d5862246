import './styles/app.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { words } from './words/words.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app.');
await words.speak(document.documentElement.lang);
mount(App, { target });
