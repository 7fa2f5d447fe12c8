// Elements from data, without a template language.
const svgTags = new Set(['svg', 'g', 'path', 'line', 'rect', 'text', 'tspan', 'circle', 'polyline', 'title', 'desc']);

function attach(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith('on'))
    element.addEventListener(name.slice(2), value);
  else
    element.setAttribute(name, value === true ? '' : value);
}

/// An element: h('a', {href, onclick}, 'text', child, [more]). Nothing is ever parsed as HTML.
export function h(tag, attributes = {}, ...children) {
  const element =
      svgTags.has(tag) ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attach(element, name, value);
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

/// A region that scrolls sideways by itself and can be reached by keyboard.
export function scroller(label, ...children) {
  return h('div', {class: 'scroller', tabindex: 0, role: 'region', 'aria-label': label}, ...children);
}

/// A group of links of which one is the current one.
export function switcher(label, choices) {
  return h(
      'div', {class: 'switcher', role: 'group', 'aria-label': label},
      choices.map((c) => h('a', {href: c.href, 'aria-current': c.current ? 'true' : undefined}, c.text)));
}

export function section(title, lead, ...content) {
  return h('section', {}, h('h2', {}, title), lead ? h('p', {class: 'lead'}, lead) : null, ...content);
}

export function copyButton(text) {
  const button = h('button', {type: 'button', onclick: () => copy()}, 'Copy');
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Select the text and copy it';
    }
  }
  return button;
}
