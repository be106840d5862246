import attributes from './attributes.json';
import audit from './audit.json';
import ballots from './ballots.json';
import bridges from './bridges.json';
import carrying from './carrying.json';
import collections from './collections.json';
import compose from './compose.json';
import custody from './custody.json';
import desk from './desk.json';
import documents from './documents.json';
import find from './find.json';
import forms from './forms.json';
import groups from './groups.json';
import inquiries from './inquiries.json';
import mandates from './mandates.json';
import polls from './polls.json';
import results from './results.json';
import retention from './retention.json';
import safeguarding from './safeguarding.json';
import secretariat from './secretariat.json';
import summaries from './summaries.json';
import settings from './settings.json';
import silence from './silence.json';
import texts from './texts.json';
import uploads from './uploads.json';

export default {
  ...attributes,
  ...audit,
  ...ballots,
  ...bridges,
  ...carrying,
  ...collections,
  ...compose,
  ...custody,
  ...desk,
  ...documents,
  ...find,
  ...forms,
  ...groups,
  ...inquiries,
  ...mandates,
  ...polls,
  ...results,
  ...retention,
  ...safeguarding,
  ...secretariat,
  ...summaries,
  ...settings,
  ...silence,
  ...texts,
  ...uploads,
};
