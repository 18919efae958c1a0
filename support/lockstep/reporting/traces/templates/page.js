"use strict";
const steps = [...document.querySelectorAll(".step[data-row]")];
const time = document.getElementById("time"), at = document.getElementById("at"), detail = document.getElementById("detail");
let chosen = -1;

function until(ms) {
  at.textContent = `${Number(ms).toFixed(1)} ms`;
  for (const step of steps) step.classList.toggle("after", Number(step.dataset.ms) > Number(ms) + 0.05);
}

function show(number) {
  if (number < 0 || number >= steps.length) return;
  if (chosen >= 0) steps[chosen].classList.remove("chosen");
  chosen = number;
  const step = steps[number], row = document.getElementById(`row-${step.dataset.row}`);
  step.classList.add("chosen");
  time.value = step.dataset.ms;
  until(step.dataset.ms);
  step.scrollIntoView({ block: "nearest", inline: "nearest" });
  detail.replaceChildren();
  const title = document.createElement("h3"), text = document.createElement("pre"), frame = document.querySelector(`[data-frame="${step.dataset.row}"] code`);
  title.textContent = row ? row.querySelector("summary").textContent : step.querySelector("title").textContent;
  text.textContent = (row ? row.querySelector("pre").textContent : "") + (frame && frame.textContent ? `\n\nframe:\n${frame.textContent}` : "");
  detail.append(title, text);
}

function go(row) {
  const number = steps.findIndex((step) => step.dataset.row === String(row));
  if (number >= 0) show(number);
  const details = document.getElementById(`row-${row}`);
  if (details) details.open = true;
}

steps.forEach((step, number) => step.addEventListener("click", () => show(number)));
document.querySelectorAll("[data-go]").forEach((link) => link.addEventListener("click", () => go(link.dataset.go)));
time.addEventListener("input", () => until(time.value));
document.getElementById("earlier").addEventListener("click", () => show(chosen < 0 ? steps.length - 1 : chosen - 1));
document.getElementById("later").addEventListener("click", () => show(chosen + 1));
document.querySelector(".picture").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowRight") { show(chosen + 1); event.preventDefault(); }
  if (event.key === "ArrowUp" || event.key === "ArrowLeft") { show(chosen < 0 ? steps.length - 1 : chosen - 1); event.preventDefault(); }
});
const picture = document.querySelector(".picture"), head = picture.querySelector(".head");
picture.addEventListener("scroll", () => head.setAttribute("transform", `translate(0 ${picture.scrollTop})`));
document.getElementById("filter").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const line of document.querySelectorAll("[data-frame]")) line.hidden = !line.textContent.toLowerCase().includes(wanted);
});
