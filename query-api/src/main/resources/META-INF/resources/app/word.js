// Stands where a panel has nothing to show, and says why.
import {text} from './text.js';

export class Word {
  #element;

  constructor(panel) {
    this.#element = panel.querySelector('.empty');
  }

  hide() {
    this.#element.hidden = true;
  }

  nothing() {
    this.say(text.nothing);
  }

  /** Takes as much room as what was there, so that the page does not jump. */
  wait(heightPixels) {
    const height = heightPixels ? `${heightPixels}px` : this.#element.style.minHeight;
    this.say(text.loading);
    this.#element.style.minHeight = height;
  }

  say(words) {
    this.#element.textContent = words;
    this.#element.style.minHeight = '';
    this.#element.hidden = false;
  }
}
