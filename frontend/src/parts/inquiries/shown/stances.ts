import { isPosition } from '../../../forms';
import type { Position, Stance, UnitAnswers } from '../../../wire/inquiries';

export const STANCES: readonly Stance[] = ['support', 'amend', 'oppose', 'none'];

/** How a unit stands to a clause; undefined: it said nothing. */
export function positionOf(unit: UnitAnswers, clause: string): Position | undefined {
  const value = unit.answers?.[clause];
  return isPosition(value) ? value : undefined;
}

export type Part = { constituency: string; units: readonly UnitAnswers[] };

/** The units by constituency, in the order in which they come. */
export function parted(units: readonly UnitAnswers[]): readonly Part[] {
  const parts: { constituency: string; units: UnitAnswers[] }[] = [];
  for (const unit of units) {
    const last = parts.at(-1);
    if (last?.constituency === unit.constituency) last.units.push(unit);
    else parts.push({ constituency: unit.constituency, units: [unit] });
  }
  return parts;
}

/** How many of these units stand so to a clause; `undefined`: said nothing. */
export function standing(units: readonly UnitAnswers[], clause: string, stance: Stance | undefined): number {
  return units.filter((unit) => positionOf(unit, clause)?.stance === stance).length;
}
