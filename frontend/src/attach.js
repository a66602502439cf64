// Files on their way: chosen, dropped or pasted onto a form, sent piece by piece as server/src/http/files takes them, and
// listed under its frame (app/src/ui/attach.rs). Loaded once somebody comes near such a form. Without this a file travels
// with its form; so whatever fails here, the form is still one.

const PIECE = 4 * 1024 * 1024;
const AGAIN = [500, 1000, 2000, 4000, 8000];
/** What the lists hold, by their lines. */
const items = new WeakMap();
/** The list of each form, to be found again where a page draws the form anew. */
const lists = new Map();
/** Forms that are sent as soon as their files are here, with the button that was pressed. */
const waiting = new Map();

const frameOf = form => form?.querySelector('[data-attach]');
const listOf = frame => frame.querySelector('[data-files]');
const inList = list => [...list.children].map(line => items.get(line)).filter(Boolean);

function send(item, method, at, headers, body, progress) {
  return new Promise(done => {
    const request = new XMLHttpRequest();
    item.request = request;
    request.open(method, at);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (progress) request.upload.onprogress = event => progress(event.loaded);
    // A connection that broke has the status 0.
    request.onloadend = () => done(request);
    request.send(body);
  });
}

function reason(answer) {
  try {
    return JSON.parse(answer.responseText).detail;
  } catch {
    return 'it could not be sent';
  }
}

/** Whether it is worth to try once more. */
const passes = status => [0, 401, 409, 423, 429].includes(status) || (status >= 500 && status !== 507);

/** Waits longer each time, and no longer than until there is a connection again. */
function pause(tries) {
  return new Promise(done => {
    const timer = setTimeout(done, AGAIN[Math.min(tries, AGAIN.length - 1)]);
    addEventListener('online', () => { clearTimeout(timer); done(); }, { once: true });
  });
}

/** Asks until there is an answer that stays. */
async function asked(item, ...request) {
  for (let tries = 0; ; tries++) {
    const answer = await send(item, ...request);
    if (item.gone || !passes(answer.status)) return answer;
    say(item, answer.status === 0 ? 'Connection lost, trying again' : reason(answer));
    await pause(tries);
  }
}

async function upload(item) {
  const { file } = item;
  const announced = JSON.stringify({ name: file.name, size: file.size, for: location.pathname + location.search });
  const made = await asked(item, 'POST', '/files', { 'content-type': 'application/json' }, announced);
  if (item.gone) return;
  if (made.status !== 201) return refuse(item, reason(made));
  item.id = JSON.parse(made.responseText).id;
  const place = `/files/${item.id}`;
  let at = 0;
  for (let tries = 0; ; ) {
    const headers = { 'upload-offset': at, 'content-type': 'application/offset+octet-stream' };
    const from = at;
    let answer = await send(item, 'PATCH', place, headers, file.slice(at, at + PIECE), sent => (item.bar.value = from + sent));
    if (item.gone) return;
    if (answer.status !== 204) {
      if (!passes(answer.status)) return refuse(item, reason(answer));
      say(item, answer.status === 401 ? reason(answer) : 'Connection lost, trying again');
      await pause(tries++);
      answer = await asked(item, 'HEAD', place, {});
      if (item.gone) return;
      if (answer.status !== 200) return refuse(item, 'it could not be sent');
      say(item, '');
    } else {
      tries = 0;
    }
    at = Number(answer.getResponseHeader('upload-offset'));
    item.bar.value = at;
    if (answer.getResponseHeader('upload-complete') === '?1') return here(item);
  }
}

function make(name, attributes, ...children) {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
}

/** Never less than it is; as domain::words::size says it. */
function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const [unit, name] = bytes < 1048576 ? [1024, 'kB'] : [1048576, 'MB'];
  return `${Math.ceil((bytes * 10) / unit) / 10} ${name}`;
}

function say(item, sentence) {
  item.note.textContent = sentence;
}

function take(frame, files) {
  const list = listOf(frame);
  lists.set(frame.closest('form').id, list);
  for (const file of files) {
    const says = `${file.name}, ${size(file.size)}`;
    const bar = make('progress', { max: file.size || 1, value: 0, ariaLabel: says });
    const note = make('span', { className: 'soft' });
    const button = make('button', { type: 'button', className: 'button quiet s', textContent: 'Cancel', ariaLabel: `Cancel ${says}` });
    const line = make('li', { className: 'file' }, make('span', { className: 'break', textContent: says }), bar, note, button);
    const item = { file, says, bar, note, button, line, busy: true };
    items.set(line, item);
    button.onclick = () => remove(item);
    list.append(line);
    upload(item).finally(() => settle(item));
  }
}

