// What is wrong with how a screen is laid out, asked inside the page: see layout.py.

window.layout = {
  // Fields that run against what stands in them: an empty one runs as its language does, Latin letters from the left.
  against: () => {
    const fields = [...document.querySelectorAll('input:not([type=radio], [type=checkbox], [type=file]), textarea')];
    return fields.flatMap((each) => {
      const { direction } = getComputedStyle(each), text = each.value || each.placeholder;
      const page = getComputedStyle(document.documentElement).direction;
      const meant = each.value === '' ? page : /[A-Za-z]/.test(each.value) ? 'ltr' : direction;
      return text !== '' && direction !== meant ? [`runs ${direction}: ${text}`] : [];
    });
  },

  // Texts and controls that nobody can see whole.
  cut: () => {
    const found = new Set();
    const SLACK = 1.5;
    const shown = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !each.closest('.unseen');
    const say = (what, text) => found.add(`${what}: ${text.trim().slice(0, 80)}`);
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walk.nextNode()) {
      const node = walk.currentNode, parent = node.parentElement;
      if (!node.data.trim() || !shown(parent) || parent.closest('option, script, style')) continue;
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter((each) => each.width > 1);
      const bounds = range.getBoundingClientRect();
      if (rects.some((each) => each.left < -SLACK || each.right > innerWidth + SLACK)) say('beyond the edge', node.data);
      let scrolls = false;
      for (let at = parent; at !== null && at !== document.documentElement && !at.matches('dialog'); at = at.parentElement) {
        const style = getComputedStyle(at), box = at.getBoundingClientRect();
        const clips = style.overflowX !== 'visible' || at.matches('button, .button, .card, .bubble');
        if (clips && (bounds.left < box.left - SLACK || bounds.right > box.right + SLACK)) say('wider than its place', node.data);
        if (['auto', 'scroll'].includes(style.overflowY)) scrolls = true;
        const low = at.matches('button, .button') || ['hidden', 'clip'].includes(style.overflowY);
        const lines = style.webkitLineClamp !== 'none';
        if (low && !scrolls && !lines && (bounds.top < box.top - SLACK || bounds.bottom > box.bottom + SLACK)) say('higher than its place', node.data);
      }
    }
    const ink = document.createElement('canvas').getContext('2d');
    for (const each of document.querySelectorAll('input[placeholder], textarea[placeholder]')) {
      if (!shown(each) || each.value !== '') continue;
      const style = getComputedStyle(each);
      ink.font = style.font;
      const room = each.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
      if (ink.measureText(each.placeholder).width > room + SLACK && style.textOverflow !== 'ellipsis' && each.rows !== 2) say('placeholder cut', each.placeholder);
    }
    for (const each of [document.documentElement, document.body, ...document.querySelectorAll('.window, .log, .after, .body')]) {
      if (each.scrollWidth > each.clientWidth + SLACK) say('scrolls sideways', each.className || each.localName);
    }
    for (const each of document.querySelectorAll('button, a, input:not([type=file]), select, textarea')) {
      const box = each.getBoundingClientRect();
      if (shown(each) && box.width > 1 && (box.left < -SLACK || box.right > innerWidth + SLACK)) say('beyond the edge', each.outerHTML);
    }
    return [...found];
  },

  // The focus before the first thing that Tab leads to, and what it should lead to.
  start: () => {
    const start = document.querySelector('dialog[open]') ?? document.querySelector('.window');
    start.tabIndex = -1;
    start.focus();
    start.removeAttribute('tabindex');
    const all = [...document.querySelectorAll('button, a[href], input:not([type=file]), select, textarea, [tabindex="0"]')];
    window.wanted = all.filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0 && !each.closest('[inert]'));
  },

  // One stop of the Tab key; false where it has left or comes round.
  stop: () => {
    const at = document.activeElement;
    window.stops ??= [];
    if (!document.hasFocus() || at === document.body || window.stops.includes(at)) return false;
    at.focusLook = [...(function* () { for (let up = at; up && up !== document.body; up = up.parentElement) yield up; })()]
      .slice(0, 4).map((each) => { const s = getComputedStyle(each); return s.outline + s.boxShadow + s.borderColor + s.backgroundColor; }).join();
    window.stops.push(at);
    return true;
  },

  // What was wrong on the way.
  focus: () => {
    const found = [];
    const stops = (window.stops ?? []).filter((each) => each.isConnected); // what went while she tabbed is no stop
    document.activeElement.blur();
    const rtl = document.documentElement.dir === 'rtl';
    const boxOf = (each) => (each.matches('.unseen') ? each.closest('label') : each).getBoundingClientRect();
    const name = (each) => (each.getAttribute('aria-label') || each.textContent || each.name || each.localName).trim().slice(0, 40);
    for (const [at, each] of stops.entries()) {
      const look = [...(function* () { for (let up = each; up && up !== document.body; up = up.parentElement) yield up; })()]
        .slice(0, 4).map((one) => { const s = getComputedStyle(one); return s.outline + s.boxShadow + s.borderColor + s.backgroundColor; }).join();
      if (look === each.focusLook) found.push(`focus not to be seen: ${name(each)}`);
      const box = boxOf(each);
      const inline = getComputedStyle(each).display === 'inline';
      if (!inline && (box.width < 24 || box.height < 24)) found.push(`too small to press: ${name(each)} ${box.width} × ${box.height}`);
      const before = stops[at - 1];
      if (before === undefined || before.contains(each)) continue;
      const last = boxOf(before);
      if (box.bottom <= last.top + 1 && !before.closest('.log') && each.closest('[role=dialog]') === before.closest('[role=dialog]')) found.push(`the focus goes up: ${name(before)} → ${name(each)}`);
      const row = box.top < last.bottom - 4 && last.top < box.bottom - 4;
      const back = rtl ? box.left >= last.right - 1 : box.right <= last.left + 1;
      if (row && back) found.push(`the focus goes back: ${name(before)} → ${name(each)}`);
    }
    if (stops.length !== new Set(stops).size) found.push('a stop comes twice');
    const group = (each) => (each.type === 'radio' ? each.name : null);
    const dialog = document.querySelector('dialog[open]');
    for (const each of window.wanted) {
      if (dialog && !dialog.contains(each)) continue;
      const reached = stops.includes(each) || (group(each) && stops.some((one) => group(one) === group(each)));
      if (!reached) found.push(`not reached by Tab: ${name(each)}`);
    }
    delete window.stops, delete window.wanted;
    return found;
  },

  // All that it says, to the eye and to a screen reader.
  said: () => {
    const said = new Set();
    const put = (text) => text && text.trim() && said.add(text.trim());
    for (const root of [document, document.querySelector('switchboard-widget')?.shadowRoot]) {
      if (!root) continue;
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('script, style, title, noscript, main > h1')) put(walk.currentNode.data);
      for (const each of root.querySelectorAll('*'))
        for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt']) put(each.getAttribute(name));
    }
    return [...said];
  },
};
