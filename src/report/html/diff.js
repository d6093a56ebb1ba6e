// Which part of a text differs from another.

/** Pairs of two lists: equal ones by the longest common subsequence, and what stands between them in order. */
function aligned(ours, theirs) {
  const out = [];
  let [i, j] = [0, 0];
  const between = (a, b) => {
    for (; i < a || j < b; i += 1, j += 1) out.push([i < a ? ours[i] : null, j < b ? theirs[j] : null]);
    [i, j] = [a, b];
  };
  for (const [a, b] of common(ours, theirs)) {
    between(a, b);
    out.push([ours[a], theirs[b]]);
    [i, j] = [a + 1, b + 1];
  }
  between(ours.length, theirs.length);
  return out;
}

/** Indices of a longest common subsequence; of long lists only the equal beginning and end. */
function common(a, b) {
  if (a.length * b.length > 90000) {
    const out = [];
    let from = 0;
    while (from < Math.min(a.length, b.length) && a[from] === b[from]) out.push([from, from++]);
    const tail = [];
    for (let k = 1; k <= Math.min(a.length, b.length) - from && a.at(-k) === b.at(-k); k += 1) tail.unshift([a.length - k, b.length - k]);
    return [...out, ...tail];
  }
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      best[i * width + j] = a[i] === b[j] ? best[(i + 1) * width + j + 1] + 1 : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  const out = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) out.push([i++, j++]);
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return out;
}

/** A value with what another does not have marked, word by word. */
function marked(ours, theirs) {
  const words = (text) => text.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}]/gu) ?? [];
  const mine = words(ours);
  const same = new Set(common(mine, words(theirs)).map(([i]) => i));
  const out = [];
  for (let i = 0; i < mine.length;) {
    const kept = same.has(i);
    let text = '';
    for (; i < mine.length && same.has(i) === kept; i += 1) text += mine[i];
    out.push(kept ? text : el('mark', {}, text));
  }
  return out;
}
