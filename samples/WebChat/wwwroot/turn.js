// Renders one question and its answer.
import { element, render } from './markdown.js';

const tailCharacters = 140;

export class Turn {
  /** The total usage of the responses; values that a provider does not report are null. */
  usage = null;
  text = '';
  #answer = element('div', '', 'answer');
  #meta = element('p', '', 'meta');
  #tools = new Map();
  #part = null;
  #began = performance.now();

  constructor(question, providerName) {
    this.question = question;
    this.providerName = providerName;
    this.root = element('article', '', 'turn');
    this.root.setAttribute('aria-label', question.slice(0, 80));
    this.root.append(element('p', question, 'mine'), this.#answer);
    this.#answer.setAttribute('aria-busy', 'true');
    this.#answer.append(this.#meta);
    this.phase('Waiting');
  }

  /** Sets the current phase; its line is reused when the answer has ended, so that the layout does not shift. */
  phase(word) {
    this.#meta.textContent = `${this.providerName} · ${word}…`;
  }

  thinking(delta) {
    if (this.#part?.kind !== 'thinking') {
      this.#close();
      const details = element('details', '', 'thinking');
      const summary = document.createElement('summary');
      const label = element('span', 'Thinking', 'label');
      const tail = element('span', '', 'tail short');
      const thought = element('div', '', 'thought');
      tail.setAttribute('aria-hidden', 'true');
      tail.append(document.createElement('span'));
      summary.append(label, tail);
      details.append(summary, thought);
      this.#open({ kind: 'thinking', text: '', label, tail, thought, began: performance.now() }, details);
    }
    this.#part.text += delta;
  }

  write(delta) {
    if (this.#part?.kind !== 'text') {
      if (delta.trim() === '')
        return;
      this.#close();
      const box = element('div', '', 'text');
      this.#open({ kind: 'text', text: '', box }, box);
    }
    this.#part.text += delta;
    this.text += delta;
  }

  toolCall({ id, name, arguments: json }) {
    this.#close();
    const details = element('details', '', 'tool');
    const summary = document.createElement('summary');
    const outcome = element('span', 'running', 'outcome');
    summary.append(element('span', name, 'name'), element('span', json, 'arguments'), outcome);
    details.append(summary);
    this.#tools.set(id, { details, outcome });
    this.#meta.before(details);
  }

  toolResult({ id, succeeded, result, milliseconds }) {
    const { details, outcome } = this.#tools.get(id);
    details.classList.toggle('failed', !succeeded);
    outcome.textContent = succeeded ? `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms` : 'failed';
    const body = element('div', '', 'result');
    const pre = document.createElement('pre');
    pre.tabIndex = 0;
    pre.append(element('code', pretty(result)));
    body.append(element('h3', 'Result'), pre);
    details.append(body);
  }

  /** Renders the text received since the last call; called once per frame. */
  paint(isComplete = false) {
    const part = this.#part;
    if (part?.kind === 'thinking') {
      part.thought.textContent = part.text;
      const line = part.text.replace(/\s+/g, ' ').trimStart();
      part.tail.firstChild.textContent = line.slice(-tailCharacters);
      part.tail.classList.toggle('short', part.tail.scrollWidth <= part.tail.clientWidth);
    } else if (part?.kind === 'text') {
      render(part.box, part.text.trim(), isComplete);
    }
  }

  end(note) {
    this.#close();
    if (note)
      this.#meta.before(element('p', note, 'note'));
    this.#meta.textContent = [this.providerName, ...this.#figures()].join(' · ');
    this.#answer.setAttribute('aria-busy', 'false');
  }

  stop(askAgain) {
    const note = element('div', 'Stopped. This question is not saved in the conversation.', 'note');
    note.append(document.createElement('br'), again('Ask again', askAgain));
    this.#fail(note);
  }

  error({ title, advice, retryAfterSeconds, detail }, askAgain) {
    const box = element('div', '', 'error');
    box.setAttribute('role', 'alert');
    box.append(element('strong', title), element('span', advice));
    if (retryAfterSeconds != null)
      box.append(element('span', `${this.providerName} requests a wait of ${wait(retryAfterSeconds)}.`));
    if (detail)
      box.append(element('span', detail, 'detail'));
    box.append(again('Try again', askAgain));
    this.#fail(box);
  }

  #fail(box) {
    this.#close();
    for (const { outcome } of this.#tools.values())
      if (outcome.textContent === 'running')
        outcome.textContent = 'stopped';
    this.#meta.before(box);
    this.end();
  }

  #open(part, box) {
    this.#part = part;
    this.#meta.before(box);
  }

  #close() {
    this.paint(true);
    if (this.#part?.kind === 'thinking') {
      const { label, tail, began } = this.#part;
      const duration = performance.now() - began;
      label.textContent = duration < 950 ? 'Thought for a moment' : `Thought for ${seconds(duration)}`;
      tail.remove();
    }
    this.#part = null;
  }

  #figures() {
    const figures = [];
    if (this.usage) {
      const { promptTokens, completionTokens, reasoningTokens, usd, costSource } = this.usage;
      const reasoning = reasoningTokens ? ` (${reasoningTokens} thinking)` : '';
      figures.push(promptTokens == null || completionTokens == null
        ? 'tokens not reported'
        : `${promptTokens} tokens in, ${completionTokens} out${reasoning}`);
      figures.push(usd == null ? 'cost not reported' : `${money(usd)} ${costSource}`);
    }
    figures.push(seconds(performance.now() - this.#began));
    return figures;
  }
}

/** Adds the usage of two responses; a value that one of them lacks is null in the sum. */
export function add(left, right) {
  if (!left)
    return right;
  const sum = (a, b) => a == null || b == null ? null : a + b;
  return {
    promptTokens: sum(left.promptTokens, right.promptTokens),
    completionTokens: sum(left.completionTokens, right.completionTokens),
    reasoningTokens: sum(left.reasoningTokens, right.reasoningTokens),
    usd: sum(left.usd, right.usd),
    costSource: left.costSource === 'reported' ? right.costSource : left.costSource,
  };
}

export const money = usd => `$${usd.toFixed(6).replace(/(\.\d\d\d*?)0+$/, '$1')}`;

const seconds = milliseconds => `${(milliseconds / 1000).toFixed(1)} s`;

const wait = seconds => seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`;

function again(label, retry) {
  const button = element('button', label, 'again');
  button.type = 'button';
  button.addEventListener('click', retry);
  return button;
}

function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
