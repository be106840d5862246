import '@testing-library/jest-dom/vitest';

import { words } from '../words/words.svelte';

await words.whole(); // a test speaks of any screen