function here(item) {
  item.bar.remove();
  item.button.textContent = 'Remove';
  item.button.ariaLabel = `Remove ${item.says}`;
  item.line.prepend(make('input', { type: 'hidden', name: 'attached', value: `${item.id} ${item.says}` }));
}

/** It stays in the list, named and with the reason, until its reader has seen that. */
function refuse(item, why) {
  item.bar.remove();
  item.line.classList.add('bad');
  item.line.dataset.test = 'refused';
  item.line.firstElementChild.textContent = `${item.file.name}: ${why}`;
  say(item, '');
  item.button.textContent = 'Dismiss';
  item.button.ariaLabel = `Dismiss ${item.file.name}`;
}

function remove(item) {
  const next = item.line.closest('[data-attach]')?.querySelector('input[type=file]');
  item.gone = true;
  item.request?.abort();
  item.line.remove();
  if (item.id) fetch(`/files/${item.id}`, { method: 'DELETE' });
  next?.focus();
  settle(item);
}

/** It is here, refused or taken out: what waits for it goes on. */
function settle(item) {
  item.busy = false;
  for (const [form, button] of waiting) {
    const frame = frameOf(form);
    if (frame && inList(listOf(frame)).some(other => other.busy)) continue;
    waiting.delete(form);
    frame?.querySelector('.sends')?.remove();
    // Something to be read stays on the page.
    if (form.isConnected && !frame?.querySelector('.file.bad')) form.requestSubmit(button);
  }
}

/** What must be phoned waits for nothing. */
function isPhoned(form) {
  const { phoned, impact } = form.elements;
  return !!phoned && phoned.value.split(' ').includes(impact?.value);
}

/** The frame that a place on the page is for: of its form, else the first that is shown. */
function near(place) {
  const element = place instanceof Element ? place : document.body;
  const shown = [...document.querySelectorAll('[data-attach]')].filter(frame => frame.offsetParent);
  return frameOf(element.closest('form')) ?? shown[0];
}

/** Pictures on the clipboard are all called the same. */
function named(file) {
  if (file.name && file.name !== 'image.png') return file;
  const now = new Date();
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(part => String(part).padStart(2, '0')).join('-');
  return new File([file], `pasted-${date}.${file.type.split('/')[1] || 'png'}`, { type: file.type });
}

document.addEventListener('change', ({ target }) => {
  const frame = target.type === 'file' && target.closest('[data-attach]');
  if (!frame) return;
  take(frame, [...target.files]);
  target.value = '';
});

document.addEventListener('paste', event => {
  const { files, types } = event.clipboardData;
  const frame = files.length && !types.includes('text/plain') && near(event.target);
  if (!frame) return;
  event.preventDefault();
  take(frame, [...files].map(named));
});

let over;
function mark(frame) {
  over?.classList.remove('over');
  over = frame?.querySelector('.drop');
  over?.classList.add('over');
}

document.addEventListener('dragover', event => {
  const frame = event.dataTransfer.types.includes('Files') && near(event.target);
  if (!frame) return;
  event.preventDefault();
  mark(frame);
});
document.addEventListener('dragleave', event => event.relatedTarget || mark());
document.addEventListener('drop', event => {
  const frame = event.dataTransfer.files.length && near(event.target);
  mark();
  if (!frame) return;
  event.preventDefault();
  take(frame, [...event.dataTransfer.files]);
});

// Before anybody else hears of it.
document.addEventListener(
  'submit',
  event => {
    const form = event.target;
    const frame = frameOf(form);
    const busy = frame && inList(listOf(frame)).some(item => item.busy);
    if (!busy || event.submitter?.formNoValidate || isPhoned(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.set(form, event.submitter);
    frame.querySelector('.sends') ?? frame.append(make('p', { className: 'sends small soft', role: 'status', textContent: 'Sent as soon as the files are here.' }));
  },
  true,
);

// A file that is here already is taken out without loading the page anew.
document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-attach] button[name=remove_file]');
  if (!button) return;
  event.preventDefault();
  const frame = button.closest('[data-attach]');
  fetch(`/files/${button.value}`, { method: 'DELETE' });
  button.closest('li').remove();
  frame.querySelector('input[type=file]').focus();
});

// A page that follows its case may draw a form anew.
new MutationObserver(() => {
  for (const [id, list] of lists) {
    if (list.isConnected) continue;
    const now = frameOf(document.getElementById(id));
    if (now) listOf(now).append(...list.children);
    if (now) lists.set(id, listOf(now));
    else lists.delete(id);
  }
}).observe(document.body, { childList: true, subtree: true });
