import { getSchema } from '@tiptap/core';
import type { Node, NodeType } from '@tiptap/pm/model';
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import StarterKit from '@tiptap/starter-kit';
import { expect, test } from 'vitest';

import { asSuggestion, BREAK, type Hand, plainly, settled, suggestionsIn } from './suggest';
import { Deletion, Insertion } from './suggesting';

const schema = getSchema([StarterKit.configure({ undoRedo: false }), Insertion, Deletion]);
function typeOf(name: string): NodeType {
  const type = schema.nodes[name];
  if (!type) throw new Error(`no ${name}`);
  return type;
}
const node = (name: string, content: readonly Node[] | Node, attrs: object | null = null) =>
  typeOf(name).create(attrs, content);
const p = (words: string) => node('paragraph', words ? schema.text(words) : []);
const item = (words: string) => node('listItem', p(words));
const of = (...blocks: Node[]) => EditorState.create({ doc: node('doc', blocks) });

/** Somebody who suggests; her keys are her name with a number. */
function hand(name: string): Hand {
  let n = 0;
  return { isMine: (key) => key.startsWith(name), begin: () => `${name}${++n}` };
}
const caret = (state: EditorState, at: number, head = at) =>
  state.apply(state.tr.setSelection(TextSelection.create(state.doc, at, head)));
const suggest = (state: EditorState, wanted: Transaction, who: Hand) =>
  state.apply(asSuggestion(state, wanted, who));
const type = (state: EditorState, words: string, who: Hand) =>
  [...words].reduce((now, sign) => suggest(now, now.tr.insertText(sign), who), state);
/** `+ab+` comes in, `-ab-` goes out, by whom. */
const drawn = (state: EditorState) =>
  suggestionsIn(state.doc).map(
    ({ key, spans }) =>
      `${key}: ${spans.map(({ kind, words }) => (kind === 'insertion' ? `+${words}` : `-${words}`)).join(' ')}`,
  );
const settle = (
  state: EditorState,
  accepted: boolean,
  keys = suggestionsIn(state.doc).map(({ key }) => key),
) => keys.reduce((now, key) => now.apply(settled(now, key, accepted)), state);
const text = (state: EditorState) => state.doc.textBetween(0, state.doc.content.size, '|');

const ada = hand('ada');

test('what one types in a row is one suggestion, and what one replaces belongs to it', () => {
  const before = of(p('Buy yarn.'));
  const typed = type(caret(before, 10), ' Now.', ada);
  expect(drawn(typed)).toEqual(['ada1: + Now.']);
  expect(typed.selection.head).toBe(15);
  const who = hand('ben');
  const replaced = type(caret(before, 5, 9), 'silk', who);
  expect(drawn(replaced)).toEqual(['ben1: -yarn +silk']);
  expect(text(settle(replaced, true))).toBe('Buy silk.');
  expect(settle(replaced, false).doc.toJSON()).toEqual(before.doc.toJSON());
});

test('going back over words marks them one by one, and takes out what one suggested oneself', () => {
  const who = hand('ada');
  let state = caret(of(p('Buy yarn')), 9);
  for (let n = 0; n < 2; n++) {
    const { head } = state.selection;
    state = suggest(state, state.tr.delete(head - 1, head), who);
  }
  expect([drawn(state), state.selection.head]).toEqual([['ada1: -rn'], 7]);
  state = type(state, 'k', who);
  expect(drawn(state)).toEqual(['ada1: +k -rn']);
  state = suggest(state, state.tr.delete(state.selection.head - 1, state.selection.head), who);
  expect(drawn(state)).toEqual(['ada1: -rn']);
});

test('what somebody else suggested is marked, not taken out; what is deleted forward is stepped over', () => {
  const [one, other] = [hand('ada'), hand('ben')];
  const typed = type(caret(of(p('Buy.')), 4), ' yarn', one);
  const marked = suggest(caret(typed, 5), caret(typed, 5).tr.delete(5, 6), other);
  expect(drawn(marked)).toEqual(['ada1: +  +y +arn', 'ben1: -y']);
  expect(marked.selection.head).toBe(6);
  expect(text(settle(marked, true, ['ada1', 'ben1']))).toBe('Buy arn.');
  expect(text(settle(marked, false, ['ben1', 'ada1']))).toBe('Buy.');
});

