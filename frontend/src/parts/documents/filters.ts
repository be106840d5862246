import { LABELS, shownLabel } from '../../kit/labels';
import type { Framework } from '../../wire/documents';
import type { GroupShape } from '../../wire/shapes';
import { languageName, TEXT_LANGUAGES } from '../../words/languages-of-texts';
import { t } from '../../words/words.svelte';
import { capabilityChoices, typeName, TYPES } from './words';

/** What every list of documents can be narrowed by; empty: by nothing. */
export type Filters = Record<'q' | 'group' | 'capability' | 'type' | 'language' | 'label', string>;
export type Option = { value: string; label: string };
type Selection = { name: Exclude<keyof Filters, 'q'>; label: string; options: Option[] };

export const any = (): Option => ({ value: '', label: t('kit.any') });

/** What is chosen from a list, in the order of the form. */
export function selections(groups: readonly GroupShape[], frameworks: readonly Framework[]): Selection[] {
  const named = (values: readonly string[], name: (value: never) => string) =>
    values.map((value) => ({ value, label: name(value as never) }));
  return [
    {
      name: 'group',
      label: t('docs.group'),
      options: [any(), ...groups.map((one) => ({ value: String(one.id), label: one.name }))],
    },
    { name: 'capability', label: t('docs.capability'), options: [any(), ...capabilityChoices(frameworks)] },
    { name: 'type', label: t('docs.type'), options: [any(), ...named(TYPES, typeName)] },
    { name: 'language', label: t('docs.language'), options: [any(), ...named(TEXT_LANGUAGES, languageName)] },
    { name: 'label', label: t('docs.label'), options: [any(), ...named(LABELS, shownLabel)] },
  ];
}
