// Whether one is still signed in here is asked four times a second: the page notices the end by itself. One question at
// a time: two that heard of the end would each go and look, and the second finds nothing left to say.
let asking = false;
const look = setInterval(async () => {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch("/still", { cache: "no-store" });
    if (answer.ok && !(await answer.json()).in) {
      clearInterval(look);
      location.assign("/");
      return;
    }
  } catch {
    // The tool itself is away for a moment; it is asked again.
  }
  asking = false;
}, 250);
