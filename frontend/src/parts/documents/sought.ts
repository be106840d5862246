/** A text in parts: what was sought, and what stands between. Case does not count; blank space is any blank space. */
export function split(text: string, sought: string): { text: string; isHit: boolean }[] {
  const words = sought.trim().split(/\s+/).filter(Boolean);
  if (!words.length || !text) return text ? [{ text, isHit: false }] : [];
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+');
  return text
    .split(new RegExp(`(${pattern})`, 'giu'))
    .map((part, n) => ({ text: part, isHit: n % 2 === 1 }))
    .filter((part) => part.text);
}
