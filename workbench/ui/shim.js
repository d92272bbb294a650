// Streamlit cannot be translated, so this replaces its own English strings on the page, and puts them back
// when the session goes back to English. Strings of the case files are left alone, and so are icons, whose font
// draws their English names: see `foreign`.
const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
const FOREIGN = "script, style, textarea, [role=grid], [data-testid=stMarkdown], [data-testid=stCode], [translate=no]";

let undo = () => {};

export default function ({ data }) {
  undo();
  const exact = new Map(Object.entries(data.exact));
  const patterns = data.patterns.map(([pattern, words]) => [new RegExp(pattern), words]);
  const changed = new Map();
  document.documentElement.lang = data.lang;

  const translated = (text) => {
    const bare = text.trim();
    if (exact.has(bare)) return exact.get(bare);
    const found = patterns.find(([pattern]) => pattern.test(bare));
    return found ? bare.replace(found[0], found[1]) : undefined;
  };
  const keep = (node, restore) => {
    if (!changed.has(node)) changed.set(node, restore);
  };
  const foreign = (element) => !element || element.closest(FOREIGN);
  const text = (node) => {
    const words = foreign(node.parentElement) ? undefined : translated(node.data);
    if (words === undefined || words === node.data) return;
    const original = node.data;
    keep(node, () => { if (node.data === words) node.data = original; });
    node.data = words;
  };
  const attributes = (element) => {
    if (element.closest("[data-testid=stMarkdown]")) return;
    for (const name of ATTRIBUTES) {
      const original = element.getAttribute(name);
      const words = original && translated(original);
      if (!words || words === original) continue;
      keep(`${name}:${changed.size}`, () => {
        if (element.getAttribute(name) === words) element.setAttribute(name, original);
      });
      element.setAttribute(name, words);
    }
  };
  const walk = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    attributes(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
      if (walker.currentNode.nodeType === Node.TEXT_NODE) text(walker.currentNode);
      else attributes(walker.currentNode);
    }
  };

  const observer = new MutationObserver((mutations) => {
    for (const { type, target, addedNodes } of mutations) {
      if (type === "childList") addedNodes.forEach(walk);
      else if (type === "characterData") text(target);
      else attributes(target);
    }
  });
  walk(document.body);
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  undo = () => {
    observer.disconnect();
    changed.forEach((restore) => restore());
    undo = () => {};
  };
  return undo;
}
