// Shows the newest words of a growing text in one line.
import { element } from './dom.js';

const maxCharacters = 160;
// A word ends at white space; Chinese and Japanese are written without it, and can be divided after each character.
const undivided = '\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\u3000-\\u303f\\uff00-\\uffef';
const completeWords = new RegExp(`^.*[\\s${undivided}]`, 'su');
const firstWord = new RegExp(`^(?:[${undivided}]|[^\\s${undivided}]+)\\s*`, 'u');

/** The line fills from the left, so that words do not move. When it is full, it starts anew. */
export class Ticker {
  root = element('span', '', 'tail');
  #line = '';
  #rest = '';

  constructor() {
    this.root.setAttribute('aria-hidden', 'true');
  }

  add(text) {
    const [words = ''] = completeWords.exec(this.#rest + text) ?? [];
    this.#rest = (this.#rest + text).slice(words.length);
    if (words === '')
      return;
    const newest = words.length > maxCharacters ? words.slice(-maxCharacters).replace(firstWord, '') : words;
    this.#show(this.#line + newest);
    if (!this.#fits())
      this.#show(newest);
    while (!this.#fits()) {
      const shorter = this.#line.replace(firstWord, '');
      if (shorter === '' || shorter === this.#line)
        break;
      this.#show(shorter);
    }
  }

  #show(line) {
    this.#line = line.replace(/\s+/gu, ' ').trimStart();
    this.root.textContent = this.#line;
  }

  #fits() {
    return this.#line.length <= maxCharacters && this.root.scrollWidth <= this.root.clientWidth;
  }
}
