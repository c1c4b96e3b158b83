/*
 * Building the page: elements are made one by one and text is always text, so nothing anybody wrote can become markup.
 */

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'hidden', 'required', 'open']);

/** Makes an element: h('a', { href: '#', on: { click } }, 'words', otherElement, [more], null). */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (PROPERTIES.has(key)) {
      element[key] = value;
    } else {
      element.setAttribute(key, value === true ? '' : String(value));
    }
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const printOf = new WeakMap();

/**
 * Makes the children of parent those of the items { key, print }, oldest node kept wherever key and print did not change:
 * focus, selection and scroll position survive an update.
 */
export function keepChildren(parent, items, build) {
  const before = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let refocus = null;
  const nodes = items.map((item) => {
    const kept = before.get(item.key);
    if (kept && printOf.get(kept) === item.print) return kept;
    const node = build(item);
    node.dataset.key = item.key;
    printOf.set(node, item.print);
    if (kept?.contains(document.activeElement)) refocus = node;
    return node;
  });
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  while (parent.children.length > nodes.length) parent.lastElementChild.remove();
  refocus?.querySelector('a, button')?.focus();
}

/** Moves focus to a heading or message that is not reached by Tab. */
export function focusOn(element) {
  if (!element) return;
  element.setAttribute('tabindex', '-1');
  element.focus();
}

/** A labelled form row: label, hint, place for an error, control. The control's id ties them together. */
export function field({ id, label, hint, control }) {
  const described = [hint ? `${id}-hint` : null].filter(Boolean).join(' ');
  control.id = id;
  if (described) control.setAttribute('aria-describedby', described);
  return h(
    'div',
    { class: 'field', 'data-field': id },
    h('label', { for: id }, label),
    hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null,
    control,
  );
}

/** A group of radio buttons under one question; options are [value, label, hint?]. */
export function choice({ name, legend, hint, options, chosen }) {
  return h(
    'fieldset',
    { class: 'field', id: name, 'data-field': name },
    h('legend', {}, legend),
    hint ? h('p', { class: 'hint' }, hint) : null,
    options.map(([value, label, note], index) =>
      h(
        'div',
        { class: 'radio' },
        h('input', { type: 'radio', name, value, id: `${name}-${index}`, checked: value === chosen }),
        h('label', { for: `${name}-${index}` }, label, note ? h('span', { class: 'hint' }, note) : null),
      ),
    ),
  );
}

/**
 * Shows what is wrong with a form: a summary that takes the focus and links to each field, and the sentence beside it.
 * problems are [fieldId, sentence]; none removes what was shown.
 */
export function showProblems(form, problems) {
  form.querySelector('.error-summary')?.remove();
  for (const old of form.querySelectorAll('.error-message')) old.remove();
  for (const old of form.querySelectorAll('.has-error')) old.classList.remove('has-error');
  for (const old of form.querySelectorAll('[aria-invalid]')) {
    old.removeAttribute('aria-invalid');
    describe(old, null);
  }
  if (problems.length === 0) return;
  for (const [id, sentence] of problems) {
    const row = form.querySelector(`[data-field="${id}"]`);
    if (!row) continue;
    row.classList.add('has-error');
    const control = row.querySelector('input, textarea, select');
    control?.setAttribute('aria-invalid', 'true');
    if (control) describe(control, `${id}-error`);
    const before = row.querySelector('input, textarea, select, .radio, .date');
    row.insertBefore(
      h('p', { class: 'error-message', id: `${id}-error` }, sentence),
      [...row.children].find((child) => child === before || child.contains(before)),
    );
  }
  const summary = h(
    'div',
    { class: 'error-summary', role: 'alert' },
    h('h3', {}, 'There is a problem'),
    h(
      'ul',
      {},
      problems.map(([id, sentence]) =>
        h(
          'li',
          {},
          h(
            'a',
            {
              href: `#${id}`,
              on: {
                click: (event) => {
                  event.preventDefault();
                  focusField(form, id);
                },
              },
            },
            sentence,
          ),
        ),
      ),
    ),
  );
  form.prepend(summary);
  focusOn(summary);
}

/** Ties an error to a control beside its hint, or takes it off. */
function describe(control, errorId) {
  const hints = (control.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .filter((id) => id && !id.endsWith('-error'));
  const all = errorId ? [...hints, errorId] : hints;
  if (all.length > 0) control.setAttribute('aria-describedby', all.join(' '));
  else control.removeAttribute('aria-describedby');
}

function focusField(form, id) {
  form.querySelector(`[data-field="${id}"]`)?.querySelector('input, textarea, select')?.focus();
}
