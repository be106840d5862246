/** Whether this press sends: Enter, or Ctrl+Enter for those who turned it round. Never while a word is being composed. */
export function sends(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>,
  enterSends: boolean,
): boolean {
  if (event.key !== 'Enter' || event.isComposing || event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return enterSends && !event.shiftKey;
}
