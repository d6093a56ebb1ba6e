// Filters, the address that keeps them, and the start of it all. Nothing is drawn anew: rows and findings are hidden.

const filters = { q: '', sev: [], rule: '', for: '', state: '' };
const sheet = new CSSStyleSheet();

const narrowed = () => filters.q !== '' || filters.sev.length > 0 || filters.rule !== '' || filters.for !== '' || filters.state !== '';

/** Shows what passes: a finding passes if every filter holds for it. A row passes if it has what is asked for. */
function apply() {
  const q = filters.q.trim().toLowerCase();
  const wantsFinding = filters.sev.length > 0 || filters.rule !== '';
  const shownColumns = model.columns.map((c) => filters.for === '' || c.client === filters.for);
  const columns = model.rows.length ? model.tables.map((t) => columnsOf(t.firstRow).filter((i) => shownColumns[i])) : [];
  const columnsShown = (row) => columns[model.tables.indexOf(model.rows[row].table)] ?? [];
  const has = (row, wanted) => columnsShown(row).some((c) => wanted(stateOf(row, c)));
  const inState = model.rows.map((_, row) => filters.state === '' || has(row, (s) => s === filters.state));

  const rowsOf = (f) => (f.rows.length ? f.rows : [...model.rows.keys()].filter((row) => f.columns.some((c) => !['', 'absent'].includes(stateOf(row, c)))));
  const said = new Set();
  let findings = 0;
  for (const f of model.findings) {
    let pass = (filters.sev.length === 0 || filters.sev.includes(f.severity)) && (filters.rule === '' || f.rule === filters.rule)
      && (filters.for === '' || f.clients.includes(filters.for));
    if (pass && q !== '') {
      f.text ??= (f.article.textContent + f.article.parentElement.firstElementChild.textContent).toLowerCase();
      pass = f.text.includes(q);
    }
    if (pass && (filters.state !== '' || wantsFinding)) {
      const rows = rowsOf(f).filter((row) => inState[row]);
      if (filters.state !== '') pass = rows.length > 0;
      if (pass) rows.forEach((row) => said.add(row));
    } else if (pass && q !== '') {
      f.rows.forEach((row) => said.add(row));
    }
    f.article.hidden = !pass;
    findings += pass ? 1 : 0;
  }
  for (const group of document.querySelectorAll('#findings > .group')) group.hidden = !group.querySelector('article:not([hidden])');

  let rows = 0;
  model.rows.forEach(({ tr }, row) => {
    let pass = inState[row];
    if (pass && filters.for !== '') pass = has(row, (s) => s !== 'absent');
    if (pass && wantsFinding) pass = said.has(row);
    else if (pass && q !== '') pass = said.has(row) || tr.cells[0].textContent.toLowerCase().includes(q);
    tr.hidden = !pass;
    rows += pass ? 1 : 0;
  });
  showColumns(shownColumns);
  byId('no-findings').hidden = findings > 0 || !narrowed() || model.findings.length === 0;
  byId('no-rows').hidden = rows > 0 || !narrowed() || model.rows.length === 0;
  byId('reset').disabled = !narrowed();
  const of = (n, all, word) => `${n === all ? all : `${n} of ${all}`} ${word}${all === 1 ? '' : 's'}`;
  const parts = [of(findings, model.findings.length, 'finding')];
  if (model.rows.length) parts.push(of(rows, model.rows.length, 'server'));
  byId('shown').textContent = parts.join(', ');
}

function showColumns(shown) {
  sheet.replaceSync(model.columns.filter((_, i) => !shown[i])
    .map((c) => `#${c.table.table.id} tr > :nth-child(${c.cell + 1}) { display: none }`).join('\n'));
  for (const entry of model.tables) {
    const all = model.columns.filter((c) => c.table === entry);
    const rows = model.rows.filter((r) => r.table === entry);
    const empty = all.every((c) => !shown[model.columns.indexOf(c)]) || rows.every((r) => r.tr.hidden);
    entry.table.parentElement.hidden = empty && rows.length > 0;
    const current = entry.current;
    if (current && current.getClientRects().length === 0) {
      const row = rows.find((r) => !r.tr.hidden);
      if (row) setCurrent(entry, row.tr.cells[0]);
    }
  }
}

/** The address says what is shown, so that it can be sent to somebody. */
function writeHash() {
  const hash = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (String(value) !== '') hash.set(name, String(value));
  }
  if (opened) {
    const { row, column } = opened;
    hash.set('server', data().rows[row].name);
    if (model.tables.length > 1) hash.set('in', model.rows[row].table.title);
    if (column !== null) {
      hash.set('file', data().columns[column].file);
      hash.set('client', model.columns[column].client);
    }
  }
  const text = hash.toString();
  const address = location.href.split('#')[0] + (text ? `#${text}` : '');
  if (address !== location.href) history.replaceState(null, '', address);
}

