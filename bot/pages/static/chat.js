// Makes a chat answer in place. Without it every form still works, a page at a time.
"use strict";

const bubbles = document.getElementById("bubbles");
const toast = document.getElementById("toast");
const text = document.getElementById("text");
const root = bubbles.dataset.root;
let seen = Number(bubbles.dataset.seq);
let hiding = 0;

// A word in passing goes by itself; one that says no stays until it is tapped.
function say(words, stays) {
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(hiding);
  if (!stays) hiding = setTimeout(() => { toast.hidden = true; }, 6000);
}

toast.addEventListener("click", () => { toast.hidden = true; });

function atTheEnd() {
  return window.innerHeight + window.scrollY > document.body.scrollHeight - 200;
}

function toTheEnd() {
  window.scrollTo(0, document.body.scrollHeight);
}

// One change of the chat: a bubble that is new or not as it was, a word in passing, the menu.
function show(change) {
  const old = document.getElementById("b" + change.id);
  if (change.seq <= seen && (old === null || Number(old.dataset.seq) >= change.seq)) return;
  const follow = atTheEnd();
  seen = Math.max(seen, change.seq);
  if (change.kind === "note" || change.kind === "alert") {
    say(change.words, change.kind === "alert");
    return;
  }
  if (change.kind === "menu") {
    document.getElementById("menu-items").innerHTML = change.html;
    return;
  }
  const made = document.createElement("template");
  made.innerHTML = change.html.trim();
  const bubble = made.content.firstElementChild;
  if (old !== null) {
    const focused = old.contains(document.activeElement);
    old.replaceWith(bubble);
    if (focused) bubble.focus({ preventScroll: true });
  } else {
    bubbles.append(bubble);
    if (follow) toTheEnd();
  }
}

function mine(words) {
  const bubble = document.createElement("article");
  bubble.className = "mine";
  bubble.textContent = words;
  bubbles.append(bubble);
  toTheEnd();
  return bubble;
}

async function send(form, submitter) {
  const fields = new URLSearchParams();
  for (const field of form.querySelectorAll("input, textarea")) fields.set(field.name, field.value);
  if (submitter !== null && submitter.name) fields.set(submitter.name, submitter.value);
  fields.set("once", String(Math.floor(Math.random() * 2 ** 53)));
  fields.set("after", String(seen));
  const said = fields.has("text") ? mine(fields.get("text")) : null;
  const answer = await fetch(form.action, {
    method: "POST",
    body: fields,
    headers: { Accept: "application/json" },
  }).catch((fault) => {
    said?.remove();
    throw fault;
  });
  if (answer.status === 401) {
    location.reload();
    return;
  }
  const told = await answer.json();
  if (!answer.ok) {
    said?.remove();
    say(told.fault, true);
    return;
  }
  if (form.classList.contains("say")) text.value = "";
  for (const change of told.changes) show(change);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("send" in form.dataset)) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  document.getElementById("menu").open = false;
  try {
    await send(form, event.submitter);
  } catch {
    say(bubbles.dataset.failed, true);
  } finally {
    form.ariaBusy = null;
  }
});

if (window.matchMedia("(pointer: fine)").matches) {
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      text.form.requestSubmit();
    }
  });
}

const stream = new EventSource(root + "/stream?after=" + seen);
stream.addEventListener("change", (event) => show(JSON.parse(event.data)));
stream.addEventListener("gone", () => location.reload());
toTheEnd();
