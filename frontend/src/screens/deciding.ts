import type { Decided } from '../parts/documents/acts';
import type { DocumentView } from '../state/document.svelte';
import type { Sharing } from '../state/sharing.svelte';
import { submitItem } from '../wire/collections';

/** Does what somebody decided on a document's page. */
export function decide(view: DocumentView, what: Decided, upload: Sharing): Promise<void> {
  switch (what.act) {
    case 'version':
      return view.addVersion(what.draft, what.file, upload);
    case 'translate':
      return view.translate(what.draft, what.file, upload);
    case 'describe':
      return view.describe(what.edit);
    case 'submit':
      return view.submit(what.note, what.minor);
    case 'approve':
      return view.approve(view.newest);
    case 'return':
      return view.return(view.newest, what.reason);
    case 'withdraw':
      return view.withdraw(what.reason);
    case 'publish':
      return view.publish(what.plan, what.supersedes);
    case 'dispose':
      return view.dispose(what.reason);
    case 'wish':
      return view.wishRed(what.reason);
    case 'decide_wish':
      return view.decideWish(what.red);
    case 'archive':
      return view.archive();
    case 'check_out':
      return view.checkOut();
    case 'check_in':
      return view.checkIn();
    case 'free':
      return view.checkIn(what.reason);
    case 'hold':
    case 'lift':
      return view.hold(what.act === 'hold', what.reason);
    case 'ask':
      return view.ask(what.dueAt);
    case 'collect':
      return submitItem(what.collection, view.space, view.place, what.note).then(() => undefined);
    case 'confirm':
      return view.confirm();
    case 'owner':
      return view.addOwner(what.group);
    case 'no_owner':
      return view.endOwner(what.group);
  }
}
