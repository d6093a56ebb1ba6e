// What the files say of one server, side by side, with the differing parts marked.

const SIGNS = {
  absent: '–', loads: '•', agrees: '✓', undeclared: '+', off: '○', unknown: '?', shadowed: '◑', drifts: '≠', missing: '∅',
  skipped: '✕',
};

const FIELDS = ['transport', 'command', 'args', 'url', 'env', 'headers'];

let opened = null;

function openPanel(row, column, opener) {
  const panel = byId('panel');
  opened = { row, column, opener };
  panel.replaceChildren(...contents(row, column));
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  panel.querySelector('.chosen')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  panel.scrollTop = 0;
  byId('panel-title').focus();
  writeHash();
}

function startPanel() {
  const panel = byId('panel');
  panel.addEventListener('close', () => {
    const opener = opened?.opener;
    opened = null;
    panel.replaceChildren();
    writeHash();
    opener?.focus();
  });
  panel.addEventListener('click', (event) => {
    const box = panel.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (event.target.closest('[data-close]') || (event.target === panel && outside)) panel.close();
  });
}

/** One column of the comparison: the golden, or readers of one file that make the same of it. */
function sides(row, column) {
  const all = data();
  const { golden, cells } = all.rows[row];
  const out = [];
  if (golden) out.push({ golden: true, file: golden.file, line: golden.line, readers: [], definition: golden.definition, text: golden.text });
  for (const i of columnsOf(row)) {
    const state = stateOf(row, i);
    if (state === 'absent') continue;
    const entry = cells[i] ?? {};
    const { client, file, note } = all.columns[i];
    const side = {
      file, state, note, line: entry.line, definition: entry.definition, text: entry.text, reason: entry.reason,
      shadowed: entry.shadowed, differs: entry.differs ?? [], readers: [client], chosen: i === column,
    };
    const key = (s) => JSON.stringify([s.file, s.state, s.definition, s.text, s.reason, s.note, s.shadowed, s.differs]);
    const same = out.find((other) => !other.golden && key(other) === key(side));
    if (same) {
      same.readers.push(client);
      same.chosen ||= side.chosen;
    } else {
      out.push(side);
    }
  }
  // The golden, what was selected, what is odd, and then what is as it should be.
  const rank = (s) => (s.golden ? 0 : s.chosen ? 1 : s.state !== 'agrees' && s.state !== 'loads' ? 2 : 3);
  return out.sort((a, b) => rank(a) - rank(b));
}

/** What a side is held against. */
function baseOf(side, all) {
  const against = side.differs?.[0]?.[3];
  return all.find((s) => s !== side && s.definition !== undefined && s.file === against)
    ?? all.find((s) => s !== side && s.golden)
    ?? all.find((s) => s !== side && s.state === 'agrees');
}

function contents(row, column) {
  const { name } = data().rows[row];
  const all = sides(row, column);
  const title = model.tables.length > 1 ? model.rows[row].table.title : '';
  return [
    el('header', {},
      el('h2', { id: 'panel-title', tabindex: '-1' }, el('span', { class: 'name' }, name)),
      title ? el('span', { class: 'path' }, title) : null,
      el('button', { type: 'button', 'data-close': true }, 'Close')),
    comparison(name, all),
    ...texts(all),
    ...about(row),
  ];
}

function comparison(name, all) {
  const head = el('tr', {}, el('th', { scope: 'col' }, 'Field'));
  const verdict = el('tr', {}, el('th', { scope: 'row' }, 'outcome'));
  for (const side of all) {
    const place = side.line === undefined ? side.file : `${side.file}:${side.line}`;
    const who = side.golden ? 'golden' : side.readers.join(', ');
    const chosen = side.chosen ? 'chosen' : null;
    head.append(el('th', { scope: 'col', class: chosen }, el('b', {}, who), ' ', el('span', { class: 'path' }, place)));
    verdict.append(el('td', { class: chosen }, ...judgement(side)));
  }
  const body = el('tbody', {}, verdict);
  const others = new Set(all.flatMap((s) => (s.differs ?? []).map((d) => d[0].split('.')[0])));
  const fields = [...FIELDS, ...[...others].filter((field) => !FIELDS.includes(field)).sort()];
  for (const field of fields) {
    const cells = all.map((side) => cell(side, baseOf(side, all), field));
    if (cells.every((c) => c.textContent === '')) continue;
    body.append(el('tr', {}, el('th', { scope: 'row' }, field), ...cells));
  }
  return el('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': `What the files say of ${name}` },
    el('table', { class: 'compare' }, el('thead', {}, head), body));
}

