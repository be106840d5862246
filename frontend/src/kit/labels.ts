/** The Traffic Light Protocol 2.0: five labels in order, never translated. */
export const LABELS = ['clear', 'green', 'amber', 'amber_strict', 'red'] as const;
export type Label = (typeof LABELS)[number];

const SHOWN: Readonly<Record<Label, string>> = {
  clear: 'TLP:CLEAR',
  green: 'TLP:GREEN',
  amber: 'TLP:AMBER',
  amber_strict: 'TLP:AMBER+STRICT',
  red: 'TLP:RED',
};

/** The form that people see. */
export function shownLabel(label: Label): string {
  return SHOWN[label];
}

/** Whether `label` is stricter than `other`. */
export function isStricter(label: Label, other: Label): boolean {
  return LABELS.indexOf(label) > LABELS.indexOf(other);
}

/** What carries it may be carried on without asking again, where its author has allowed that. */
export const fitsUnasked = (label: Label): boolean => label === 'clear' || label === 'green';

/** What is derived from several takes the strictest. */
export function strictest(labels: readonly Label[], least: Label): Label {
  return labels.reduce((a, b) => (isStricter(b, a) ? b : a), least);
}

/** What a writer may choose: from the topic's default up to the space's ceiling, both included; in an exchange TLP:RED alone. */
export function labelsBetween(least: Label, ceiling: Label): Label[] {
  if (ceiling === 'red') return ['red'];
  return LABELS.filter((label) => !isStricter(least, label) && !isStricter(label, ceiling));
}
