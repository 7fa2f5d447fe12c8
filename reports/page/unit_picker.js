// The frame of a unit's charts: the marker moves by click and arrow keys, the view by wheel, drag, pinch and keys.
import {event, select} from 'd3-selection';
import {zoom, zoomIdentity} from 'd3-zoom';

import {h} from './dom.js';

/// With ctrl the wheel zooms, without it the page scrolls; a drag moves what is zoomed, and two fingers zoom.
function gesture() {
  if (event.type === 'wheel') return event.ctrlKey || event.metaKey;
  if (event.type.startsWith('touch')) return event.touches.length > 1 || isZoomed(this);
  return !event.button && (event.type === 'dblclick' || isZoomed(this));
}
const isZoomed = (frame) => frame.dataset.zoomed === 'true';

/// Charts that are drawn again when the marker or the view moves. `draw(frame, x, sample)` draws, `text(sample)` reads
/// a sample out.
export class Picker {
  constructor({shown, scale, draw, text}) {
    Object.assign(this, {shown, scale, draw, text, x: scale});
    this.output = h('output', {class: 'readout', 'aria-live': 'polite'});
    this.frame = h('div', {
      class: 'plots',
      tabindex: 0,
      role: 'group',
      'aria-label': 'Charts: arrow keys move from input to input, + and - zoom, 0 shows all',
      onclick: (e) => this.click(e),
      onkeydown: (e) => this.key(e)
    });
    const [left, right] = scale.range();
    this.zoom = zoom()
                    .scaleExtent([1, scale.most])
                    .extent([[left, 0], [right, 1]])
                    .translateExtent([[left, 0], [right, 1]])
                    .filter(gesture)
                    .duration(0)
                    .on('zoom', () => this.move(event.transform));
    select(this.frame).call(this.zoom).style('touch-action', 'pan-y');
  }
  buttons() {
    const button = (name, label, act) => h('button', {type: 'button', 'aria-label': label, onclick: act}, name);
    return h(
        'div', {class: 'zoom', role: 'group', 'aria-label': 'Zoom'}, button('+', 'Zoom in', () => this.scaleBy(2)),
        button('−', 'Zoom out', () => this.scaleBy(0.5)), button('All', 'Show all inputs', () => this.reset()));
  }
  /// About the marker where it is in view, else about the middle.
  scaleBy(factor) {
    const [left, right] = this.x.range();
    const at = this.index >= 0 ? this.x(this.shown[this.index].x) : left - 1;
    select(this.frame).call(this.zoom.scaleBy, factor, [at >= left && at <= right ? at : (left + right) / 2, 0]);
  }
  reset() {
    select(this.frame).call(this.zoom.transform, zoomIdentity);
  }
  move(transform) {
    this.frame.dataset.zoomed = transform.k > 1;
    this.x = this.scale.zoomed(transform);
    this.redraw();
  }
  redraw() {
    this.draw(this.frame, this.x, this.shown[this.index]);
  }
  pick(index) {
    this.index = index;
    this.redraw();
    this.output.textContent = this.text(this.shown[index]);
  }
  click(event) {
    const svg = event.target.closest('.plots > svg');
    if (!svg) return;
    const box = svg.getBoundingClientRect();
    const px = (event.clientX - box.left) * (svg.viewBox.baseVal.width / box.width);
    const away = this.shown.map((s) => Math.abs(this.x(s.x) - px));
    this.pick(away.indexOf(Math.min(...away)));
  }
  key(event) {
    const zooms =
        {'+': () => this.scaleBy(2), '=': () => this.scaleBy(2), '-': () => this.scaleBy(0.5), '0': () => this.reset()};
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if ((!step && !zooms[event.key]) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (zooms[event.key]) return zooms[event.key]();
    this.pick(Math.min(this.shown.length - 1, Math.max(0, (this.index ?? 0) + step * (event.shiftKey ? 10 : 1))));
    this.follow();
  }
  /// Brings the marker back into a view that is zoomed.
  follow() {
    const sample = this.shown[this.index], [left, right] = this.x.range();
    if (this.x.shows(sample.x)) return;
    const k = this.frame.__zoom.k;
    select(this.frame).call(this.zoom.translateBy, ((left + right) / 2 - this.x(sample.x)) / k, 0);
  }
}