function readHash() {
  const text = location.hash.slice(1);
  if (!text.includes('=')) {
    if (text) reveal(decodeURIComponent(text));
    return;
  }
  const hash = new URLSearchParams(text);
  const known = (value, all) => (all.includes(value) ? value : '');
  const values = (name) => [...byId('filters').elements[name].options].map((o) => o.value);
  filters.q = hash.get('q') ?? '';
  filters.sev = (hash.get('sev') ?? '').split(',').filter((s) => ['error', 'warning', 'info'].includes(s));
  filters.rule = known(hash.get('rule'), values('rule'));
  filters.for = known(hash.get('for'), values('for'));
  filters.state = known(hash.get('state'), Object.keys(SIGNS));
  showFilters();
  apply();
  const name = hash.get('server');
  if (name === null) return;
  const row = model.rows.findIndex((r, i) => data().rows[i].name === name && (!hash.has('in') || r.table.title === hash.get('in')));
  if (row < 0) return;
  const column = columnsOf(row).find((i) => data().columns[i].file === hash.get('file') && model.columns[i].client === hash.get('client'));
  const { tr } = model.rows[row];
  const opener = column === undefined ? tr.cells[0] : tr.cells[model.columns[column].cell];
  setCurrent(model.rows[row].table, opener);
  openPanel(row, column ?? null, opener);
}

/** Opens what is folded and goes there. */
function reveal(id) {
  const target = byId(id);
  if (!target) return;
  const details = target.matches('details') ? target : target.querySelector(':scope > details:first-child');
  if (details) details.open = true;
  const focus = details ? details.querySelector('summary') : target;
  if (!details) focus.tabIndex = -1;
  target.scrollIntoView({ block: 'start' });
  focus.focus({ preventScroll: true });
}

function showFilters() {
  const form = byId('filters').elements;
  form.q.value = filters.q;
  form.rule.value = filters.rule;
  form.for.value = filters.for;
  for (const box of form.sev) box.checked = filters.sev.includes(box.value);
  for (const key of document.querySelectorAll('button.key')) key.setAttribute('aria-pressed', String(key.dataset.state === filters.state));
}

function reset() {
  Object.assign(filters, { q: '', sev: [], rule: '', for: '', state: '' });
  changed();
}

function changed() {
  showFilters();
  apply();
  writeHash();
}

function startFilters() {
  const form = byId('filters');
  let waiting = 0;
  form.addEventListener('input', () => {
    const { elements } = form;
    filters.q = elements.q.value;
    filters.rule = elements.rule.value;
    filters.for = elements.for.value;
    filters.sev = [...elements.sev].filter((box) => box.checked).map((box) => box.value);
    clearTimeout(waiting);
    waiting = setTimeout(() => { apply(); writeHash(); }, 80);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => { event.preventDefault(); reset(); form.elements.q.focus(); });
  for (const key of document.querySelectorAll('#legend .key')) {
    const button = el('button', { type: 'button', class: key.className, 'data-state': key.dataset.state, 'aria-pressed': 'false' }, ...key.childNodes);
    button.title = 'Show only servers with this sign';
    button.addEventListener('click', () => {
      filters.state = filters.state === key.dataset.state ? '' : key.dataset.state;
      changed();
    });
    key.replaceWith(button);
  }
  for (const button of document.querySelectorAll('[data-reset]')) button.addEventListener('click', () => { reset(); form.elements.q.focus(); });
}

/** Links within the page: the address keeps what is shown. */
function follow(event) {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const article = link.closest('article');
  if (link.classList.contains('server') && article) {
    const row = Number(article.dataset.rows.split(' ')[0]);
    if (article.dataset.rows !== '' && model.rows[row]) {
      if (!byId('panel').open) openPanel(row, null, link);
      return;
    }
  }
  if (byId('panel').open) byId('panel').close();
  reveal(link.getAttribute('href').slice(1));
}

document.addEventListener('DOMContentLoaded', () => {
  document.adoptedStyleSheets = [sheet];
  for (const node of document.querySelectorAll('.js')) node.hidden = false;
  theme(store.get('mcpcheck-theme'));
  byId('theme').addEventListener('click', () => {
    const now = THEMES.indexOf(document.documentElement.dataset.theme);
    store.set('mcpcheck-theme', theme(THEMES[(now + 1) % THEMES.length]));
  });
  readPage();
  model.tables.forEach(startGrid);
  startPanel();
  startFilters();
  document.addEventListener('click', follow);
  addEventListener('hashchange', readHash);
  apply();
  readHash();
});