/** What the client makes of an entry, and why. */
function judgement(side) {
  if (side.golden) return [el('p', {}, 'What every copy is held against.')];
  const { state, reason, note, shadowed, differs } = side;
  const used = side.definition === undefined ? null : data().definitions[side.definition].transport;
  const as = used ? ` as ${used}` : '';
  const says = {
    agrees: `Loaded${as}. Says what it should.`,
    loads: `Loaded${as}. There is nothing to hold it against.`,
    drifts: 'It says something else.',
    undeclared: `Loaded${as}, and the golden does not declare it here.`,
    missing: 'Wanted here, and not there.',
    shadowed: 'The client takes another entry of this name.',
    skipped: 'Not loaded.',
    unknown: 'Nobody knows whether it is loaded.',
    off: 'Switched off.',
  }[state] ?? '';
  const out = [el('p', {}, el('span', { class: `key ${state}` }, el('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[state] ?? ''), ` ${state}`))];
  out.push(el('p', {}, ...prose(reason ? `${says.replace(/\.$/, '')}: ${reason}.` : says)));
  if (note && note !== reason) out.push(el('p', { class: 'why' }, ...prose(`The whole file: ${note}.`)));
  if (shadowed) out.push(el('p', { class: 'why' }, ...prose(shadowed)));
  if (state !== 'drifts' && differs.length) out.push(el('p', { class: 'why' }, 'It also says something else.'));
  return out;
}

/** One field of one side. */
function cell(side, base, field) {
  const td = el('td', { class: side.chosen ? 'chosen' : null });
  const all = data().definitions;
  const own = all[side.definition];
  const other = all[base?.definition];
  const differs = (side.differs ?? []).filter((d) => d[0].split('.')[0] === field);
  if (differs.length) td.classList.add('differs');
  if (!own) return td;
  if (field === 'args') {
    td.append(...args(own.args ?? [], differs.length ? other?.args ?? [] : null));
  } else if (field === 'env' || field === 'headers') {
    td.append(...names(own[field] ?? [], differs));
  } else if (FIELDS.includes(field)) {
    const value = own[field] ?? (field === 'transport' ? own.declared : undefined);
    const wanted = differs.length ? other?.[field] : undefined;
    if (value !== undefined) td.append(el('code', {}, ...(wanted === undefined ? [value] : marked(value, wanted))));
    if (field === 'transport' && own.declared && own.transport) td.append(el('small', {}, ` (the text says ${own.declared})`));
    if (value === undefined && differs.length) td.append(el('span', { class: 'gone' }, 'not there'));
  } else {
    td.append(...differs.map((d) => el('p', {}, ...prose(d[1] ?? 'not there'))));
  }
  // Where the golden says something else to this client, the column of the golden does not show it.
  for (const [name, ours, theirs, against] of differs) {
    const plain = theirs?.replace(/^`|`$/g, '');
    if (theirs && (field === 'env' || field === 'headers' || !FIELDS.includes(field) || (other?.[field] !== undefined && field !== 'args' && other[field] !== plain))) {
      td.append(el('small', {}, ...prose(`${name}: ${ours ?? 'nothing'} here, ${theirs} in `), el('span', { class: 'path' }, against)));
    }
  }
  return td;
}

function names(all, differs) {
  const odd = new Map(differs.map((d) => [d[0].slice(d[0].indexOf('.') + 1), d]));
  const items = all.map((name) => el('li', {}, el('code', {}, odd.has(name) ? el('mark', {}, name) : name)));
  for (const [name, [, ours]] of odd) {
    if (ours === null) items.push(el('li', { class: 'gone' }, el('code', {}, name), ' is not there'));
  }
  return items.length ? [el('ol', { class: 'values' }, ...items)] : [];
}

/** Arguments, one a line; `theirs` is null where nothing differs. */
function args(ours, theirs) {
  if (!ours.length && !theirs?.length) return [];
  const items = [];
  for (const [mine, other] of theirs ? aligned(ours, theirs) : ours.map((a) => [a, a])) {
    if (mine === null) items.push(el('li', { class: 'gone' }, el('code', {}, other), ' is not there'));
    else if (other === null) items.push(el('li', {}, el('code', {}, el('mark', {}, mine))));
    else items.push(el('li', {}, el('code', {}, ...marked(mine, other))));
  }
  return [el('ol', { class: 'values' }, ...items)];
}

/** The files' own words. */
function texts(all) {
  const seen = new Map();
  for (const side of all) {
    if (side.text !== undefined && !seen.has(side.text)) seen.set(side.text, side);
  }
  if (!seen.size) return [];
  const blocks = [...seen].map(([number, side]) => {
    const { line, text, more } = data().texts[number];
    const pre = el('pre', { class: 'src', tabindex: '0', 'aria-label': `Text of ${side.file}` });
    text.split('\n').forEach((part, i) => pre.append(el('span', { class: 'ln', 'data-n': line + i }, part), '\n'));
    if (more) pre.append(`… ${more} more lines\n`);
    return el('figure', { class: side.chosen ? 'chosen' : null }, el('figcaption', { class: 'path' }, `${side.file}:${side.line}`), pre);
  });
  return [el('h3', {}, 'In the files'), el('div', { class: 'texts' }, ...blocks)];
}

/** The findings about a server, and those about the whole of a file that has it. */
function about(row) {
  const here = new Set(columnsOf(row).filter((i) => stateOf(row, i) !== 'absent'));
  const own = model.findings.filter((f) => f.rows.includes(row));
  const whole = model.findings.filter((f) => !f.rows.length && f.columns.some((c) => here.has(c)));
  if (!own.length && !whole.length) return [el('p', { class: 'none' }, 'No finding is about this server.')];
  const clones = [...own, ...whole].map((f) => {
    const article = f.article.cloneNode(true);
    article.hidden = false;
    return article;
  });
  return [el('h3', {}, 'Findings'), ...clones];
}
