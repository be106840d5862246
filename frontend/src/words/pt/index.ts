import audit from './audit.json';
import ballots from './ballots.json';
import bridges from './bridges.json';
import cards from './cards.json';
import chat from './chat.json';
import compose from './compose.json';
import desk from './desk.json';
import documents from './documents.json';
import forms from './forms.json';
import frame from './frame.json';
import groups from './groups.json';
import home from './home.json';
import inquiries from './inquiries.json';
import kit from './kit.json';
import mandates from './mandates.json';
import polls from './polls.json';
import results from './results.json';
import secretariat from './secretariat.json';
import settings from './settings.json';
import silence from './silence.json';

export default {
  ...audit,
  ...ballots,
  ...bridges,
  ...cards,
  ...chat,
  ...compose,
  ...desk,
  ...documents,
  ...forms,
  ...frame,
  ...groups,
  ...home,
  ...inquiries,
  ...kit,
  ...mandates,
  ...polls,
  ...results,
  ...secretariat,
  ...settings,
  ...silence,
};
