// The selected provider and reasoning effort. Each provider's model has efforts and image limits of its own.
import { at } from './dom.js';

const effortLabels = {
  none: 'No thinking', low: 'Low effort', medium: 'Medium effort', high: 'High effort', xhigh: 'Extra high effort',
  max: 'Max effort',
};
const [provider, effort] = ['provider', 'effort'].map(at);
const providers = await (await fetch('api/providers')).json();

provider.append(...providers.map(({ id, name, model }) => new Option(`${name} · ${model}`, id)));

export const chosenProvider = () => providers.find(({ id }) => id === provider.value);

export const chosenEffort = () => effort.value || null;

/** Returns the effort if the selected provider has it; null is the model's own. */
export const availableEffort = value => chosenProvider().efforts.includes(value) ? value : null;

/** Calls a function now and whenever another provider is selected. */
export function onProvider(show) {
  provider.addEventListener('change', show);
  show();
}

function showEfforts() {
  const previous = effort.value;
  const { efforts } = chosenProvider();
  effort.replaceChildren(
    new Option('Default effort', ''), ...efforts.map(value => new Option(effortLabels[value] ?? `Effort: ${value}`, value)));
  effort.value = efforts.includes(previous) ? previous : '';
  effort.closest('label').hidden = efforts.length === 0;
}

onProvider(showEfforts);