test('a new paragraph is a sign until it is accepted, in a list an item', () => {
  const before = of(
    p('one two'),
    node('bulletList', item('one two')),
    node('heading', schema.text('Aims'), { level: 2 }),
  );
  for (const [at, wanted] of [
    [
      5,
      'doc(paragraph("one "), paragraph("two"), bulletList(listItem(paragraph("one two"))), heading("Aims"))',
    ],
    [
      16,
      'doc(paragraph("one two"), bulletList(listItem(paragraph("one ")), listItem(paragraph("two"))), heading("Aims"))',
    ],
    [27, 'doc(paragraph("one two"), bulletList(listItem(paragraph("one two"))), heading("Aims"), paragraph)'],
  ] as const) {
    const state = caret(before, at);
    const broken = suggest(state, state.tr.split(at), hand('ada'));
    expect(drawn(broken)).toEqual([`ada1: +${BREAK}`]);
    expect(settle(broken, true).doc.toString()).toBe(wanted);
    expect(settle(broken, false).doc.eq(before.doc)).toBe(true);
  }
});

test('a paragraph goes with its words once that is accepted; it stays when it is not', () => {
  const before = of(p('one'), p('two'), p('three'));
  const gone = suggest(before, before.tr.delete(2, 9), hand('ada'));
  expect(drawn(gone)).toEqual(['ada1: -ne -two']);
  expect(settle(gone, true).doc.toString()).toBe('doc(paragraph("o"), paragraph("three"))');
  expect(settle(gone, false).doc.eq(before.doc)).toBe(true);
});

test('form alone is no suggestion', () => {
  const before = of(p('Buy yarn.'));
  const bold = before.tr.addMark(1, 4, schema.mark('bold'));
  expect(suggest(before, bold, ada).doc.eq(before.doc)).toBe(true);
  expect(
    suggest(before, before.tr.setBlockType(1, 4, typeOf('heading'), { level: 2 }), ada).doc.eq(before.doc),
  ).toBe(true);
});

test('what is written outright within a suggestion is no part of it', () => {
  const typed = type(caret(of(p('Buy.')), 4), ' yarn', hand('ada'));
  const written = typed.apply(plainly(caret(typed, 7).tr.insertText('x', 7)));
  expect(drawn(written)).toEqual(['ada1: + ya +rn']);
  expect(text(settle(written, false))).toBe('Buyx.');
});

test('a suggestion that is gone settles nothing', () => {
  const state = of(p('Buy.'));
  expect([settled(state, 'ada1', true).docChanged, settled(state, 'ada1', false).docChanged]).toEqual([
    false,
    false,
  ]);
});

/** Chance that can be had again. */
function chance(seed: number) {
  let now = seed;
  return (below: number) => {
    now = (now * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((now / 2_147_483_648) * below);
  };
}

test('whatever two people suggest, nothing of it is in the text until it is accepted', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const dice = chance(seed);
    const before = of(p('one two three'), node('bulletList', item('four')), p('five six'));
    const hands = [hand('ada'), hand('ben')];
    let state = before;
    for (let n = 0; n < 12; n++) {
      const ends = [dice(state.doc.content.size + 1), dice(state.doc.content.size + 1)].sort((a, b) => a - b);
      const [from, to] = ends.map((at) => TextSelection.near(state.doc.resolve(at)).head) as [number, number];
      const wanted =
        dice(3) === 0
          ? state.tr.delete(from, to)
          : dice(4)
            ? state.tr.insertText('xyz'.slice(dice(3)), from, to)
            : state.tr.split(from);
      state = suggest(state, wanted, hands[dice(2)] ?? ada);
    }
    const keys = suggestionsIn(state.doc).map(({ key }) => key);
    const order = dice(2) ? keys : [...keys].reverse();
    expect(settle(state, false, order).doc.toString(), `seed ${seed}`).toBe(before.doc.toString());
    expect(suggestionsIn(settle(state, true, order).doc)).toEqual([]);
  }
});

test('what is suggested and accepted is what would have been written', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const dice = chance(seed);
    const before = of(p('one two three four'));
    const ends = [1 + dice(18), 1 + dice(18)].sort((a, b) => a - b) as [number, number];
    const words = 'abc'.slice(dice(4));
    if (!words && ends[0] === ends[1]) continue;
    const wanted = words ? before.tr.insertText(words, ...ends) : before.tr.delete(...ends);
    expect(text(settle(suggest(before, wanted, hand('ada')), true)), `seed ${seed}`).toBe(
      text(before.apply(wanted)),
    );
  }
});
