import { describe, expect, it } from 'vitest';

import { type Callable, callIn, readable, suggestions, withCalls, wordAt } from './mentions';

const people: Callable[] = [
  { name: 'Inês Vale (example)', note: '', target: 'seat:7' },
  { name: 'Inês', note: '', target: 'seat:8' },
  { name: 'Moderators', note: '', target: 'role:moderators' },
];

describe('mentions', () => {
  it('sees the word that is being written after an @', () => {
    expect(wordAt('Hello @in', 9)).toEqual({ from: 6, word: 'in' });
    expect(wordAt('@', 1)).toEqual({ from: 0, word: '' });
    expect(wordAt('Hello @inês va', 14)).toEqual({ from: 6, word: 'inês va' });
  });

  it('sees none in an address, after a space, or elsewhere', () => {
    expect(wordAt('mail ben@example', 16)).toBeNull();
    expect(wordAt('Hello @ben ', 11)).toBeNull();
    expect(wordAt('Hello @ben', 3)).toBeNull();
  });

  it('finds people without their accents, and by their second name', () => {
    expect(suggestions(people, 'ines').map((one) => one.target)).toEqual(['seat:7', 'seat:8']);
    expect(suggestions(people, 'vale').map((one) => one.target)).toEqual(['seat:7']);
    expect(suggestions(people, 'xyz')).toEqual([]);
  });

  it('puts the name in place of the word', () => {
    const inês = people[0] as Callable;
    expect(callIn('Hello @in there', 9, 6, inês)).toEqual({
      text: 'Hello @Inês Vale (example) there',
      caret: 27,
    });
  });

  it('writes calls as the server reads them; the longer name wins', () => {
    expect(withCalls('@Inês Vale (example), @Inês and @Moderators!', people)).toBe(
      '@[Inês Vale (example)](seat:7), @[Inês](seat:8) and @[Moderators](role:moderators)!',
    );
  });

  it('leaves alone what is not a call', () => {
    expect(withCalls('ben@Inês.example @Inêsita @nobody', people)).toBe('ben@Inês.example @Inêsita @nobody');
  });

  it('reads a call as people do, and back again to the same', () => {
    const source = 'Is @[Inês](seat:8) here?';
    expect(readable(source)).toBe('Is @Inês here?');
    expect(withCalls(readable(source), people)).toBe(source);
  });
});
