// The matrix as a grid for the keyboard: one cell is in the tab order, the arrow keys move, Enter opens.

function startGrid(entry) {
  const { table } = entry;
  table.setAttribute('role', 'grid');
  table.setAttribute('aria-readonly', 'true');
  // What can be scrolled has something to focus in it now.
  table.parentElement.removeAttribute('tabindex');
  entry.current = table.tBodies[0].rows[0]?.cells[0] ?? null;
  if (entry.current) entry.current.tabIndex = 0;
  table.addEventListener('keydown', (event) => {
    const cell = event.target.closest('td, th');
    if (!cell || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      openAt(cell);
      return;
    }
    const to = next(table, cell, event);
    if (to) {
      event.preventDefault();
      focusCell(entry, to);
    }
  });
  table.addEventListener('click', (event) => {
    const cell = event.target.closest('tbody td, tbody th');
    if (cell && table.contains(cell) && String(getSelection()) === '') {
      focusCell(entry, cell);
      openAt(cell);
    }
  });
  table.addEventListener('focusin', (event) => {
    const cell = event.target.closest('td, th');
    if (cell) setCurrent(entry, cell);
  });
}

function openAt(cell) {
  const place = placeOf(cell);
  if (place) openPanel(place.row, place.column, cell);
}

function setCurrent(entry, cell) {
  if (entry.current) entry.current.tabIndex = -1;
  entry.current = cell;
  cell.tabIndex = 0;
}

function focusCell(entry, cell) {
  setCurrent(entry, cell);
  cell.focus();
}

/** The cell that a key leads to. */
function next(table, cell, event) {
  const shown = (node) => node.getClientRects().length > 0;
  const rows = [...table.tBodies[0].rows].filter((tr) => !tr.hidden);
  const cells = (tr) => [...tr.cells].filter(shown);
  const tr = cell.parentElement;
  const y = rows.indexOf(tr);
  const line = cells(tr);
  const x = line.indexOf(cell);
  const at = (row, column) => {
    const target = rows[Math.max(0, Math.min(rows.length - 1, row))];
    const there = target && cells(target);
    return there && there[Math.max(0, Math.min(there.length - 1, column))];
  };
  switch (event.key) {
    case 'ArrowRight': return at(y, x + 1);
    case 'ArrowLeft': return at(y, x - 1);
    case 'ArrowDown': return at(y + 1, x);
    case 'ArrowUp': return at(y - 1, x);
    case 'PageDown': return at(y + 10, x);
    case 'PageUp': return at(y - 10, x);
    case 'Home': return event.ctrlKey ? at(0, 0) : at(y, 0);
    case 'End': return event.ctrlKey ? at(rows.length - 1, line.length - 1) : at(y, line.length - 1);
    default: return null;
  }
}
