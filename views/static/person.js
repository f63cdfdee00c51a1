// The reference date on the time axis: dragging moves the line and dims what wasn't in force; letting go asks the page.
const axis = document.querySelector("[data-axis]");
const slider = axis?.querySelector("[type=range]");
const field = axis?.querySelector("[type=date]");
const picture = axis?.parentElement.querySelector(".bars");
const line = picture?.querySelector(".on");
function drawn() {
  const share = (100 * slider.value) / slider.max;
  const day = new Date(`${axis.dataset.axis}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + Number(slider.value));
  field.value = day.toISOString().slice(0, 10);
  slider.setAttribute("aria-valuetext", day.toLocaleDateString(document.documentElement.lang, { timeZone: "UTC" }));
  for (const end of ["x1", "x2"]) line.setAttribute(end, `${share}%`);
  for (const bar of picture.querySelectorAll("rect")) {
    const from = parseFloat(bar.getAttribute("x"));
    bar.classList.toggle("dim", share < from || share > from + parseFloat(bar.getAttribute("width")));
  }
}
if (slider && line) {
  slider.hidden = false;
  slider.addEventListener("input", drawn);
  slider.addEventListener("change", () => axis.requestSubmit());
}
