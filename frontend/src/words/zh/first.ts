import cards from './cards.json';
import chat from './chat.json';
import frame from './frame.json';
import home from './home.json';
import kit from './kit.json';

export default {
  ...cards,
  ...chat,
  ...frame,
  ...home,
  ...kit,
};
