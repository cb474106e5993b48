// The clock without a reload, steps that tick themselves off, and typing that is done for you.
"use strict";

const clock = document.getElementById("clock");
const now = document.getElementById("now");
const play = document.getElementById("play");
const steps = [...document.querySelectorAll("#steps li")];
const doneWord = document.currentScript.dataset.done;
const LOOK = 1000;
const PACE = 3500;
let moving = false;
let playing = 0;

async function look() {
  const answer = await fetch("/state");
  const state = await answer.json();
  now.textContent = state.now;
  state.done.forEach((done, n) => {
    steps[n].classList.toggle("done", done);
    steps[n].classList.toggle("next", !done && state.done.indexOf(false) === n);
    steps[n].querySelector(".said").textContent = done ? doneWord : "";
  });
}

async function move(to) {
  if (moving) return;
  moving = true;
  clock.ariaBusy = "true";
  try {
    await fetch(clock.action, {
      method: "POST",
      body: new URLSearchParams({ to }),
      headers: { Accept: "application/json" },
    });
    await look();
  } finally {
    moving = false;
    clock.ariaBusy = null;
  }
}

clock.addEventListener("submit", (event) => {
  event.preventDefault();
  move(event.submitter.value);
});

play.hidden = false;
play.addEventListener("click", () => {
  if (playing) {
    clearInterval(playing);
    playing = 0;
  } else {
    move("next");
    playing = setInterval(() => move("next"), PACE);
  }
  play.textContent = playing ? play.dataset.pause : play.dataset.play;
});

for (const button of document.querySelectorAll("button.type")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const phone = document.getElementById("phone" + button.dataset.phone);
    const text = phone.contentDocument.getElementById("text");
    text.value = button.dataset.words;
    phone.scrollIntoView({ block: "nearest", inline: "nearest" });
    text.focus();
  });
}

setInterval(() => { look().catch(() => {}); }, LOOK);
look();
