import cards from './cards.json';
import chat from './chat.json';
import frame from './frame.json';
import kit from './kit.json';

export default { ...kit, ...frame, ...chat, ...cards };
