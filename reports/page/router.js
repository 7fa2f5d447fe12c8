// Addresses: the part after # holds view, unit and filters, so that a link shows the same picture.

/// "#/u/sigmoid/naive/eigen/binary32?i=1" as {path: ['u', 'sigmoid', ...], params: {i: '1'}}.
export function parseRoute(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const params = Object.fromEntries(new URLSearchParams(query));
  return {path: path.split('/').filter(Boolean).map(decodeURIComponent), params};
}

export function routeTo(path, params = {}) {
  const kept = Object.entries(params).filter(([, v]) => v !== undefined && v !== null && v !== '');
  const query = kept.length ? new URLSearchParams(kept).toString() : '';
  return '#/' + path.map(encodeURIComponent).join('/') + (query ? '?' + query : '');
}

export function unitRoute(unit, params = {}) {
  return routeTo(['u', ...unit.case.split('/'), unit.engine, unit.format], params);
}

/// The same view with some parameters changed.
export function changed(route, params) {
  return routeTo(route.path, {...route.params, ...params});
}

export function listOf(text) {
  return text ? text.split(',') : [];
}

/// The list with the word put in, or taken out.
export function toggled(list, item) {
  return (list.includes(item) ? list.filter((w) => w !== item) : [...list, item]).join(',');
}
