'use strict';

// The page is whole without this script. It adds the theme switch, a keyboard grid, filters and the comparison of what
// the files say. Text from files only ever becomes text: nothing here parses HTML.

const byId = (id) => document.getElementById(id);

/** An element with attributes and children; `null` children are left out. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A sentence: what stands in backticks is code. */
function prose(text) {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, i) => (i % 2 ? el('code', {}, part) : part)).filter((part) => part !== '');
}

const store = {
  get(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, value); } catch { /* A file in a strict browser: the choice lasts as long as the page. */ }
  },
};

const THEMES = ['system', 'light', 'dark'];

function theme(name) {
  const known = THEMES.includes(name) ? name : 'system';
  document.documentElement.dataset.theme = known;
  const button = byId('theme');
  if (button) button.textContent = `Theme: ${known}`;
  return known;
}

// Before anything is drawn.
theme(store.get('mcpcheck-theme'));

/** What the tables and the findings show, by number: the numbers of the data. */
const model = { tables: [], columns: [], rows: [], findings: [] };

function readPage() {
  for (const table of document.querySelectorAll('table.matrix')) {
    const heads = [...table.tHead.rows[0].cells].slice(1);
    const entry = { table, title: table.dataset.title, firstRow: model.rows.length, firstColumn: model.columns.length };
    model.tables.push(entry);
    heads.forEach((th, i) => model.columns.push({ th, table: entry, cell: i + 1, client: th.dataset.client }));
    for (const tr of table.tBodies[0].rows) {
      if (tr.cells.length > 1) model.rows.push({ tr, table: entry });
    }
  }
  const numbers = (text) => (text ? text.split(' ').map(Number) : []);
  for (const article of document.querySelectorAll('article.finding')) {
    const { sev, rule, clients, rows, cols } = article.dataset;
    model.findings.push({
      article, severity: sev, rule, clients: clients.split(' '), rows: numbers(rows), columns: numbers(cols), text: null,
    });
  }
}

/** The state of a row in a column, both by number; '' in another table. */
function stateOf(row, column) {
  const [r, c] = [model.rows[row], model.columns[column]];
  return r && c && r.table === c.table ? r.tr.cells[c.cell].className : '';
}

/** The columns of a row. */
function columnsOf(row) {
  const table = model.rows[row].table;
  return model.columns.map((c, i) => (c.table === table ? i : -1)).filter((i) => i >= 0);
}

/** The number of the row and column that a cell stands in; `null` for what is none. */
function placeOf(cell) {
  const table = model.tables.find((t) => t.table.contains(cell));
  const tr = cell.parentElement;
  if (!table || !tr || tr.parentElement.tagName !== 'TBODY') return null;
  const row = table.firstRow + tr.sectionRowIndex;
  if (!model.rows[row]) return null;
  return { row, column: cell.cellIndex > 0 ? table.firstColumn + cell.cellIndex - 1 : null };
}

let parsed = null;

/** What the files say. Parsed when somebody asks: with thousands of servers it is long. */
function data() {
  parsed ??= JSON.parse(byId('data').textContent);
  return parsed;
}
