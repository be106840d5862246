/**
 * Make something that the tab keeps, whoever asks for it first. What it derives would otherwise belong to the screen that
 * asked, and stand still once that is left.
 */
export function lasting<T>(make: () => T): T {
  let made: T | undefined;
  $effect.root(() => {
    made = make();
  });
  return made as T;
}
