// The page: which view the address asks for, drawn anew when the address or the width changes.
import {rest} from './data.js';
import {h} from './dom.js';
import {parseRoute, routeTo} from './router.js';
import {about} from './view_about.js';
import {changesView} from './view_changes.js';
import {engineView} from './view_engines.js';
import {overview} from './view_overview.js';
import {unitView} from './view_unit.js';
import {unitList} from './view_units.js';

const views = {
  '': overview,
  units: unitList,
  u: unitView,
  engines: engineView,
  changes: changesView,
  about
};
const main = document.querySelector('main');
let drawn = {};

/// The view of the address; that of a gradient when its data are there, if the address is still the same.
async function draw() {
  const asked = location.hash, route = parseRoute(asked);
  const view = views[route.path[0] ?? ''] ?? overview;
  if (view === unitView) await rest();
  if (location.hash !== asked) return;
  const width = contentWidth();
  const {title, content} = view(route, width);
  main.replaceChildren(...h('div', {}, content).childNodes);
  document.title = `${title} · Clinometer`;
  for (const link of document.querySelectorAll('header nav a')) {
    const current = parseRoute(link.hash).path[0] === (route.path[0] === 'u' ? 'units' : route.path[0]);
    current ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  const place = route.path.join('/');
  if (place !== drawn.place) scrollTo(0, 0);
  if (drawn.place !== undefined && place !== drawn.place) main.focus({preventScroll: true});
  drawn = {place, width};
}

function contentWidth() {
  const style = getComputedStyle(main);
  return main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}

/// Light or dark: what the reader chose, kept where the browser lets files keep anything, else what the system says.
function theme() {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = '';
  try {
    chosen = localStorage.getItem('clino-theme') ?? '';
  } catch {
    chosen = '';
  }
  const apply = () => root.dataset.theme = chosen || (system.matches ? 'dark' : 'light');
  system.addEventListener('change', apply);
  document.getElementById('theme').addEventListener('click', () => {
    chosen = root.dataset.theme === 'dark' ? 'light' : 'dark';
    apply();
    try {
      localStorage.setItem('clino-theme', chosen);
    } catch {
      // Chosen for this time only.
    }
  });
  apply();
}

function finder() {
  const form = document.getElementById('find');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    location.hash = routeTo(['units'], {q: form.elements.q.value});
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName))
      return;
    event.preventDefault();
    form.elements.q.focus();
  });
}

document.querySelector('header').hidden = false;
main.hidden = false;
document.getElementById('print').addEventListener('click', () => print());
addEventListener('hashchange', draw);
addEventListener('resize', () => contentWidth() !== drawn.width && requestAnimationFrame(draw));
theme();
finder();
await draw();
performance.mark('drawn');
requestAnimationFrame(() => setTimeout(() => {
                        performance.mark('painted');
                        rest();
                      }));
